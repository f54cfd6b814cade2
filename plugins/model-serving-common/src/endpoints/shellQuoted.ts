/** Single quotes keep everything as it is, save a single quote. */
export function shellQuoted(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
