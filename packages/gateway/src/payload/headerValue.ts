/** The first value of a header. `name` in lower case. */
export function headerValue(
  raw: readonly string[],
  name: string,
): string | undefined {
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i].length === name.length && raw[i].toLowerCase() === name)
      return raw[i + 1];
  return undefined;
}
