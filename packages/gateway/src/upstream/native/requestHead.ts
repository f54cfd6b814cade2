import { UpstreamRequest } from '../types';

/** Request line, headers and framing up to the empty line, for one latin1 write. */
export function serializeHead(request: UpstreamRequest): string {
  let head = `${request.method} ${request.path} HTTP/1.1\r\n`;
  const { headers, prefix, body } = request;
  if (prefix) head += prefix.text;
  for (let i = prefix?.entries ?? 0; i < headers.length; i += 2)
    head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  if (request.isUpgrade)
    return `${head}connection: Upgrade\r\nupgrade: websocket\r\n\r\n`;
  if (body === undefined) return `${head}\r\n`;
  const length = Buffer.isBuffer(body) ? body.length : body.contentLength;
  return length === undefined
    ? `${head}transfer-encoding: chunked\r\n\r\n`
    : `${head}content-length: ${length}\r\n\r\n`;
}
