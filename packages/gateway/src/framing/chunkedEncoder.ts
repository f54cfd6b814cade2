import { Socket } from 'node:net';
import { Outbox } from './outbox';

/** Writes a piece of a chunked body. False: wait for `drain`. */
export function writeChunk(
  outbox: Outbox,
  socket: Socket,
  chunk: Buffer,
): boolean {
  // The empty chunk would be the last.
  if (chunk.length === 0) return !socket.writableNeedDrain;
  const size = `${chunk.length.toString(16)}\r\n`;
  return outbox.write(socket, size, chunk, '\r\n');
}

/** Last chunk and trailers (names and values in turn) of a chunked body. */
export function serializeChunkEnd(trailers: readonly string[]): string {
  let end = '0\r\n';
  for (let i = 0; i < trailers.length; i += 2)
    end += `${trailers[i]}: ${trailers[i + 1]}\r\n`;
  return `${end}\r\n`;
}
