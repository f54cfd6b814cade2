/** The value of a header by its lower case name, or undefined. `raw`: names and values in turn. */
export function headerValue(
  raw: readonly string[],
  name: string,
): string | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i].length === name.length && raw[i].toLowerCase() === name)
      return raw[i + 1];
  }
  return undefined;
}

/** The value of a cookie, or undefined. */
export function cookieValue(
  raw: readonly string[],
  name: string,
): string | undefined {
  const cookies = headerValue(raw, 'cookie');
  if (cookies === undefined) return undefined;
  for (const pair of cookies.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name)
      return pair.slice(equals + 1).trim();
  }
  return undefined;
}
