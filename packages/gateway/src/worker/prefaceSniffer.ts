import { Socket } from 'node:net';
import { isHttp2 } from '../inbound';

/** What becomes of connections. */
export interface SnifferOptions {
  /** How long a connection may say nothing that tells, in ms. */
  readonly timeoutMs: number;
  onHttp1(socket: Socket): void;
  onHttp2(socket: Socket): void;
  /** It said too little for too long. */
  onSilent(socket: Socket): void;
}

/** A connection that has not told yet. */
class Undecided {
  readonly #socket: Socket;
  readonly #options: SnifferOptions;
  readonly #onOver: () => void;
  #start: Buffer | undefined;

  private constructor(
    socket: Socket,
    options: SnifferOptions,
    onOver: () => void,
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#onOver = onOver;
  }

  static watch(
    socket: Socket,
    options: SnifferOptions,
    onOver: () => void,
  ): void {
    const undecided = new Undecided(socket, options, onOver);
    socket
      .setTimeout(options.timeoutMs)
      .on('data', undecided.#onData)
      .on('timeout', undecided.#onTimeout)
      .on('end', undecided.#onGone)
      .on('close', undecided.#onGone)
      .on('error', undecided.#onGone);
  }

  readonly #onData = (chunk: Buffer) => {
    const start = this.#start ? Buffer.concat([this.#start, chunk]) : chunk;
    this.#start = start;
    const verdict = isHttp2(start);
    if (verdict === undefined) return;
    this.#release();
    const socket = this.#socket;
    socket.pause();
    socket.unshift(start);
    if (verdict) {
      // Reads what is there by itself; were it to flow, it would be lost.
      this.#options.onHttp2(socket);
      return;
    }
    this.#options.onHttp1(socket);
    socket.resume();
  };

  readonly #onTimeout = () => {
    this.#release();
    this.#options.onSilent(this.#socket);
  };

  readonly #onGone = () => {
    this.#release();
    this.#socket.destroy();
  };

  #release(): void {
    this.#onOver();
    this.#socket
      .setTimeout(0)
      .off('data', this.#onData)
      .off('timeout', this.#onTimeout)
      .off('end', this.#onGone)
      .off('close', this.#onGone)
      .off('error', this.#onGone);
  }
}

/** Tells HTTP/2 from HTTP/1 by a connection's first bytes, and puts them back before it hands the connection on. */
export class PrefaceSniffer {
  readonly #options: SnifferOptions;
  readonly #undecided = new Set<Socket>();

  private constructor(options: SnifferOptions) {
    this.#options = options;
  }

  static create(options: SnifferOptions): PrefaceSniffer {
    return new PrefaceSniffer(options);
  }

  /** Connections that have not told yet. */
  get size(): number {
    return this.#undecided.size;
  }

  accept(socket: Socket): void {
    this.#undecided.add(socket);
    Undecided.watch(socket, this.#options, () =>
      this.#undecided.delete(socket),
    );
  }

  /** Closes connections that have not told yet. */
  close(): void {
    for (const socket of this.#undecided) socket.destroy();
  }
}
