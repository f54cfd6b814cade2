/** Headers that many messages begin with, as HTTP/1.1 writes them: text that is made once. */
export interface HeaderPrefix {
  /** So many entries of the headers, names and values in turn. */
  readonly entries: number;
  /** The same, a line each. */
  readonly text: string;
}

/** A prefix of all these headers, names and values in turn. */
export function prefixOf(headers: readonly string[]): HeaderPrefix {
  return { entries: headers.length, text: headerLines(headers) };
}

/** Header lines, latin1, each with its CRLF. What a prefix has of them is not made anew. */
export function headerLines(
  headers: readonly string[],
  prefix?: HeaderPrefix,
): string {
  let text = prefix ? prefix.text : '';
  for (let i = prefix ? prefix.entries : 0; i < headers.length; i += 2)
    text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return text;
}
