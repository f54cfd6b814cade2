/**
 * Why the backend must not start: stored secrets that none of the configured keys opens; undefined if there are none.
 *
 * @param rows - number of stored secrets by the id of their key
 * @param configured - ids of `modelServing.secretKeys`
 */
export function missingKeysProblem(
  rows: ReadonlyMap<string, number>,
  configured: readonly string[],
): string | undefined {
  const missing = [...rows].filter(([id]) => !configured.includes(id));
  if (missing.length === 0) return undefined;
  const needed = missing
    .map(([id, count]) => `'${id}' (${count} stored ${plural(count)})`)
    .join(', ');
  return [
    `modelServing.secretKeys lacks ${needed}: without the key they cannot be read, and every deployment that uses them fails at its next start.`,
    `Add the key back after the first one and start again; stored secrets then move to the first key by themselves. Remove the old key once GET /api/model-serving/secret-keys says "rowsOnOldKeys": 0.`,
    `If the key is lost for good, delete its rows (delete from secrets where key_id = '…') and enter the values of those connections anew.`,
  ].join(' ');
}

function plural(count: number): string {
  return count === 1 ? 'secret' : 'secrets';
}
