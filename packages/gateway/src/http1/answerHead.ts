import { STATUS_CODES } from 'node:http';
import { HeaderPrefix, headerLines } from '../framing';

/** How the end of an answer's body is told. */
export type AnswerFraming = 'none' | 'length' | 'chunked' | 'close';

/** An answer of which nothing has left yet. */
export interface AnswerHead {
  readonly status: number;
  /** End-to-end headers, names and values in turn; Content-Length among them if `contentLength` is known. */
  readonly headers: readonly string[];
  /** How they begin, where that is known. */
  readonly prefix: HeaderPrefix | undefined;
  readonly framing: AnswerFraming;
  /** To be written where `headers` has none. */
  readonly contentLength: number | undefined;
  /** The connection serves no other request. */
  readonly isLast: boolean;
  /** The client must be told that the connection serves on: it speaks HTTP/1.0. */
  readonly saysKeepAlive: boolean;
  /** Of now, as HTTP writes it. */
  readonly date: string;
}

/** Whether an answer to such a request has no body, whatever its headers say (RFC 9112 §6.3). */
export function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/** Status line, headers and framing up to the empty line, for one latin1 write. */
export function serializeAnswerHead(head: AnswerHead): string {
  const { status, framing, contentLength } = head;
  // RFC 9110 §8.6: 204 has no length. Some clients would wait for a body of it.
  const lines =
    status === 204
      ? headerLines(withoutLength(head.headers))
      : headerLines(head.headers, head.prefix);
  const reason = STATUS_CODES[status] ?? 'Unknown';
  let text = `HTTP/1.1 ${status} ${reason}\r\n${lines}`;
  if (!hasDate(head.headers)) text += `date: ${head.date}\r\n`;
  if (contentLength !== undefined)
    text += `content-length: ${contentLength}\r\n`;
  if (framing === 'chunked') text += 'transfer-encoding: chunked\r\n';
  if (status === 101) text += 'connection: Upgrade\r\nupgrade: websocket\r\n';
  else if (head.isLast) text += 'connection: close\r\n';
  else if (head.saysKeepAlive) text += 'connection: keep-alive\r\n';
  return `${text}\r\n`;
}

function hasDate(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i].length === 4 && headers[i].toLowerCase() === 'date')
      return true;
  return false;
}

function withoutLength(headers: readonly string[]): string[] {
  const rest: string[] = [];
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i].toLowerCase() !== 'content-length')
      rest.push(headers[i], headers[i + 1]);
  return rest;
}
