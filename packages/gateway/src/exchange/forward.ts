import { batchFormOf, BatchPlace } from '../batch';
import { HeaderPrefix } from '../framing';
import { formatGrpcTimeout } from '../grpc';
import { PayloadCapture } from '../payload';
import type { LiveShadow, ShadowCopy } from '../shadow';
import { OpenSpan } from '../trace';
import { Outcome, TrafficRecord } from '../traffic';
import { AnswerNotes, UpstreamBody } from '../upstream';
import {
  admit,
  BatchOutcome,
  CallOwner,
  chooseBranch,
  chooseTarget,
  maxBatchedBytes,
  RevisionCall,
} from './calls';
import type { Exchange } from './exchange';
import { openAiPathAt } from './openAiPath';
import { Refusal, refusals } from './refusal';
import { RequestHeaders, setRouteHeaders } from './requestHeaders';
import { Responder } from './responder';
import { LiveRevision, LiveRoute } from './types';

/** Answers with what a replica of one revision says: choose target → admit → one {@link RevisionCall}. */
export class Forward implements Responder, CallOwner {
  readonly #exchange: Exchange;
  #timeoutMs = 0;
  #revision: LiveRevision | undefined;
  /** Of the tag that it names, on a route with tags. */
  #tagTraffic: TrafficRecord | undefined;
  #call: RevisionCall | undefined;
  #body: UpstreamBody = undefined;
  /** Its place in a batch; undefined: it goes by itself. */
  #place: BatchPlace | undefined;
  /** Undefined: its payloads are not logged. */
  #payload: PayloadCapture | undefined;
  /** Who may get a copy of it; undefined: nobody. */
  #shadow: LiveShadow | undefined;
  #isShadowDecided = false;
  /** Undefined: it is not copied. */
  #copy: ShadowCopy | undefined;
  /** Undefined: it is not traced, or not under way. */
  #waitSpan: OpenSpan | undefined;
  #callSpan: OpenSpan | undefined;
  #sentTo = '';
  #status = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  // As a responder of its exchange.

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  get revisionKey(): string | undefined {
    return this.#revision?.key;
  }

  get waitedMs(): number {
    return this.#call?.waitedMs ?? 0;
  }

  get maxBufferedBytes(): number | undefined {
    return this.#revision?.batcher && batchFormOf(this.method, this.path)
      ? maxBatchedBytes
      : undefined;
  }

  enter(route: LiveRoute, now: number): Refusal | undefined {
    const { context, headers, path, request } = this.#exchange;
    const branch = chooseBranch(route, path, headers.host, request.headers);
    this.#timeoutMs = branch.timeoutMs;
    this.#shadow = branch.shadow;
    this.#tagTraffic = branch.tagTraffic;
    this.#tagTraffic?.enter(now);
    if (branch.unavailable && branch.targets.length === 0)
      return branch.unavailable;
    setRouteHeaders(headers, route, branch);
    const revision = chooseTarget(branch, request.headers);
    if (!revision) return refusals.notReady;
    this.#revision = revision;
    revision.traffic.enter(now);
    return admit(context, revision);
  }

  leave(now: number): void {
    this.#revision?.traffic.leave(now);
    this.#revision = undefined;
    this.#tagTraffic?.leave(now);
    this.#tagTraffic = undefined;
  }

  start(body: UpstreamBody): void {
    this.#body = body;
    this.#place = undefined;
    this.#watchPayload(body);
    if (this.#shadow) this.#watchShadow(this.#shadow, body);
    if (Buffer.isBuffer(body) && this.#joinBatch(body)) return;
    this.#call = RevisionCall.create(
      this.#exchange.context,
      this,
      this.#timeoutMs,
    );
    this.#call.send();
  }

  write(chunk: Buffer): boolean {
    this.#payload?.requestData(chunk);
    this.#copy?.data(chunk);
    return this.#call!.write(chunk);
  }

  writeEnd(trailers: readonly string[]): void {
    this.#payload?.requestEnd();
    this.#copy?.end();
    this.#call!.end(trailers);
  }

  resume(): void {
    this.#call?.resume();
  }

  expire(): Refusal | undefined {
    return this.#call?.expire();
  }

  cancel(): void {
    this.#place?.leave();
    this.#call?.cancel();
  }

  finish(
    now: number,
    outcome: Outcome,
    latencyMs: number,
    bytesIn: number,
    bytesOut: number,
  ): void {
    this.#payload?.close();
    this.#endWait(true);
    this.#endCall(undefined);
    this.#revision?.traffic.finish(now, outcome, latencyMs, bytesIn, bytesOut);
    this.#tagTraffic?.finish(now, outcome, latencyMs, bytesIn, bytesOut);
    this.#copy?.close();
  }

  // As the owner of its call.

  get method(): string {
    return this.#exchange.request.method;
  }

  get path(): string {
    const { path } = this.#exchange;
    const base = this.#revision?.openAiBase;
    return base ? openAiPathAt(base, path) : path;
  }

  get headers(): readonly string[] {
    return this.#exchange.headers.forward;
  }

  get prefix(): HeaderPrefix | undefined {
    const { span, request, reading } = this.#exchange;
    // Of a request that is traced, or of a call that has a deadline, headers change before it is sent.
    return span || request.isGrpc ? undefined : reading.prefix;
  }

  get body(): UpstreamBody {
    return this.#body;
  }

  get isUpgrade(): boolean | undefined {
    return this.#exchange.request.isUpgrade;
  }

  get isGrpc(): boolean | undefined {
    return this.#exchange.request.isGrpc;
  }

  get client(): string {
    return this.#exchange.client;
  }

  currentRevision(): LiveRevision | undefined {
    if (!this.#exchange.isStillFor(this)) return undefined;
    const { headers, leftMs, request } = this.#exchange;
    if (request.isGrpc && leftMs < Infinity) setTimeLeft(headers, leftMs);
    return this.#revision;
  }

  onWait(delayMs: number): void {
    this.#waitSpan ??= this.#exchange.span?.begin('wait', 'internal');
    this.#exchange.schedule(delayMs);
  }

  onProceed(): void {
    this.#endWait(false);
    this.#exchange.schedule(this.#timeoutMs);
  }

  onReady(): void {
    this.#exchange.readBody();
  }

  onDrain(): void {
    this.#exchange.request.resume();
  }

  onSend(replica: string): void {
    const { span, headers } = this.#exchange;
    if (!span) return;
    // The one before, to a replica that did not take it.
    this.#endCall(undefined);
    const call = span.begin(this.method, 'client');
    this.#callSpan = call;
    this.#sentTo = replica;
    headers.forward[headers.traceparentAt] = call.traceparent;
  }

  onHead(
    status: number,
    headers: readonly string[],
    notes?: AnswerNotes,
  ): void {
    this.#status = status;
    this.#payload?.responseHead(status, headers);
    this.#exchange.head(status, headers, this.#call!.waitHeaders, notes);
    if (status !== 101) return;
    this.#exchange.flush();
    this.#exchange.readBody();
  }

  onData(chunk: Buffer): void {
    this.#payload?.responseData(chunk);
    if (!this.#exchange.data(chunk)) this.#call!.pause();
  }

  onFlush(): void {
    this.#exchange.flush();
  }

  onEnd(trailers: readonly string[]): void {
    this.#endCall(this.#status);
    this.#payload?.responseEnd();
    this.#copy?.answered();
    this.#exchange.end(trailers);
  }

  onRefused(refusal: Refusal): void {
    this.#exchange.fail(refusal);
  }

  #endWait(isOver: boolean): void {
    this.#waitSpan?.end({}, isOver);
    this.#waitSpan = undefined;
  }

  /** @param status - undefined: there was no whole answer */
  #endCall(status: number | undefined): void {
    const call = this.#callSpan;
    if (!call) return;
    this.#callSpan = undefined;
    call.end(
      {
        'http.request.method': this.method,
        'greenroom.revision': this.#revision?.key ?? '',
        'greenroom.replica': this.#sentTo,
        ...(status !== undefined && { 'http.response.status_code': status }),
      },
      status === undefined || status >= 400,
    );
  }

  /** True: it waits for its batch, or was answered. */
  #joinBatch(body: Buffer): boolean {
    const batcher = this.#revision?.batcher;
    if (!batcher) return false;
    const place = batcher.take({
      method: this.method,
      path: this.path,
      headers: this.headers,
      client: this.client,
      body,
      timeoutMs: this.#timeoutMs,
      settle: outcome => this.#settled(outcome),
    });
    if (!place) return false;
    if ('leave' in place) this.#place = place;
    else this.#exchange.fail(place);
    return true;
  }

  /** Its batch was answered. */
  #settled(outcome: BatchOutcome): void {
    if (outcome === 'again') {
      // The revision left with a snapshot: the request is for whoever has its route now.
      if (this.#exchange.isStillFor(this)) this.start(this.#body);
    } else if ('reason' in outcome) this.#exchange.fail(outcome);
    else {
      this.#payload?.responseHead(outcome.status, outcome.headers);
      this.#exchange.head(outcome.status, outcome.headers, []);
      this.onData(outcome.body);
      this.onEnd([]);
    }
  }

  /** Decides whether it is copied, once. */
  #watchShadow(shadow: LiveShadow, body: UpstreamBody): void {
    const { context, headers, path, request } = this.#exchange;
    if (this.#isShadowDecided || request.isGrpc || request.isUpgrade) return;
    this.#isShadowDecided = true;
    this.#copy = context.shadows.watch(
      shadow,
      {
        method: this.method,
        path,
        headers: headers.forward,
        client: this.client,
      },
      body,
      this.#revision?.key,
    );
  }

  /** Begins to log, once: where it is sent again, it is the same request. */
  #watchPayload(body: UpstreamBody): void {
    const revision = this.#revision;
    if (!revision?.payloadLog || this.#payload) return;
    const { context, request } = this.#exchange;
    // Frames of other protocols are no payloads that a reader of the log could tell apart.
    if (request.isGrpc || request.isUpgrade) return;
    this.#payload = context.observers.watchPayload(
      revision.key,
      revision.payloadLog,
      request.headers,
    );
    if (Buffer.isBuffer(body)) this.#payload?.requestData(body);
    if (body === undefined || Buffer.isBuffer(body))
      this.#payload?.requestEnd();
  }
}

/** A call that waited has less time at the replica than it came with. */
function setTimeLeft({ forward }: RequestHeaders, leftMs: number): void {
  for (let i = 0; i < forward.length; i += 2)
    if (forward[i] === 'grpc-timeout')
      forward[i + 1] = formatGrpcTimeout(leftMs);
}
