/**
 * A JSON value in which one value is another one; undefined takes it away. Objects that are not there are made; a list is
 * never made longer. The given value stays as it is.
 */
export function withEdit(
  value: unknown,
  [key, ...rest]: readonly string[],
  to: unknown,
): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) {
    return value.map((entry, i) =>
      String(i) === key ? withEdit(entry, rest, to) : entry,
    );
  }
  const fields = new Map(Object.entries(value ?? {}));
  const isThere = fields.has(key);
  if (to === undefined && !isThere) return value;
  const next = withEdit(fields.get(key), rest, to);
  if (next === undefined) fields.delete(key);
  else fields.set(key, next);
  return Object.fromEntries(fields);
}
