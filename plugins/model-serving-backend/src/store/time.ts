/** A moment as a database returns it: `Date` from PostgreSQL, ms since epoch from SQLite. */
export type DatabaseTime = Date | number | string;

/** ISO 8601 of what the database returned. */
export function toIso(value: DatabaseTime): string {
  return new Date(value).toISOString();
}

/** {@link toIso}, for a column that may be empty. */
export function toOptionalIso(
  value: DatabaseTime | null | undefined,
): string | undefined {
  return value === null || value === undefined ? undefined : toIso(value);
}
