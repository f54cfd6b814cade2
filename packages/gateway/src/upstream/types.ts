import { HeaderPrefix } from '../framing';

/** A request as it goes to a replica. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, end-to-end headers only: no Content-Length, no Transfer-Encoding, no Connection. */
  readonly headers: readonly string[];
  /** How `headers` begin, where that is known. */
  readonly prefix?: HeaderPrefix;
  readonly body: UpstreamBody;
  /**
   * Asks for a WebSocket (HTTP/1.1, no body). If the answer is 101, the connection carries bytes both ways from then on:
   * `write` sends them, `end` sends no more.
   */
  readonly isUpgrade?: boolean;
  /**
   * Use no idle connection, which the server may be closing just now: the request cannot be sent again. (The undici
   * implementation has no such choice.)
   */
  readonly needsFreshConnection: boolean;
}

/**
 * How the body comes: none; whole (sent with its length); or streamed through {@link UpstreamCall.write} after
 * {@link UpstreamHandler.onReady}, with a known length or chunked.
 */
export type UpstreamBody =
  | undefined
  | Buffer
  | { readonly contentLength: number | undefined };

/** What was derived from the head of an answer, kept for the next answer with the same one. */
export interface AnswerNotes {
  /** Whoever reads heads knows what it left here. */
  reading: unknown;
}

/** Why there is no answer, or no more of it. */
export interface UpstreamFailure {
  /**
   * - `unreachable`: no connection came about; nothing was sent.
   * - `reset`: the connection ended before the answer was complete.
   * - `protocol`: the answer is not HTTP/1.1.
   */
  readonly kind: 'unreachable' | 'reset' | 'protocol';
  /** True: an idle connection was used again and ended before the first byte of an answer. The server closed it while we wrote. */
  readonly wasStale: boolean;
  /** For people; names what was wrong. */
  readonly message: string;
}

/**
 * Hears about one call, in this order: `onReady` (streamed bodies only), `onHead`, `onData`*, then exactly one of
 * `onEnd` and `onFailure`. Nothing is called after {@link UpstreamCall.abort}, after the end, or before `dispatch`
 * has returned.
 */
export interface UpstreamHandler {
  /** A streamed body may be written now; until here nothing of it was consumed. */
  onReady(): void;
  /**
   * Status and headers (names and values in turn, hop-by-hop ones included) of the final answer; 1xx are skipped. Notes:
   * the same for all answers of a connection that have the same head; absent: nobody looks.
   */
  onHead(status: number, headers: readonly string[], notes?: AnswerNotes): void;
  /** A piece of the body; the handler owns the buffer. Pieces may still come for a moment after `pause`. */
  onData(chunk: Buffer): void;
  /** After `onHead`: no more is known for now, and what was held back for a single write should go out. */
  onFlush(): void;
  /** The answer is complete. Trailers: names and values in turn. */
  onEnd(trailers: readonly string[]): void;
  /** Written body bytes have left; write on. */
  onDrain(): void;
  onFailure(failure: UpstreamFailure): void;
}

/** A call under way. Must not be used after its end. */
export interface UpstreamCall {
  /** Sends a piece of a streamed body. False: wait for `onDrain`. */
  write(chunk: Buffer): boolean;
  /** Ends a streamed body. Trailers are sent only with a chunked one. */
  end(trailers: readonly string[]): void;
  /** Stops reading the answer: back-pressure to the replica. */
  pause(): void;
  resume(): void;
  /** Gives up: the connection is destroyed, the handler hears nothing more. */
  abort(): void;
}

/** Connections to one replica. */
export interface Upstream {
  /** Starts a call. Never throws; what goes wrong is told to the handler. */
  dispatch(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** The replica left: idle connections close now, the others after their call. */
  close(): void;
}

/** Makes the {@link Upstream} of a replica. */
export type UpstreamFactory = (address: UpstreamAddress) => Upstream;

/** Where a replica listens. */
export interface UpstreamAddress {
  readonly host: string;
  readonly port: number;
}
