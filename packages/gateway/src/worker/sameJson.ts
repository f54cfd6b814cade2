/** Whether two values that came as JSON are the same. The order of keys does not matter. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++)
      if (!isSameJson(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  return isSameObject(a as JsonObject, b as JsonObject);
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A key without a value is like no key: that is how JSON writes it. */
function isSameObject(a: JsonObject, b: JsonObject): boolean {
  for (const key in a) if (!isSameJson(a[key], b[key])) return false;
  for (const key in b)
    if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
