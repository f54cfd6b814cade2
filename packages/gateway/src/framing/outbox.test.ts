import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { Outbox } from './outbox';

/** Takes what is written at once, or when it is told to. */
function sink(isSlow = false) {
  const chunks: Buffer[] = [];
  const waiting: (() => void)[] = [];
  const socket = new Writable({
    write(chunk, _encoding, callback) {
      const take = () => {
        chunks.push(Buffer.from(chunk));
        callback();
      };
      if (isSlow) waiting.push(take);
      else take();
    },
  });
  return {
    socket: socket as unknown as Socket,
    text: () => Buffer.concat(chunks).toString('latin1'),
    writes: () => chunks.length,
    async takeAll() {
      while (socket.writableLength > 0) {
        waiting.shift()?.();
        await new Promise(setImmediate);
      }
    },
  };
}

const bytes = (length: number, fill = 'b') => Buffer.alloc(length, fill);

describe('Outbox', () => {
  it('writes text, bytes and text as one', () => {
    const { socket, text, writes } = sink();
    new Outbox().write(socket, 'caf\xe9:', bytes(3), '\r\n');
    expect(text()).toBe('caf\xe9:bbb\r\n');
    expect(writes()).toBe(1);
  });

  it('gives messages that are large on in pieces', () => {
    const { socket, text } = sink();
    new Outbox().write(socket, 'a', bytes(100_000), 'c');
    expect(text()).toBe(`a${'b'.repeat(100_000)}c`);
  });

  it('leaves what a slow socket has not sent alone, whatever others write', async () => {
    const outbox = new Outbox();
    const slow = sink(true);
    const fast = sink();
    let expected = '';
    for (let i = 0; i < 50; i++) {
      const letter = String.fromCharCode(97 + (i % 26));
      outbox.write(slow.socket, `${i}:`, bytes(5_000, letter), ';');
      outbox.write(fast.socket, 'x', bytes(5_000, 'y'));
      expected += `${i}:${letter.repeat(5_000)};`;
    }
    expect(fast.text()).toBe(`x${'y'.repeat(5_000)}`.repeat(50));
    await slow.takeAll();
    expect(slow.text()).toBe(expected);
  });
});
