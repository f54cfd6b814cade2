import { Socket } from 'node:net';

/** Messages above this are given to the socket in pieces: a copy would cost more than it saves. */
const maxCopiedBytes = 12 * 1024;

const slabBytes = 64 * 1024;

/**
 * Puts text and bytes together for one write each, in memory that is used again: most messages leave with the write
 * itself. Where one has to wait for its client, its bytes are left alone until they have gone.
 *
 * One serves all sockets of a worker.
 */
export class Outbox {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  /** What lies before belongs to sockets that have not sent it yet. */
  #start = 0;

  /** Writes latin1 text, bytes and text as one. False: wait for `drain`. */
  write(socket: Socket, before: string, bytes: Buffer, after = ''): boolean {
    const length = before.length + bytes.length + after.length;
    if (length > maxCopiedBytes)
      return writePieces(socket, before, bytes, after);
    if (this.#start + length > slabBytes) {
      this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#start = 0;
    }
    const slab = this.#slab;
    let end = this.#start + slab.write(before, this.#start, 'latin1');
    end += bytes.copy(slab, end);
    if (after !== '') end += slab.write(after, end, 'latin1');
    const hasRoom = socket.write(slab.subarray(this.#start, end));
    if (socket.writableLength > 0) this.#start = end;
    return hasRoom;
  }
}

function writePieces(
  socket: Socket,
  before: string,
  bytes: Buffer,
  after: string,
): boolean {
  socket.cork();
  socket.write(before, 'latin1');
  let hasRoom = socket.write(bytes);
  if (after !== '') hasRoom = socket.write(after, 'latin1');
  socket.uncork();
  return hasRoom;
}
