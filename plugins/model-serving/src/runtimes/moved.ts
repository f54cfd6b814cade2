/** The list with one item a place further up (−1) or down (1); the same list at its ends. */
export function moved<T>(
  items: readonly T[],
  item: T,
  by: -1 | 1,
): readonly T[] {
  const from = items.indexOf(item);
  const to = from + by;
  if (from < 0 || to < 0 || to >= items.length) return items;
  const next = [...items];
  next.splice(from, 1);
  next.splice(to, 0, item);
  return next;
}
