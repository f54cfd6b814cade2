import { IncomingMessage } from 'node:http';
import { TimerEntry, TimerWheel } from '../timing';

/**
 * Reads and throws away what is left of a request body after an early answer. Closing at once would reset the
 * connection, and the client might never see the answer; reading for ever would be a gift to a hostile one.
 */
export class Linger extends TimerEntry {
  readonly #request: IncomingMessage;

  private constructor(request: IncomingMessage) {
    super();
    this.#request = request;
  }

  /** Starts, unless the body is complete. After `limitMs` the connection is closed. */
  static start(
    request: IncomingMessage,
    wheel: TimerWheel,
    limitMs: number,
  ): void {
    if (request.complete || request.destroyed) return;
    const linger = new Linger(request);
    request.removeAllListeners('data');
    request.on('close', () => wheel.cancel(linger));
    wheel.schedule(linger, limitMs);
    request.resume();
  }

  override expire(): void {
    this.#request.socket.destroy();
  }
}
