import { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * Headers of a URI connection: one a line, `Name: value`, as in the `headers` key of KServe's HTTP secrets. Undefined if
 * a line is none. Empty text: no headers.
 */
export function headersOf(
  text: string | undefined,
): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (const line of (text ?? '').split('\n')) {
    if (line.trim() === '') continue;
    const [name, value] = splitAt(line, line.indexOf(':'));
    if (!isHeader(name, value)) return undefined;
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

function splitAt(line: string, at: number): [string, string] {
  return at < 0
    ? ['', '']
    : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false; // the error repeats the value, which is a secret
  }
}
