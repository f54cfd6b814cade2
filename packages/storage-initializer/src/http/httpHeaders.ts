import { StorageError } from '../StorageError';
import { headersOf } from './headersOf';
import { isRecord } from './readBody';

/**
 * The headers that a connection has for a URL: `headers` of a URI connection, for the origin of its `URI` alone (for any if
 * it names none), and KServe's `<host>-headers`.
 *
 * Lines `Name: value` or a JSON object of texts, as KServe's secrets and its initializer's environment have them.
 * Source: reference/kserve-status-and-objects.md §9.3.
 * @throws StorageError InvalidUri for headers that are neither
 */
export function httpHeaders(
  url: URL,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isMeant =
    !values.URI?.trim() ||
    (URL.canParse(values.URI.trim()) &&
      new URL(values.URI.trim()).origin === url.origin);
  return {
    ...(isMeant ? read('headers', values.headers) : {}),
    ...read(`${url.hostname}-headers`, values[`${url.hostname}-headers`]),
  };
}

function read(
  key: string,
  text: string = '',
): Readonly<Record<string, string>> {
  const headers = headersOf(linesOf(text.trim()));
  if (headers) return headers;
  throw new StorageError(
    'InvalidUri',
    `The value "${key}" of the connection holds no headers. Write one a line, as "Name: value".`,
  );
}

function linesOf(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed)) return text;
    return Object.entries(parsed)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  } catch {
    // Not repeated: the parser's words hold a part of the secret.
    return text;
  }
}
