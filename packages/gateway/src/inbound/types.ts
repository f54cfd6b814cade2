import { HeaderPrefix } from '../framing';
import type { StepBudget } from '../graph';

/** {@link InboundRequest.bodyLength} of a request without a body. */
export const noBody = -1;

/** {@link InboundRequest.bodyLength} of a body that says itself when it ends. */
export const unknownLength = -2;

/** What was derived from a head, kept for the next request with the same one. */
export interface HeadNotes {
  /** Whoever reads heads knows what it left here. */
  reading: unknown;
}

/**
 * A request as it comes from a client, whatever protocol it speaks. Its head is complete; of its body nothing is read
 * before {@link InboundRequest.read}.
 */
export interface InboundRequest {
  readonly method: string;
  /** Request target as sent: a path with its query, an absolute URL, or neither. */
  readonly target: string;
  /** Names and values in turn, spelled as sent. */
  readonly headers: readonly string[];
  /** Those of its head: the same for all requests of its connection that have the same one. Absent: nobody looks. */
  readonly notes?: HeadNotes;
  /** As in the request line, for example `1.1`. */
  readonly version: string;
  /** Address of the peer, without port. */
  readonly remoteAddress: string;
  /** Bytes of the body; {@link noBody}; or {@link unknownLength}. */
  readonly bodyLength: number;
  /** The client waits for {@link OutboundAnswer.continue} before it sends its body. */
  readonly expectsContinue: boolean;
  /**
   * Asks for a WebSocket. If the answer's status is 101, its body, and from then on that of the request, are the bytes of
   * the connection. Absent: no.
   */
  readonly isUpgrade?: boolean;
  /** A gRPC call: answered by a replica's port for gRPC, refused in gRPC's words. Absent: no. */
  readonly isGrpc?: boolean;
  /** Time in ms that the client gives the whole exchange, from its head on; absent: it does not say. */
  readonly timeoutMs?: number;
  /** What is left for it of what a request before may do, of which it is a part. Absent: it is by itself. */
  readonly stepBudget?: StepBudget;
  /** The body, if there is one, has come to its end. */
  readonly isComplete: boolean;
  /** Reading is held back by {@link InboundRequest.pause}. */
  readonly isPaused: boolean;
  /** Hands the body over as it comes. Called at most once. */
  read(reader: BodyReader): void;
  /** Stops reading: back-pressure to the client. Pieces may still come for a moment. */
  pause(): void;
  resume(): void;
  /** Reads what is left of the body and throws it away; calls back when that is over or the client is gone. */
  discard(onOver: () => void): void;
  /** Gives the client up: closes the connection, or resets the stream, whatever was sent. */
  destroy(): void;
}

/** Hears the body of a request. */
export interface BodyReader {
  /** A piece; the reader owns the buffer. */
  onBody(chunk: Buffer): void;
  /** The body is complete. Trailers: names and values in turn. */
  onBodyEnd(trailers: readonly string[]): void;
}

/**
 * The answer to one request: `head`, `data`*, `end`. Head and first piece may be held back for a single write until
 * `flush`, the next piece or the end; until then `head` may be called again and starts the answer anew.
 */
export interface OutboundAnswer {
  /** No other request is served on the connection after this answer. Set before the head; streams of a shared connection ignore it. */
  isLast: boolean;
  /** 0 before the head. */
  readonly status: number;
  /** Bytes of the body so far. */
  readonly bytes: number;
  /** The answer can be taken back no more. */
  readonly isHeadSent: boolean;
  readonly isEnded: boolean;
  /** The answer has left whole. */
  readonly isFinished: boolean;
  /** Tells from now on what becomes of the answer. */
  watch(watcher: AnswerWatcher): void;
  /** Tells the client to send its body. */
  continue(): void;
  /**
   * Status and end-to-end headers, names and values in turn, Content-Length among them if `contentLength` is known;
   * the answer owns the array. Prefix: how the headers begin, where that is known.
   */
  head(
    status: number,
    headers: string[],
    contentLength: number | undefined,
    prefix?: HeaderPrefix,
  ): void;
  /** A piece of the body. False: the client does not keep up; wait for `onDrain`. */
  data(chunk: Buffer): boolean;
  /** Sends what is held back. */
  flush(): void;
  /** The answer is complete. Trailers: names and values in turn. */
  end(trailers: readonly string[]): void;
  /** Ends the answer so that the client cannot take it for complete. */
  abort(): void;
}

/** Hears what becomes of an answer. */
export interface AnswerWatcher {
  /** The client keeps up again. */
  onDrain(): void;
  /** The answer is over: left whole, or the client is gone. May be told more than once. */
  onClose(): void;
}
