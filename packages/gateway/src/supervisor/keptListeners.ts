import net, { Socket } from 'node:net';

/** Takes a connection that came while no worker listened where it came. */
export type PassConnection = (socket: Socket) => void;

/**
 * Listeners whose workers are gone, by index of the worker. Whoever connects there is passed on, until the next worker of that
 * index shares the listener and with it what the kernel has queued.
 */
export class KeptListeners {
  readonly #pass: PassConnection;
  readonly #kept = new Map<number, net.Server>();

  private constructor(pass: PassConnection) {
    this.#pass = pass;
  }

  static create(pass: PassConnection): KeptListeners {
    return new KeptListeners(pass);
  }

  has(index: number): boolean {
    return this.#kept.has(index);
  }

  /** Goes on with the listener of a worker that leaves. */
  keep(index: number, listener: net.Server): void {
    this.#kept.set(index, createPassingListener(this.#pass).listen(listener));
  }

  /** Listens in the place of a worker that could not leave its listener. `onError`: it could not. */
  standIn(
    index: number,
    address: { readonly host: string; readonly port: number },
    onError: (error: Error) => void,
  ): void {
    const listener = createPassingListener(this.#pass);
    this.#kept.set(index, listener);
    listener.on('error', error => {
      this.#kept.delete(index);
      onError(error);
    });
    listener.listen({ ...address, reusePort: true });
  }

  /** Hands a listener on by `share`. Where that fails, it is kept for the next worker. */
  handOn(index: number, share: (listener: net.Server) => Promise<void>): void {
    const listener = this.#kept.get(index);
    if (!listener) return;
    share(listener).then(
      () => {
        this.#kept.delete(index);
        listener.close();
      },
      () => {},
    );
  }

  close(): void {
    for (const listener of this.#kept.values()) listener.close();
    this.#kept.clear();
  }
}

/** Accepts connections in the supervisor for others to serve. */
export function createPassingListener(pass: PassConnection): net.Server {
  return net.createServer({ pauseOnConnect: true, noDelay: true }, pass);
}
