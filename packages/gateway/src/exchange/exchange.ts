import { Admission } from '../authorize';
import {
  AnswerWatcher,
  BodyReader,
  InboundRequest,
  noBody,
  OutboundAnswer,
  unknownLength,
} from '../inbound';
import { TimerEntry } from '../timing';
import { OpenSpan } from '../trace';
import { AnswerNotes, UpstreamBody } from '../upstream';
import { tellAccount } from './account';
import { AnswerReading } from './answerReading';
import { authorize } from './authorizeRequest';
import { beginSpan } from './beginSpan';
import { headRefusal, timeToTake, whoIsLate } from './bounds';
import { responderFor } from './responderFor';
import { Linger } from './linger';
import { Cause, causes, countedCause, outcomeOf, statusOf } from './outcome';
import { Refusal, refusals } from './refusal';
import { completeHeaders, RequestHeaders } from './requestHeaders';
import { RequestReading } from './requestReading';
import { Responder } from './responder';
import { forwardableTrailers } from './trailers';
import { ExchangeContext, LiveRoute, LiveSnapshot } from './types';
import { writeRefusal } from './writeRefusal';

const emptyBody = Buffer.alloc(0);

/**
 * One request and its answer, from the parsed head to the last byte: match route → let a {@link Responder} answer →
 * count. What all requests have in common is here: their body, their time, their refusals. The README has the table of
 * the steps, and that of its states.
 */
export class Exchange extends TimerEntry implements BodyReader, AnswerWatcher {
  readonly context: ExchangeContext;
  readonly request: InboundRequest;
  readonly reading: RequestReading;
  readonly headers: RequestHeaders;
  /** Its span; undefined: it is not traced. */
  span: OpenSpan | undefined;
  readonly #answer: OutboundAnswer;
  readonly #startedAt: number;
  /** When the client waits no longer; undefined: it does not say. */
  readonly #deadlineAt: number | undefined;
  #snapshot: LiveSnapshot | undefined;
  #route: LiveRoute | undefined;
  #responder: Responder | undefined;
  #path = '/';
  /** What let the request through, where that is not everybody. */
  #admission: Admission | undefined;
  /** A body that is read whole, as far as it came; undefined: the body is streamed, or there is none. */
  #collected: Buffer | undefined;
  #body: UpstreamBody = undefined;
  #bytesIn = 0;
  #isReading = false;
  /** The client waits for `100 Continue` before it sends its body. */
  #awaitsContinue: boolean;
  #hasHead = false;
  #isOver = false;
  #wasAborted = false;
  /** Bytes of a WebSocket, both ways. */
  #isTunnel = false;
  /** May be silent for long: an event stream, a WebSocket. */
  #isIdleBound = false;
  /** Why the gateway itself answered, or broke off. */
  #cause: Cause | undefined;
  /** What was written waits for the client to take it. */
  #isClientSlow = false;
  /** Of the last piece of the answer. */
  #pieceBytes = 0;

  private constructor(
    context: ExchangeContext,
    request: InboundRequest,
    answer: OutboundAnswer,
  ) {
    super();
    this.context = context;
    this.request = request;
    this.#answer = answer;
    this.#awaitsContinue = request.expectsContinue;
    this.#startedAt = context.now();
    if (request.timeoutMs !== undefined)
      this.#deadlineAt = this.#startedAt + request.timeoutMs;
    this.reading = RequestReading.of(request);
    this.headers = completeHeaders(
      this.reading.headers,
      context.newRequestId,
      context.newTraceparent,
    );
    const { tracer } = context.observers;
    if (tracer) this.span = beginSpan(tracer, request, this.headers);
    answer.watch(this);
  }

  /** Takes over a request. */
  static begin(
    context: ExchangeContext,
    request: InboundRequest,
    answer: OutboundAnswer,
  ): Exchange {
    const exchange = new Exchange(context, request, answer);
    exchange.#begin();
    return exchange;
  }

  /** Counted; nothing of it is under way. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What is left of the path for the replica; with its query. */
  get path(): string {
    return this.#path;
  }

  /** Whose request it is, for turns in line: its token's, else its address's. */
  get client(): string {
    return this.#admission?.token?.id ?? this.request.remoteAddress;
  }

  // What the listener tells.

  /** The connection to the client, or the answer, is closed. May be told more than once. */
  onClose(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.context.wheel.cancel(this);
    this.#responder?.cancel();
    this.#count();
  }

  /** The rest of the request is not valid HTTP. */
  requestMalformed(): void {
    this.#responder?.cancel();
    if (this.#answer.isHeadSent) this.abort();
    else this.#refuse(refusals.badRequest, true);
  }

  onBody(chunk: Buffer): void {
    this.#bytesIn += chunk.length;
    if (this.#hasHead && !this.#isClientSlow) this.#armAnswer();
    if (this.#collected) this.#collect(chunk, this.#collected);
    else if (
      this.#bytesIn > this.context.limits.maxBodyBytes &&
      !this.#isTunnel
    )
      this.fail(refusals.bodyTooLarge);
    else if (this.#responder?.write(chunk) === false) this.request.pause();
  }

  onBodyEnd(trailers: readonly string[]): void {
    if (!this.#collected)
      this.#responder?.writeEnd(forwardableTrailers(trailers));
  }

  onDrain(): void {
    this.#isClientSlow = false;
    if (this.#hasHead) this.#armAnswer();
    this.#responder?.resume();
  }

  /** The answer did not start in time, or what began to come has been silent for too long. */
  override expire(): void {
    if (this.#isClientSlow) {
      this.#cause = causes.clientStalled;
      this.#answer.abort();
      this.onClose();
      return;
    }
    if (this.#hasHead) {
      const { streamIdle, streamTimeout } = causes;
      this.#cause = this.leftMs > 0 ? streamIdle : streamTimeout;
      this.abort();
      return;
    }
    const refusal = this.#responder?.expire();
    if (this.#isOver) return;
    if (this.leftMs <= 0) this.fail(refusals.deadlineExceeded);
    else this.fail(refusal ?? whoIsLate(this.request, this.#isReading));
  }

  // What a responder does.

  /** Has a streamed body handed to the responder from now on. */
  readBody(): void {
    this.#continue();
    this.#isReading = true;
    this.request.read(this);
  }

  /** Passes on the head of an answer with headers of the gateway's own; names and values in turn. */
  head(
    status: number,
    raw: readonly string[],
    own: readonly string[],
    notes?: AnswerNotes,
  ): void {
    const reading = AnswerReading.of(raw, notes);
    const headers = reading.forward(this.headers.requestId, own);
    this.#hasHead = true;
    if (this.context.isDraining) this.#answer.isLast = true;
    const { contentLength, isEventStream, prefix } = reading;
    this.#answer.head(status, headers, contentLength, prefix);
    this.#isTunnel = status === 101;
    this.#isIdleBound = isEventStream || this.#isTunnel;
    this.#armAnswer();
  }

  /** Passes on a piece of the answer's body. False: the client does not keep up; its responder will be resumed. */
  data(chunk: Buffer): boolean {
    this.#pieceBytes = chunk.length;
    const hasRoom = this.#answer.data(chunk);
    if (hasRoom) this.#armAnswer();
    else this.#awaitClient();
    return hasRoom;
  }

  /** No more of the answer is known for now. */
  flush(): void {
    this.#answer.flush();
  }

  /** The answer is complete; with a cause: it is the gateway's own. */
  end(trailers: readonly string[], cause?: Cause): void {
    this.#cause = cause;
    this.context.wheel.cancel(this);
    this.#answer.end(forwardableTrailers(trailers));
    if (!this.#isOver) this.#awaitClient();
    Linger.start(this.request, this.context);
  }

  /** There is no answer, or no more of it: answers in the gateway's own words while that is possible, or breaks off. */
  fail(refusal: Refusal): void {
    this.#responder?.cancel();
    this.#cause = refusal;
    if (this.#answer.isHeadSent) this.abort();
    else this.#refuse(refusal);
  }

  /** Ends the answer so that the client cannot take it for complete. */
  abort(): void {
    this.#wasAborted = true;
    this.#responder?.cancel();
    this.#answer.abort();
    this.onClose();
  }

  /** Gives the responder, or the head of its answer, so much time, in ms, but no more than the client does. */
  schedule(delayMs: number): void {
    const isLonger = this.#deadlineAt !== undefined && delayMs > this.leftMs;
    this.context.wheel.schedule(this, isLonger ? this.leftMs : delayMs);
  }

  /** What is left of the time that the client gives, in ms; Infinity if it does not say. */
  get leftMs(): number {
    if (this.#deadlineAt === undefined) return Infinity;
    return Math.max(0, this.#deadlineAt - this.context.now());
  }

  /**
   * To be asked right before something of the request is sent: it belongs to the snapshot of that moment. False: it
   * was routed again and is no longer the responder's.
   */
  isStillFor(responder: Responder): boolean {
    if (this.context.snapshot === this.#snapshot) return true;
    const now = this.context.now();
    this.#route?.traffic.leave(now);
    this.#route = undefined;
    responder.leave(now);
    if (!this.#enter(now, refusals.serviceDeleted)) return false;
    if (this.#responder === responder) return true;
    this.#responder!.start(this.#body);
    return false;
  }

  #begin(): void {
    const { bodyLength } = this.request;
    const refusal = headRefusal(this.request, this.reading.headers);
    if (refusal) {
      this.#refuse(refusal, refusal.status === 400);
      return;
    }
    if (!this.#enter(this.#startedAt)) return;
    this.schedule(this.#responder!.timeoutMs);
    const { limits } = this.context;
    const { maxBodyBytes } = limits;
    const maxBufferedBytes =
      this.#responder!.maxBufferedBytes ?? limits.maxBufferedBytes;
    if (bodyLength > maxBodyBytes) this.#refuse(refusals.bodyTooLarge);
    else if (bodyLength === noBody) this.#start(undefined);
    else if (bodyLength === 0) this.#start(emptyBody);
    else if (bodyLength > 0 && bodyLength <= maxBufferedBytes) {
      this.#collected = Buffer.allocUnsafe(bodyLength);
      this.readBody();
    } else {
      this.#start({
        contentLength: bodyLength === unknownLength ? undefined : bodyLength,
      });
    }
  }

  /** Match route → authorize → enter its responder. False: answered, in the second case by `notFound` if there is no route any more. */
  #enter(now: number, notFound?: Refusal): boolean {
    this.#snapshot = this.context.snapshot;
    const match = this.reading.match(this.#snapshot);
    if ('reason' in match) return this.#refuse(notFound ?? match);
    const { route, path } = match;
    this.#route = route;
    this.#path = path;
    route.traffic.enter(now);
    if (route.access) {
      const isAgain = this.#admission !== undefined;
      const verdict = authorize(this, route.id, route.access, isAgain);
      if ('status' in verdict) return this.#refuse(verdict);
      this.#admission = verdict;
      this.#path = verdict.path;
    }
    this.#responder = responderFor(this, route, this.#responder);
    const refusal = this.#responder.enter(route, now);
    return refusal ? this.#refuse(refusal) : true;
  }

  #collect(chunk: Buffer, into: Buffer): void {
    chunk.copy(into, this.#bytesIn - chunk.length);
    // The time for the body may have run out meanwhile.
    if (this.#bytesIn === into.length && !this.#answer.isEnded)
      this.#start(into);
  }

  #start(body: UpstreamBody): void {
    this.#body = body;
    const responder = this.#responder!;
    if (this.isStillFor(responder)) responder.start(body);
  }

  /** Answers in the gateway's own words. Always false, for the caller to return. */
  #refuse(refusal: Refusal, isClosing = false): false {
    this.context.wheel.cancel(this);
    this.#cause = refusal;
    if (!this.#route) this.context.ledger.countUnrouted(refusal.reason);
    // A client that was not told to continue may never send its body: the connection cannot be used again.
    if (isClosing || this.#awaitsContinue || this.context.isDraining)
      this.#answer.isLast = true;
    writeRefusal(
      this.#answer,
      refusal,
      this.#path,
      this.headers.requestId,
      this.request.isGrpc,
    );
    Linger.start(this.request, this.context);
    return false;
  }

  #continue(): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.#answer.continue();
  }

  /**
   * How long the answer that began may take to go on: as long as it could take to begin, but where silence means nothing. A
   * gRPC call says itself how long it may take.
   */
  #armAnswer(): void {
    if (this.#isIdleBound) this.schedule(this.context.limits.streamIdleMs);
    else if (!this.request.isGrpc) this.schedule(this.#responder!.timeoutMs);
    else if (this.#deadlineAt !== undefined) this.schedule(this.leftMs);
    else this.context.wheel.cancel(this);
  }

  /** Gives the client time to take what was written. */
  #awaitClient(): void {
    this.#isClientSlow = true;
    this.schedule(timeToTake(this.#pieceBytes, this.context.limits));
  }

  #count(): void {
    const now = this.context.now();
    const outcome = outcomeOf(this.#answer, this.#wasAborted);
    const latencyMs = now - this.#startedAt;
    const { bytes } = this.#answer;
    this.#admission?.token?.traffic.finish(outcome);
    this.#route?.traffic.finish(now, outcome, latencyMs, this.#bytesIn, bytes);
    this.#responder?.finish(now, outcome, latencyMs, this.#bytesIn, bytes);
    const cause = countedCause(this.#answer, this.#wasAborted, this.#cause);
    if (cause && this.#route)
      this.context.ledger.refusals.add(this.#route.id, cause, outcome);
    if (this.span || this.context.observers.logAccess)
      tellAccount(this, outcome, {
        status: statusOf(this.#answer, this.#wasAborted),
        reason: this.#cause?.reason,
        route: this.#route?.id,
        revision: this.#responder?.revisionKey,
        bytesIn: this.#bytesIn,
        bytesOut: bytes,
        latencyMs,
        waitedMs: this.#responder?.waitedMs ?? 0,
      });
  }
}
