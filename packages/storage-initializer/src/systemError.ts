/** Code of an error of the system or of Node (`ENOSPC`, `ECONNRESET`, …); empty if it has none. */
export function systemCode(error: unknown): string {
  return textField(error, 'code');
}

/** Name of an error; empty if it is none. */
export function errorName(error: unknown): string {
  return textField(error, 'name');
}

/** Not `instanceof Error`: an error may come from another realm. */
function textField(error: unknown, field: string): string {
  const value: unknown = Reflect.get(Object(error), field);
  return typeof value === 'string' ? value : '';
}
