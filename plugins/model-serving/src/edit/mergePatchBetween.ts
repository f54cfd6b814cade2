import { DeploymentPatch } from '../api';

/**
 * The JSON merge patch (RFC 7396) that turns one object into another: only what differs, `null` where a field is gone.
 * Lists are replaced as a whole, as merge patches do.
 */
export function mergePatchBetween(
  before: object,
  after: object,
): DeploymentPatch {
  const old = new Map(Object.entries(before));
  const patch: DeploymentPatch = {};
  for (const [key, value] of Object.entries(after)) {
    const former = old.get(key);
    old.delete(key);
    if (isObject(value) && isObject(former)) {
      const inner = mergePatchBetween(former, value);
      if (Object.keys(inner).length > 0) {
        patch[key] = inner;
      }
    } else if (JSON.stringify(value) !== JSON.stringify(former)) {
      patch[key] = value ?? null;
    }
  }
  for (const [key, value] of old) {
    if (value !== undefined) {
      patch[key] = null;
    }
  }
  return patch;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
