import { ShownTokens } from '../authorize';
import { HeaderPrefix, prefixOf } from '../framing';
import { InboundRequest } from '../inbound';
import { parseRequestTarget, RequestTarget, RouteMatch } from '../routing';
import { matchRoute } from './matchRoute';
import { Refusal } from './refusal';
import { SortedHeaders, sortRequestHeaders } from './requestHeaders';
import { LiveRoute, LiveSnapshot } from './types';

/** What is read of a request. */
type ReadRequest = Pick<
  InboundRequest,
  'target' | 'headers' | 'remoteAddress' | 'notes'
>;

/**
 * What follows from the head of a request alone. A client that sends the same head again, on the same connection, has it
 * read only once.
 */
export class RequestReading {
  readonly headers: SortedHeaders;
  readonly tokens = new ShownTokens();
  readonly #target: RequestTarget | undefined;
  #prefix: HeaderPrefix | undefined;
  /** Of the snapshot that has this stamp. The snapshot itself is not kept: a silent connection would keep it, too. */
  #match: RouteMatch<LiveRoute> | Refusal | undefined;
  #stamp: object | undefined;

  private constructor({ target, headers, remoteAddress }: ReadRequest) {
    this.#target = parseRequestTarget(target);
    this.headers = sortRequestHeaders(
      headers,
      remoteAddress,
      this.#target?.authority,
    );
  }

  /** The reading of a request, or that of one before with the same head. */
  static of(request: ReadRequest): RequestReading {
    const { notes } = request;
    if (notes?.reading instanceof RequestReading) return notes.reading;
    const reading = new RequestReading(request);
    if (notes) notes.reading = reading;
    return reading;
  }

  /** What every request with this head begins with at a replica. */
  get prefix(): HeaderPrefix {
    return (this.#prefix ??= prefixOf(this.headers.forward));
  }

  /** The route in a snapshot, or the answer that says why there is none. */
  match(snapshot: LiveSnapshot | undefined): RouteMatch<LiveRoute> | Refusal {
    if (!this.#match || this.#stamp !== snapshot?.stamp) {
      this.#match = matchRoute(snapshot, this.headers.host, this.#target);
      this.#stamp = snapshot?.stamp;
    }
    return this.#match;
  }
}
