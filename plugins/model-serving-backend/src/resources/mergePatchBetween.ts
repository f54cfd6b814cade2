import { semanticEqual } from '@greenroom/backstage-plugin-model-serving-common';
import { isObject } from './preparedResource';

/**
 * The JSON merge patch (RFC 7396) that makes `after` of `before`: what is gone becomes `null`, lists are replaced whole.
 * Empty if the two mean the same.
 */
export function mergePatchBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const patch = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before, after].map(object =>
      Object.hasOwn(object, key) ? object[key] : undefined,
    );
    // Within their object: only its key tells quantities from texts
    if (semanticEqual({ [key]: was }, { [key]: is })) continue;
    if (is === undefined) patch.set(key, null);
    else if (isObject(was) && isObject(is)) {
      patch.set(key, mergePatchBetween(was, is));
    } else patch.set(key, is);
  }
  return Object.fromEntries(patch);
}
