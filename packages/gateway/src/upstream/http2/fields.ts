import { OutgoingHttpHeaders } from 'node:http2';

/** Fields that Node refuses to send twice; the first one counts. */
const onlyOnce = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'content-type',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'user-agent',
  'x-content-type-options',
]);

/** Header fields (names and values in turn) as Node's HTTP/2 takes them: repeated ones as a list, names in lower case. */
export function fieldsOf(headers: readonly string[]): OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = Object.create(null);
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i].toLowerCase();
    const value = headers[i + 1];
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (onlyOnce.has(name)) continue;
    else if (Array.isArray(before)) before.push(value);
    else fields[name] = [before, value];
  }
  return fields;
}

/** Names and values in turn without the pseudo fields (`:status`), which come first. */
export function withoutPseudo(raw: readonly string[]): readonly string[] {
  let start = 0;
  while (start < raw.length && raw[start].charCodeAt(0) === 0x3a) start += 2;
  return start === 0 ? raw : raw.slice(start);
}
