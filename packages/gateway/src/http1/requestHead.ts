import { METHODS } from 'node:http';
import { hasToken, parseFields, parseLength, ProtocolError } from '../framing';
import { HeadNotes, noBody, unknownLength } from '../inbound';

/** Request line and headers, with what they say about the body and the connection. */
export interface RequestHead {
  readonly method: string;
  /** As sent: a path with its query, an absolute URL, or `*`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Bytes of the body; {@link noBody}; or {@link unknownLength}: it comes in chunks. */
  readonly bodyLength: number;
  /** The connection may be used again after the answer. */
  readonly isPersistent: boolean;
  readonly expectsContinue: boolean;
  /** Asks for a WebSocket in the one way that can be granted: GET by HTTP/1.1 without a body. */
  readonly isUpgrade: boolean;
  readonly notes: HeadNotes;
}

/** The body is coded in a way that is not known here: it cannot be told where the request ends. */
export class TransferCodingError extends ProtocolError {
  override name = 'TransferCodingError';
}

/** Those that Node's parser knows; there is no tunnel through a gateway. */
const methods: ReadonlySet<string> = new Set(
  METHODS.filter(method => method !== 'CONNECT'),
);

const longestMethod = Math.max(...[...methods].map(({ length }) => length));

/** Origin form, absolute form, or the asterisk: visible ASCII, and no fragment. */
const validTarget =
  /^(?:\/[\x21\x22\x24-\x7e]*|[A-Za-z]+:\/\/[A-Za-z0-9\-._~!$&'()*+,;=%:[\]]+(?:[/?][\x21\x22\x24-\x7e]*)?|\*)$/;

/** A tab after the coding is white space to some and part of its name to others. */
const plainlyChunked = /\r\ntransfer-encoding:[ \t]*chunked *(?:\r\n|$)/i;
const authority = /^[A-Za-z0-9\-._~!$&'()*+,;=%:[\]]*$/;
const versionLength = ' HTTP/1.x'.length;

/**
 * Parses the head of a request: everything before the empty line, as latin1, lines separated by CRLF.
 *
 * Strict where two readers have been made to see different requests in the same bytes: single spaces in the request
 * line and CRLF only, no folded lines, no space before a colon, one Host without blanks, one Content-Length of digits,
 * never together with Transfer-Encoding, and of the transfer codings only `chunked`, once, and not in HTTP/1.0.
 *
 * @throws ProtocolError naming the defect; TransferCodingError if it is only that the coding is not known.
 */
export function parseRequestHead(text: string): RequestHead {
  const found = text.indexOf('\r\n');
  const lineEnd = found < 0 ? text.length : found;
  const space = text.indexOf(' ');
  const method = text.slice(0, Math.max(0, space));
  if (!methods.has(method)) throw new ProtocolError('the method is not known');
  const targetEnd = lineEnd - versionLength;
  const minor = text.charCodeAt(lineEnd - 1) - 0x30;
  const target = text.slice(space + 1, Math.max(0, targetEnd));
  if (!text.startsWith(' HTTP/1.', targetEnd) || (minor !== 0 && minor !== 1))
    throw new ProtocolError('the version is not HTTP/1.0 or HTTP/1.1');
  if (!validTarget.test(target))
    throw new ProtocolError('the request target is malformed');
  const headers = found < 0 ? [] : parseFields(text, found + 2);
  const head = readHeaders(method, target, headers, minor === 0);
  if (head.bodyLength === unknownLength && !plainlyChunked.test(text))
    throw new TransferCodingError('the Transfer-Encoding is not chunked');
  return head;
}

/**
 * Whether the beginning of a head, before its empty line has come, can still become a valid one. What cannot is refused
 * at once: whoever speaks another protocol waits for nothing.
 */
export function canBeginHead(text: string): boolean {
  const space = text.indexOf(' ');
  if (space > longestMethod || (space < 0 && text.length > longestMethod))
    return false;
  if (!/^[A-Z-]*$/.test(space < 0 ? text : text.slice(0, space))) return false;
  return !/(?:^|[^\r])\n|\r[^\n]/.test(text);
}

function readHeaders(
  method: string,
  target: string,
  headers: readonly string[],
  isHttp10: boolean,
): RequestHead {
  let host: string | undefined;
  let contentLength: number | undefined;
  let coding: string | undefined;
  let saysClose = false;
  let saysKeepAlive = false;
  let expectsContinue = false;
  let saysUpgrade = false;
  let upgrade: string | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    switch (name.length) {
      case 4:
        if (name.toLowerCase() !== 'host') break;
        if (host !== undefined)
          throw new ProtocolError('there are two Host headers');
        host = headers[i + 1];
        break;
      case 6:
        if (name.toLowerCase() === 'expect' && !isHttp10)
          expectsContinue ||= headers[i + 1].toLowerCase() === '100-continue';
        break;
      case 7:
        if (name.toLowerCase() === 'upgrade') upgrade = headers[i + 1];
        break;
      case 10: {
        if (name.toLowerCase() !== 'connection') break;
        const value = headers[i + 1].toLowerCase();
        if (hasToken(value, 'close')) saysClose = true;
        if (hasToken(value, 'keep-alive')) saysKeepAlive = true;
        if (hasToken(value, 'upgrade')) saysUpgrade = true;
        break;
      }
      case 14:
        if (name.toLowerCase() !== 'content-length') break;
        if (contentLength !== undefined)
          throw new ProtocolError('there are two Content-Length headers');
        contentLength = parseLength(headers[i + 1]);
        break;
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break;
        if (coding !== undefined)
          throw new ProtocolError('there are two Transfer-Encoding headers');
        coding = headers[i + 1].toLowerCase();
        break;
      default:
    }
  }
  if (host === undefined ? !isHttp10 : !authority.test(host))
    throw new ProtocolError('there is no Host header that names a host');
  if (coding !== undefined)
    checkCoding(coding, contentLength !== undefined, isHttp10);
  const bodyLength =
    coding === undefined ? contentLength ?? noBody : unknownLength;
  return {
    method,
    target,
    version: isHttp10 ? '1.0' : '1.1',
    headers,
    bodyLength,
    isPersistent: !saysClose && (!isHttp10 || saysKeepAlive),
    expectsContinue,
    isUpgrade:
      saysUpgrade &&
      method === 'GET' &&
      !isHttp10 &&
      bodyLength === noBody &&
      upgrade?.toLowerCase() === 'websocket',
    notes: { reading: undefined },
  };
}

function checkCoding(
  coding: string,
  hasLength: boolean,
  isHttp10: boolean,
): void {
  if (hasLength)
    throw new ProtocolError(
      'there are both Content-Length and Transfer-Encoding',
    );
  if (isHttp10) throw new ProtocolError('HTTP/1.0 has no Transfer-Encoding');
  if (coding !== 'chunked')
    throw new TransferCodingError('the Transfer-Encoding is not chunked');
}
