import { InboundRequest } from '../inbound';
import { TimerEntry, TimerWheel } from '../timing';

/**
 * Reads and throws away what is left of a request body after an early answer. Closing at once would reset the
 * connection, and the client might never see the answer; reading for ever would be a gift to a hostile one.
 */
export class Linger extends TimerEntry {
  readonly #request: InboundRequest;

  private constructor(request: InboundRequest) {
    super();
    this.#request = request;
  }

  /** Starts, unless the body is complete. After `limitMs` the connection is closed. */
  static start(
    request: InboundRequest,
    wheel: TimerWheel,
    limitMs: number,
  ): void {
    if (request.isComplete) return;
    const linger = new Linger(request);
    wheel.schedule(linger, limitMs);
    request.discard(() => wheel.cancel(linger));
  }

  override expire(): void {
    this.#request.destroy();
  }
}
