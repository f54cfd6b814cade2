import {
  annotations,
  type ConfigurationLine,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

const SECTION = 'hardware';

/**
 * The configuration with the hardware profile that a deployment has from Open Data Hub, and with where its pods may run by
 * that: its webhook writes node labels and taints of the profile into the predictor. Source: screens §13, §16.1.
 */
export function withHardware(
  lines: readonly ConfigurationLine[],
  { metadata, spec: { predictor } }: InferenceService,
): readonly ConfigurationLine[] {
  // What is kept from an earlier look has its own
  const others = lines.filter(({ section }) => section !== SECTION);
  const {
    [annotations.hardwareProfile]: profile,
    [annotations.hardwareProfileNamespace]: namespace,
  } = metadata.annotations ?? {};
  if (!profile) return others;
  const told = [
    ['hardwareProfile', namespace ? `${profile} (in ${namespace})` : profile],
    ...Object.entries(predictor.nodeSelector ?? {}).map(([key, value]) => [
      'nodeSelector',
      `${key}=${value}`,
    ]),
    ...(predictor.tolerations ?? []).map(taint => [
      'tolerations',
      taintOf(taint),
    ]),
  ];
  const hardware = told.map(
    ([name, value]): ConfigurationLine => ({
      section: SECTION,
      name,
      value,
      origin: 'deployment',
    }),
  );
  return [...others, ...hardware];
}

/** As `kubectl describe` writes taints: `key=value:effect`; without a key all of them. */
function taintOf(taint: Record<string, unknown>): string {
  const { key = '*', value, effect } = taint;
  const pair = value === undefined ? String(key) : `${key}=${value}`;
  return effect === undefined ? pair : `${pair}:${effect}`;
}
