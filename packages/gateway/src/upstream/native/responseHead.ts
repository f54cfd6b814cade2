import {
  hasToken,
  parseFields,
  parseLength,
  ProtocolError,
} from '../../framing';
import { AnswerNotes } from '../types';

/** Status line and headers of an answer, with what they say about its body. */
export interface ResponseHead {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Bytes of the body; {@link chunked}; or {@link untilClose}. */
  readonly bodyLength: number;
  /** The connection may be used again after this answer. */
  readonly isPersistent: boolean;
  /** Idle time the server promises, in ms, from `Keep-Alive: timeout=`. */
  readonly keepAliveMs: number | undefined;
  readonly notes: AnswerNotes;
}

/** {@link ResponseHead.bodyLength} of a chunked body. */
export const chunked = -1;

/** {@link ResponseHead.bodyLength} of a body that ends with the connection. */
export const untilClose = -2;

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const plainlyChunked = /\r\ntransfer-encoding:[ \t]*chunked *(?:\r\n|$)/i;

/**
 * Parses the head of an answer: everything before the empty line, as latin1, lines separated by CRLF.
 *
 * Strict where leniency has led to smuggled answers: CRLF only, no folded lines, no space before the colon, one
 * Content-Length of digits, never together with Transfer-Encoding, and of the transfer codings only `chunked`.
 *
 * @throws ProtocolError naming the defect.
 */
export function parseResponseHead(
  head: string,
  isAnswerToHead: boolean,
): ResponseHead {
  const lineEnd = head.indexOf('\r\n');
  const line = statusLine.exec(lineEnd < 0 ? head : head.slice(0, lineEnd));
  if (!line) throw new ProtocolError('the status line is malformed');
  const isHttp10 = line[1] === '0';
  const status = Number(line[2]);
  const headers = lineEnd < 0 ? [] : parseFields(head, lineEnd + 2);

  let contentLength: number | undefined;
  let isChunked = false;
  let saysClose = false;
  let saysKeepAlive = false;
  let keepAliveMs: number | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    switch (name.length) {
      case 14:
        if (name.toLowerCase() !== 'content-length') break;
        if (contentLength !== undefined)
          throw new ProtocolError('there are two Content-Length headers');
        contentLength = parseLength(headers[i + 1]);
        break;
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break;
        if (isChunked || headers[i + 1].toLowerCase() !== 'chunked')
          throw new ProtocolError('the Transfer-Encoding is not chunked');
        isChunked = true;
        break;
      case 10: {
        const lower = name.toLowerCase();
        if (lower === 'connection') {
          const value = headers[i + 1].toLowerCase();
          if (hasToken(value, 'close')) saysClose = true;
          if (hasToken(value, 'keep-alive')) saysKeepAlive = true;
        } else if (lower === 'keep-alive') {
          const hint = /(?:^|[\s,;])timeout=(\d{1,6})/i.exec(headers[i + 1]);
          if (hint) keepAliveMs = Number(hint[1]) * 1000;
        }
        break;
      }
      default:
    }
  }
  // A tab after the coding is white space to us and part of the name to others: two readings of one answer.
  if (isChunked && !plainlyChunked.test(head))
    throw new ProtocolError('the Transfer-Encoding is not chunked');
  if (isChunked && contentLength !== undefined)
    throw new ProtocolError(
      'there are both Content-Length and Transfer-Encoding',
    );
  if (isChunked && isHttp10)
    throw new ProtocolError('HTTP/1.0 has no Transfer-Encoding');

  const bodyLength = bodyLengthOf(
    status,
    isAnswerToHead,
    isChunked,
    contentLength,
  );
  return {
    status,
    headers,
    bodyLength,
    isPersistent:
      bodyLength !== untilClose && !saysClose && (!isHttp10 || saysKeepAlive),
    keepAliveMs,
    notes: { reading: undefined },
  };
}

function bodyLengthOf(
  status: number,
  isAnswerToHead: boolean,
  isChunked: boolean,
  contentLength: number | undefined,
): number {
  if (isAnswerToHead || status === 204 || status === 304 || status < 200)
    return 0;
  if (isChunked) return chunked;
  return contentLength ?? untilClose;
}
