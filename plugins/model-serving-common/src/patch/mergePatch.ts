import { InputError } from '@backstage/errors';
import { isJsonObject, isTooDeep, JsonObject, MAX_DEPTH } from '../json';

/**
 * Applies a JSON merge patch (RFC 7396): objects merge key by key, `null` removes a key, everything else replaces.
 * Neither argument is changed.
 * @throws InputError if the patch nests deeper than 64 levels.
 * @public
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (isTooDeep(patch)) {
    throw new InputError(
      `the patch nests deeper than ${MAX_DEPTH} levels; no resource does`,
    );
  }
  return merge(target, patch);
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const base: JsonObject = isJsonObject(target) ? target : {};
  // fromEntries defines own properties, so a key `__proto__` stays an ordinary key.
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
