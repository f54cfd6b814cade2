import { Duplex } from 'node:stream';

/** A connection without a network: what is pushed is read at once, what is written is kept. */
export class MemorySocket extends Duplex {
  /** Who it is, to those who read from it. */
  readonly remoteAddress: string;
  /** All that was written, latin1. */
  written = '';
  wasReset = false;

  constructor(remoteAddress: string) {
    super({ allowHalfOpen: true });
    this.remoteAddress = remoteAddress;
    this.on('error', () => {});
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  resetAndDestroy(): this {
    this.wasReset = true;
    return this.destroy();
  }

  override _read(): void {}

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    callback: () => void,
  ): void {
    this.written += chunk.toString('latin1');
    callback();
  }
}
