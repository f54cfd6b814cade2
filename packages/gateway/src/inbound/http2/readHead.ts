import { isGrpcCall, parseGrpcTimeout } from '../../grpc';
import { noBody, unknownLength } from '../types';
import { Http2RequestHead } from './http2Request';

/**
 * The head of a stream (as Node's `rawHeaders`, pseudo fields first) as HTTP/1.1 would say it: `:authority` is the host, and
 * cookies are joined.
 *
 * @param hasBody - the stream goes on after the head
 */
export function readHead(
  raw: readonly string[],
  hasBody: boolean,
): Http2RequestHead {
  const headers: string[] = [];
  let method = 'GET';
  let target = '';
  let authority: string | undefined;
  let type: string | undefined;
  let timeout: string | undefined;
  let cookie = -1;
  let length = unknownLength;
  let expectsContinue = false;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    switch (name) {
      case ':method':
        method = value;
        continue;
      case ':path':
        target = value;
        continue;
      case ':authority':
        authority = value;
        headers.push('host', value);
        continue;
      case ':scheme':
        continue;
      case 'host':
        // The same thing twice; the pseudo field counts (RFC 9113 §8.3.1).
        if (authority !== undefined) continue;
        break;
      case 'cookie':
        if (cookie >= 0) {
          headers[cookie] += `; ${value}`;
          continue;
        }
        cookie = headers.length + 1;
        break;
      case 'content-type':
        type ??= value;
        break;
      case 'content-length':
        length = Number(value);
        break;
      case 'expect':
        expectsContinue = /^100-continue$/i.test(value);
        break;
      case 'grpc-timeout':
        timeout = value;
        break;
      default:
    }
    headers.push(name, value);
  }
  const isGrpc = isGrpcCall(method, type);
  return {
    method,
    target,
    headers,
    bodyLength: hasBody ? length : noBody,
    expectsContinue,
    isGrpc,
    timeoutMs: isGrpc ? parseGrpcTimeout(timeout) : undefined,
  };
}
