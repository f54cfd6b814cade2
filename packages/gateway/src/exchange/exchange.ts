import { IncomingMessage, ServerResponse } from 'node:http';
import { pickReplica } from '../routing';
import { TimerEntry } from '../timing';
import {
  UpstreamBody,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
} from '../upstream';
import { admit } from './admit';
import { chooseBranch } from './chooseBranch';
import { chooseTarget } from './chooseTarget';
import { collectBody, isBodyLate } from './collectBody';
import { Linger } from './linger';
import { matchRoute } from './matchRoute';
import { outcomeOf } from './outcome';
import { Refusal, refusals } from './refusal';
import {
  chunkedBody,
  noBody,
  readRequestHeaders,
  RequestHeaders,
  setRouteHeaders,
} from './requestHeaders';
import { readResponseHeaders } from './responseHeaders';
import { ResponseWriter } from './responseWriter';
import { forwardableTrailers } from './trailers';
import { upstreamRefusal } from './upstreamRefusal';
import { Wait } from './wait';
import { writeRefusal } from './writeRefusal';
import {
  ExchangeContext,
  LiveReplica,
  LiveRevision,
  LiveRoute,
  LiveSnapshot,
} from './types';

/**
 * One request and its answer, from the parsed head to the last byte: match route → choose target → admit → (wait for
 * a replica) → forward → count. The README has the table of its states.
 */
export class Exchange extends TimerEntry implements UpstreamHandler {
  readonly #context: ExchangeContext;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #headers: RequestHeaders;
  readonly #writer: ResponseWriter;
  readonly #startedAt: number;
  #snapshot: LiveSnapshot | undefined;
  #route: LiveRoute | undefined;
  #revision: LiveRevision | undefined;
  #replica: LiveReplica | undefined;
  #call: UpstreamCall | undefined;
  /** What is left of the path for the replica, and the time for the head of its answer. */
  #path = '/';
  #timeoutMs = 0;
  /** The body if it was read whole. */
  #body: UpstreamBody = undefined;
  #bytesIn = 0;
  /** The client waits for `100 Continue` before it sends its body. */
  #awaitsContinue: boolean;
  /** Part of a streamed body was consumed: the request can go nowhere else. */
  #isBodyConsumed = false;
  #tried: LiveReplica | undefined;
  /** Undefined: there always was a replica. */
  #wait: Wait | undefined;
  #isOver = false;
  #wasAborted = false;
  #pausedForClient = false;
  #isEventStream = false;

  private constructor(
    context: ExchangeContext,
    request: IncomingMessage,
    response: ServerResponse,
    awaitsContinue: boolean,
  ) {
    super();
    this.#context = context;
    this.#request = request;
    this.#response = response;
    this.#awaitsContinue = awaitsContinue;
    this.#startedAt = context.now();
    this.#writer = new ResponseWriter(response);
    this.#headers = readRequestHeaders(
      request.rawHeaders,
      request.socket.remoteAddress ?? 'unknown',
      context.newRequestId,
    );
    response.on('close', () => this.clientClosed());
  }

  /** Takes over a request. */
  static begin(
    context: ExchangeContext,
    request: IncomingMessage,
    response: ServerResponse,
    awaitsContinue: boolean,
  ): Exchange {
    const exchange = new Exchange(context, request, response, awaitsContinue);
    exchange.#begin();
    return exchange;
  }

  /** Counted; nothing of it is under way. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The connection to the client, or the answer, is closed. May be told more than once. */
  clientClosed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#context.wheel.cancel(this);
    this.#wait?.leave();
    this.#dropCall();
    this.#count();
  }

  /** The rest of the request is not valid HTTP. */
  requestMalformed(): void {
    this.#dropCall();
    if (this.#response.headersSent) this.abort();
    else this.#refuse(refusals.badRequest, true);
  }

  /** Ends the answer so that the client cannot take it for complete. */
  abort(): void {
    this.#wasAborted = true;
    this.#dropCall();
    const { socket } = this.#request;
    // An HTTP/1.0 body ends with the connection: only a reset tells a cut from an end.
    if (this.#request.httpVersionMinor === 0) socket.resetAndDestroy();
    else socket.destroy();
    this.clientClosed();
  }

  /** The answer did not start in time, or an event stream has been silent for too long. */
  override expire(): void {
    if (this.#writer.hasHead) {
      this.abort();
      return;
    }
    if (this.#wait?.isWaiting) {
      this.#refuse(this.#wait.expired());
      return;
    }
    this.#dropCall();
    this.#refuse(
      // The client is late, not the replica, where the body is incomplete and nothing holds it back.
      isBodyLate(this.#request) &&
        (this.#isBodyConsumed || this.#body === undefined)
        ? refusals.bodyTimeout
        : refusals.upstreamTimeout,
    );
  }

  onReady(): void {
    this.#isBodyConsumed = true;
    this.#continue();
    this.#request
      .on('data', (chunk: Buffer) => this.#onBodyChunk(chunk))
      .on('end', () =>
        this.#call?.end(forwardableTrailers(this.#request.rawTrailers)),
      );
  }

  onDrain(): void {
    this.#request.resume();
  }

  onHead(status: number, raw: readonly string[]): void {
    const headers = readResponseHeaders(raw, this.#headers.requestId);
    if (this.#context.isDraining) headers.forward.push('connection', 'close');
    if (this.#revision!.hold || this.#revision!.slots)
      headers.forward.push(...Wait.headers(this.#wait));
    this.#writer.head(status, headers);
    this.#response.statusCode = status;
    this.#isEventStream = headers.isEventStream;
    if (this.#isEventStream) this.#armStreamIdle();
    else this.#context.wheel.cancel(this);
  }

  onData(chunk: Buffer): void {
    if (!this.#writer.data(chunk)) this.#pauseForClient();
    if (this.#isEventStream) this.#armStreamIdle();
  }

  onFlush(): void {
    this.#writer.flush();
  }

  onEnd(trailers: readonly string[]): void {
    this.#releaseReplica();
    this.#context.wheel.cancel(this);
    this.#writer.end(forwardableTrailers(trailers));
    this.#linger();
  }

  onFailure(failure: UpstreamFailure): void {
    const replica = this.#replica!;
    this.#releaseReplica();
    if (this.#writer.isHeadSent) {
      this.abort();
      return;
    }
    if (!this.#writer.hasHead)
      this.#context.replicaFailed(this.#revision!, replica, failure);
    if (this.#mayRetry(failure)) {
      this.#tried = replica;
      this.#send();
      return;
    }
    this.#refuse(upstreamRefusal(failure));
  }

  #begin(): void {
    const { refusal, bodyLength } = this.#headers;
    if (refusal) {
      this.#refuse(refusal, refusal.status === 400);
      return;
    }
    if (!this.#enterRoute()) return;
    this.#context.wheel.schedule(this, this.#timeoutMs);
    const { maxBodyBytes, maxBufferedBytes } = this.#context.limits;
    if (bodyLength > maxBodyBytes) this.#refuse(refusals.bodyTooLarge);
    else if (bodyLength === noBody) this.#send();
    else if (bodyLength >= 0 && bodyLength <= maxBufferedBytes)
      this.#collectBody(bodyLength);
    else {
      this.#body = {
        contentLength: bodyLength === chunkedBody ? undefined : bodyLength,
      };
      this.#send();
    }
  }

  /** Match route → choose target → admit. False: answered. */
  #enterRoute(isFirst = true): boolean {
    this.#snapshot = this.#context.snapshot;
    const match = matchRoute(
      this.#snapshot,
      this.#headers.host,
      this.#request.url ?? '',
    );
    if ('reason' in match)
      return this.#refuse(isFirst ? match : refusals.serviceDeleted);
    this.#path = match.path;
    const route = match.route;
    this.#route = route;
    const now = isFirst ? this.#startedAt : this.#context.now();
    route.traffic.enter(now);
    const branch = chooseBranch(route, match.path);
    this.#timeoutMs = branch.timeoutMs;
    if (branch.unavailable && branch.targets.length === 0)
      return this.#refuse(branch.unavailable);
    setRouteHeaders(this.#headers, route.headers);
    const revision = chooseTarget(branch);
    if (!revision) return this.#refuse(refusals.notReady);
    this.#revision = revision;
    revision.traffic.enter(now);
    const refusal = admit(this.#context, revision);
    return refusal ? this.#refuse(refusal) : true;
  }

  /** The snapshot changed before the request was sent: it belongs to the new one. */
  #enterRouteAgain(): boolean {
    const now = this.#context.now();
    this.#route?.traffic.leave(now);
    this.#revision?.traffic.leave(now);
    this.#route = undefined;
    this.#revision = undefined;
    return this.#enterRoute(false);
  }

  #collectBody(length: number): void {
    if (length === 0) {
      this.#body = Buffer.alloc(0);
      this.#send();
      return;
    }
    this.#continue();
    collectBody(
      this.#request,
      length,
      count => {
        this.#bytesIn += count;
      },
      body => {
        // The time for the body may have run out meanwhile.
        if (this.#response.writableEnded) return;
        this.#body = body;
        this.#send();
      },
    );
  }

  #send(): void {
    if (this.#context.snapshot !== this.#snapshot && !this.#enterRouteAgain())
      return;
    const revision = this.#revision!;
    if (revision.hold && revision.replicas.length === 0) {
      this.#hold(revision);
      return;
    }
    const { replicas, slots } = revision;
    const replica = slots
      ? slots.take(replicas)
      : pickReplica(replicas, this.#context.random, this.#tried);
    if (!replica) {
      if (slots) {
        this.#hold(revision);
        return;
      }
      this.#refuse(refusals.allReplicasDead);
      return;
    }
    this.#replica = replica;
    replica.inflight++;
    const isStreamed = this.#body !== undefined && !Buffer.isBuffer(this.#body);
    this.#call = replica.upstream.dispatch(
      {
        method: this.#request.method ?? 'GET',
        path: this.#path,
        headers: this.#headers.forward,
        body: this.#body,
        needsFreshConnection: isStreamed || this.#tried !== undefined,
      },
      this,
    );
  }

  /** Waits for a replica, for no longer than such requests may. */
  #hold(revision: LiveRevision): void {
    this.#wait ??= new Wait(this.#context, this.#request, this.#body, () => {
      this.#context.wheel.schedule(this, this.#timeoutMs);
      this.#send();
    });
    const place = this.#wait.begin(revision, this.#timeoutMs);
    if (typeof place !== 'number') this.#refuse(place);
    else if (this.#wait.isWaiting) this.#context.wheel.schedule(this, place);
  }

  #onBodyChunk(chunk: Buffer): void {
    this.#bytesIn += chunk.length;
    if (this.#bytesIn > this.#context.limits.maxBodyBytes) {
      this.#dropCall();
      if (this.#writer.isHeadSent) this.abort();
      else this.#refuse(refusals.bodyTooLarge);
    } else if (this.#call?.write(chunk) === false) {
      this.#request.pause();
    }
  }

  #mayRetry(failure: UpstreamFailure): boolean {
    return (
      this.#tried === undefined &&
      !this.#isBodyConsumed &&
      !this.#writer.hasHead &&
      (failure.kind === 'unreachable' || failure.wasStale)
    );
  }

  /** Answers in the gateway's own words. Always false, for the caller to return. */
  #refuse(refusal: Refusal, isClosing = false): false {
    this.#context.wheel.cancel(this);
    this.#wait?.leave();
    if (!this.#route) this.#context.ledger.countUnrouted(refusal.reason);
    this.#writer.bytes = writeRefusal(this.#response, refusal, {
      path: this.#path,
      requestId: this.#headers.requestId,
      // A client that was not told to continue may never send its body: the connection cannot be used again.
      isClosing: isClosing || this.#awaitsContinue || this.#context.isDraining,
    });
    this.#linger();
    return false;
  }

  #continue(): void {
    if (!this.#awaitsContinue) return;
    this.#awaitsContinue = false;
    this.#response.writeContinue();
  }

  #pauseForClient(): void {
    if (!this.#call) return;
    this.#call.pause();
    if (this.#pausedForClient) return;
    this.#pausedForClient = true;
    this.#response.on('drain', () => this.#call?.resume());
  }

  #armStreamIdle(): void {
    this.#context.wheel.schedule(this, this.#context.limits.streamIdleMs);
  }

  #linger(): void {
    if (this.#headers.bodyLength === noBody) return;
    Linger.start(
      this.#request,
      this.#context.wheel,
      this.#context.limits.lingerMs,
    );
  }

  #dropCall(): void {
    this.#call?.abort();
    this.#releaseReplica();
  }

  #releaseReplica(): void {
    this.#call = undefined;
    const replica = this.#replica;
    if (!replica) return;
    replica.inflight--;
    this.#replica = undefined;
    const { slots, key } = this.#revision!;
    if (slots?.release(replica)) this.#context.slotFreed(key);
  }

  #count(): void {
    const now = this.#context.now();
    const latencyMs = now - this.#startedAt;
    const outcome = outcomeOf(this.#response, this.#wasAborted);
    const { bytes } = this.#writer;
    this.#route?.traffic.finish(now, outcome, latencyMs, this.#bytesIn, bytes);
    this.#revision?.traffic.finish(
      now,
      outcome,
      latencyMs,
      this.#bytesIn,
      bytes,
    );
  }
}
