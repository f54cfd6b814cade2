import { isJsonObject, JsonObject } from '../json';

/**
 * Keys by which Kubernetes merges lists in containers and pod specs. Every other list is replaced.
 * Source: `patchMergeKey` tags of k8s.io/api core/v1.
 */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
};

/**
 * Kubernetes' strategic merge of `patch` over `base`: maps merge key by key, `null` removes, lists with a merge key
 * merge by it (in the order of the base, new entries at the end), everything else is replaced. Arguments are kept.
 */
export function strategicMerge(
  base: JsonObject,
  patch: JsonObject,
): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(key);
    else merged.set(key, mergeValue(key, merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function mergeValue(key: string, base: unknown, patch: unknown): unknown {
  if (isJsonObject(base) && isJsonObject(patch)) {
    return strategicMerge(base, patch);
  }
  const mergeKey = Object.hasOwn(MERGE_KEYS, key) ? MERGE_KEYS[key] : undefined;
  if (mergeKey && Array.isArray(base) && Array.isArray(patch)) {
    return mergeList(base, patch, mergeKey, key);
  }
  return patch;
}

function mergeList(
  base: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  field: string,
): unknown[] {
  const merged = [...base];
  for (const entry of patch) {
    const at = merged.findIndex(
      other =>
        isJsonObject(other) &&
        isJsonObject(entry) &&
        other[mergeKey] === entry[mergeKey],
    );
    const existing = merged[at];
    if (isJsonObject(existing) && isJsonObject(entry)) {
      merged[at] = strategicMerge(
        field === 'env' ? withoutOtherSource(existing, entry) : existing,
        entry,
      );
    } else {
      merged.push(entry);
    }
  }
  return merged;
}

/** A variable has a value or a source, never both: the new one drops the inherited other. */
function withoutOtherSource(base: JsonObject, patch: JsonObject): JsonObject {
  const { value, valueFrom, ...rest } = base;
  if (patch.valueFrom !== undefined) return { ...rest, valueFrom };
  if (patch.value !== undefined) return { ...rest, value };
  return base;
}
