import { InboundRequest, noBody } from '../inbound';
import { TimerEntry } from '../timing';
import { ExchangeContext } from './types';

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

  /** Starts, unless there is no body or it is complete. After some time the connection is closed. */
  static start(
    request: InboundRequest,
    { wheel, limits }: Pick<ExchangeContext, 'wheel' | 'limits'>,
  ): void {
    if (request.bodyLength === noBody || request.isComplete) return;
    const linger = new Linger(request);
    wheel.schedule(linger, limits.lingerMs);
    request.discard(() => wheel.cancel(linger));
  }

  override expire(): void {
    this.#request.destroy();
  }
}
