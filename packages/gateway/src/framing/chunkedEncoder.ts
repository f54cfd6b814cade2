import { Socket } from 'node:net';

/** Up to this length one write of joined text is cheaper than a gathered write of three pieces. */
const maxTextBytes = 16 * 1024;

const crlf = Buffer.from('\r\n');

/** Writes a piece of a chunked body. False: wait for `drain`. */
export function writeChunk(socket: Socket, chunk: Buffer): boolean {
  // The empty chunk would be the last.
  if (chunk.length === 0) return !socket.writableNeedDrain;
  const size = chunk.length.toString(16);
  if (chunk.length <= maxTextBytes)
    return socket.write(`${size}\r\n${chunk.toString('latin1')}\r\n`, 'latin1');
  socket.cork();
  socket.write(`${size}\r\n`, 'latin1');
  socket.write(chunk);
  const hasRoom = socket.write(crlf);
  socket.uncork();
  return hasRoom;
}

/** Last chunk and trailers (names and values in turn) of a chunked body. */
export function serializeChunkEnd(trailers: readonly string[]): string {
  let end = '0\r\n';
  for (let i = 0; i < trailers.length; i += 2)
    end += `${trailers[i]}: ${trailers[i + 1]}\r\n`;
  return `${end}\r\n`;
}
