/** A version of KServe, and where it was read. */
export interface KServeVersion {
  /** As it stands there, e.g. `v0.20.0`. */
  readonly version: string;
  /** For example `the image of its controller`. */
  readonly from: string;
}

/** What a cluster tells that a version of KServe can be read from. */
export interface KServeEvidence {
  /** Images of the controller's containers. */
  readonly images?: readonly string[];
  /** Of the controller's Deployment. */
  readonly controllerLabels?: Readonly<Record<string, string>>;
  /** Of the definition of InferenceService. */
  readonly definitionLabels?: Readonly<Record<string, string>>;
}

/** The one that Greenroom's rules are made for. */
export const MADE_FOR = '0.20';
const VERSION_LABEL = 'app.kubernetes.io/version';
const CHART_LABEL = 'helm.sh/chart';

/**
 * The version of KServe: what runs says it best, unless its image is called something like `latest`; then labels of its
 * controller, and last those of its definitions, which may be older than what runs.
 */
export function kserveVersion({
  images = [],
  controllerLabels,
  definitionLabels,
}: KServeEvidence): KServeVersion | undefined {
  const image = images.find(text => text.includes('kserve')) ?? images[0] ?? '';
  // `quay.io/x/kserve-controller:v0.20.0@sha256:…` says `v0.20.0`
  const [named] = image.split('@');
  const tag = /:([^:/]+)$/.exec(named)?.[1];
  const byImage = tag && { version: tag, from: 'the image of its controller' };
  if (byImage && isVersion(byImage.version)) return byImage;
  return (
    byLabels(controllerLabels, 'its controller') ??
    byLabels(definitionLabels, 'its definitions') ??
    (byImage || undefined)
  );
}

/** Whether it is a version, and older than the one that Greenroom's rules are made for. */
export function isOlderThanMadeFor(version: string): boolean {
  const [major, minor] = numbersOf(version) ?? [];
  const [madeMajor, madeMinor] = numbersOf(MADE_FOR) ?? [];
  if (major === undefined) return false;
  return major < madeMajor! || (major === madeMajor && minor! < madeMinor!);
}

function byLabels(
  labels: Readonly<Record<string, string>> = {},
  of: string,
): KServeVersion | undefined {
  const version = labels[VERSION_LABEL] ?? '';
  if (isVersion(version))
    return { version, from: `the label ${VERSION_LABEL} of ${of}` };
  const [, charted] =
    /-(v?\d+\.\d+[^-]*(?:-.*)?)$/.exec(labels[CHART_LABEL] ?? '') ?? [];
  return charted
    ? { version: charted, from: `the label ${CHART_LABEL} of ${of}` }
    : undefined;
}

function isVersion(text: string): boolean {
  return numbersOf(text) !== undefined;
}

function numbersOf(text: string): readonly [number, number] | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?!\d)/.exec(text) ?? [];
  return minor === undefined ? undefined : [Number(major), Number(minor)];
}
