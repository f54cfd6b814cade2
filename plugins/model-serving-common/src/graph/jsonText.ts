/**
 * Reads JSON as text, so that what is cut out of it or put into another text keeps every byte: numbers beyond 64-bit
 * floats, order of keys, duplicates. The text must be valid JSON (ask {@link isJson} once); nothing here checks it again.
 */

/** The type of a JSON value, by its first character. */
export type JsonType =
  | 'object'
  | 'array'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null';

/** A member of an object or an element of an array: values are trimmed; `key` is as written, with quotes. */
export interface JsonEntry {
  readonly key?: string;
  readonly value: string;
}

/** Whether a text is one JSON value. @public */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The type of a trimmed JSON value. */
export function jsonType(value: string): JsonType {
  switch (value.charCodeAt(0)) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case 0x22:
      return 'string';
    case 0x74:
      return 'true';
    case 0x66:
      return 'false';
    case 0x6e:
      return 'null';
    default:
      return 'number';
  }
}

/** The text of a string or key as written, with its escapes resolved. */
export function stringOf(raw: string): string {
  return raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
}

/** Members of an object or elements of an array, in their order; nothing for other values. */
export function* entriesOf(value: string): Generator<JsonEntry> {
  const type = jsonType(value);
  if (type !== 'object' && type !== 'array') return;
  let at = skipBlank(value, 1);
  while (value[at] !== '}' && value[at] !== ']') {
    let key: string | undefined;
    if (type === 'object') {
      const end = endOfString(value, at);
      key = value.slice(at, end);
      at = skipBlank(value, skipBlank(value, end) + 1);
    }
    const end = endOfValue(value, at);
    yield { key, value: value.slice(at, end) };
    at = skipBlank(value, end);
    if (value[at] === ',') at = skipBlank(value, at + 1);
  }
}

/** The last member of an object with exactly this key, as parsers read duplicates. @public */
export function memberOf(object: string, key: string): string | undefined {
  let found: string | undefined;
  for (const entry of entriesOf(object)) {
    if (entry.key !== undefined && stringOf(entry.key) === key)
      found = entry.value;
  }
  return found;
}

/** A JSON text without the blanks around it. @public */
export function trimmedJson(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(skipBlank(text, 0), end);
}

/** Not recursive: values nest as deep as a body is long. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  let at = start;
  if (first !== '{' && first !== '[') {
    while (at < text.length && !isDelimiter(text.charCodeAt(at))) at++;
    return at;
  }
  let depth = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at) - 1;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
  }
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
    at++;
  }
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDelimiter(code: number): boolean {
  return code === 0x2c || code === 0x7d || code === 0x5d || isBlank(code);
}
