/** A JSON object: neither a list nor null. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Deepest nesting that the rules of this package walk into. Real resources stay below 20; without a bound a body of a
 * hundred kilobytes could nest deep enough to overflow the stack of a recursive walk.
 * @public
 */
export const MAX_DEPTH = 64;

/**
 * Whether a JSON value nests deeper than {@link MAX_DEPTH}. Does not recurse itself.
 * @public
 */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap(entry =>
      typeof entry === 'object' && entry !== null ? Object.values(entry) : [],
    );
  }
  return false;
}

/**
 * `parent.key`, or `parent[key]` for a key that is not a plain word, as Kubernetes writes field paths.
 * @public
 */
export function fieldPath(parent: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${parent}[${key}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
