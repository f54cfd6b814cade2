import { fieldPath } from '../json';
import { KubernetesObject } from '../resources';
import { Profile } from '../settings';
import { Messages } from './messages';

/** What the rules of metadata and sizes look at: a resource of any kind. */
export interface MetadataContext {
  readonly service: Pick<KubernetesObject, 'metadata'> & {
    readonly spec?: unknown;
  };
  readonly previous?: Pick<KubernetesObject, 'metadata'>;
  readonly profile: Profile;
  /** Reserved keys that defaulting writes. */
  readonly ownKeys?: readonly string[];
  readonly messages: Messages;
}

/** Annotations and labels below it are written by controllers. */
const RESERVED_PREFIX = 'internal.serving.kserve.io/';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;
const MAX_TEXT_BYTES = 32 * 1024;
const KEY =
  /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Kubernetes' syntax of labels and annotations, keys that belong to controllers, and sizes. */
export const metadataRules = ({
  service,
  previous,
  profile,
  ownKeys = [],
  messages,
}: MetadataContext): void => {
  if (profile === 'kserve') return;
  for (const field of ['annotations', 'labels'] as const) {
    const [before, after] = [previous, service].map(
      resource => resource?.metadata[field] ?? {},
    );
    for (const key of new Set([
      ...Object.keys(before),
      ...Object.keys(after),
    ])) {
      const path = fieldPath(`metadata.${field}`, key);
      if (
        key.startsWith(RESERVED_PREFIX) &&
        before[key] !== after[key] &&
        !ownKeys.includes(key)
      ) {
        messages.error(
          path,
          `keys below ${RESERVED_PREFIX} belong to the platform and cannot be set, changed or removed`,
        );
      }
      if (Object.hasOwn(after, key) && !KEY.test(key)) {
        messages.error(
          path,
          `"${key}" is no valid key: [<domain>/]<name> of letters, digits and - _ .`,
        );
      }
    }
  }
  for (const [key, value] of Object.entries(service.metadata.labels ?? {})) {
    if (!LABEL_VALUE.test(value)) {
      messages.error(
        fieldPath('metadata.labels', key),
        'a label has at most 63 letters, digits and - _ . and starts and ends with a letter or digit',
      );
    }
  }
};

/**
 * Bounds of what is stored: texts of at most 32 KiB, annotations of at most 256 KiB together (Kubernetes' own limit).
 */
export const sizeRules = ({
  service,
  messages,
}: Pick<MetadataContext, 'service' | 'messages'>): void => {
  const size = Object.entries(service.metadata.annotations ?? {}).reduce(
    (sum, [key, value]) => sum + bytesOf(key) + bytesOf(value),
    0,
  );
  if (size > MAX_ANNOTATIONS_BYTES) {
    messages.error(
      'metadata.annotations',
      `have ${size} bytes together; at most ${MAX_ANNOTATIONS_BYTES} are possible`,
    );
  }
  const open: [string, unknown][] = [['spec', service.spec]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next;
    const isLong =
      typeof value === 'string' && value.length * 3 > MAX_TEXT_BYTES;
    if (isLong && bytesOf(value) > MAX_TEXT_BYTES) {
      messages.error(
        path,
        `has ${bytesOf(value)} bytes; at most ${MAX_TEXT_BYTES} are possible`,
      );
    }
    if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        const at = Array.isArray(value)
          ? `${path}[${key}]`
          : fieldPath(path, key);
        open.push([at, entry]);
      }
    }
  }
};

/** Length in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes +=
      1 + Number(point > 0x7f) + Number(point > 0x7ff) + Number(point > 0xffff);
  }
  return bytes;
}
