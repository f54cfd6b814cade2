import { headerLines } from '../../framing';
import { UpstreamRequest } from '../types';

/** Request line, headers and framing up to the empty line, for one latin1 write. */
export function serializeHead(request: UpstreamRequest): string {
  const { method, path, headers, prefix, body } = request;
  const lines = headerLines(headers, prefix);
  const head = `${method} ${path} HTTP/1.1\r\n${lines}`;
  if (request.isUpgrade)
    return `${head}connection: Upgrade\r\nupgrade: websocket\r\n\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const length = Buffer.isBuffer(body) ? body.length : body.contentLength;
  return length === undefined
    ? `${head}transfer-encoding: chunked\r\n\r\n`
    : `${head}content-length: ${length}\r\n\r\n`;
}
