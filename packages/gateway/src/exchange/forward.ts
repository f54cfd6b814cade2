import { Outcome } from '../traffic';
import { UpstreamBody } from '../upstream';
import { admit } from './admit';
import { chooseBranch } from './chooseBranch';
import { chooseTarget } from './chooseTarget';
import type { Exchange } from './exchange';
import { Refusal, refusals } from './refusal';
import { setRouteHeaders } from './requestHeaders';
import { Responder } from './responder';
import { CallOwner, RevisionCall } from './revisionCall';
import { LiveRevision, LiveRoute } from './types';

/** Answers with what a replica of one revision says: choose target → admit → one {@link RevisionCall}. */
export class Forward implements Responder, CallOwner {
  readonly #exchange: Exchange;
  #timeoutMs = 0;
  #revision: LiveRevision | undefined;
  #call: RevisionCall | undefined;
  #body: UpstreamBody = undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  // As a responder of its exchange.

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  enter(route: LiveRoute, now: number): Refusal | undefined {
    const { context, headers, path } = this.#exchange;
    const branch = chooseBranch(route, path);
    this.#timeoutMs = branch.timeoutMs;
    if (branch.unavailable && branch.targets.length === 0)
      return branch.unavailable;
    setRouteHeaders(headers, route);
    const revision = chooseTarget(branch);
    if (!revision) return refusals.notReady;
    this.#revision = revision;
    revision.traffic.enter(now);
    return admit(context, revision);
  }

  leave(now: number): void {
    this.#revision?.traffic.leave(now);
    this.#revision = undefined;
  }

  start(body: UpstreamBody): void {
    this.#body = body;
    this.#call = RevisionCall.create(
      this.#exchange.context,
      this,
      this.#timeoutMs,
    );
    this.#call.send();
  }

  write(chunk: Buffer): boolean {
    return this.#call!.write(chunk);
  }

  writeEnd(trailers: readonly string[]): void {
    this.#call!.end(trailers);
  }

  resume(): void {
    this.#call?.resume();
  }

  expire(): Refusal | undefined {
    return this.#call?.expire();
  }

  cancel(): void {
    this.#call?.cancel();
  }

  finish(
    now: number,
    outcome: Outcome,
    latencyMs: number,
    bytesIn: number,
    bytesOut: number,
  ): void {
    this.#revision?.traffic.finish(now, outcome, latencyMs, bytesIn, bytesOut);
  }

  // As the owner of its call.

  get method(): string {
    return this.#exchange.request.method;
  }

  get path(): string {
    return this.#exchange.path;
  }

  get headers(): readonly string[] {
    return this.#exchange.headers.forward;
  }

  get body(): UpstreamBody {
    return this.#body;
  }

  get client(): string {
    return this.#exchange.client;
  }

  currentRevision(): LiveRevision | undefined {
    return this.#exchange.isStillFor(this) ? this.#revision : undefined;
  }

  onWait(delayMs: number): void {
    this.#exchange.schedule(delayMs);
  }

  onProceed(): void {
    this.#exchange.schedule(this.#timeoutMs);
  }

  onReady(): void {
    this.#exchange.readBody();
  }

  onDrain(): void {
    this.#exchange.request.resume();
  }

  onHead(status: number, headers: readonly string[]): void {
    this.#exchange.head(status, headers, this.#call!.waitHeaders);
  }

  onData(chunk: Buffer): void {
    if (!this.#exchange.data(chunk)) this.#call!.pause();
  }

  onFlush(): void {
    this.#exchange.flush();
  }

  onEnd(trailers: readonly string[]): void {
    this.#exchange.end(trailers);
  }

  onRefused(refusal: Refusal): void {
    this.#exchange.fail(refusal);
  }
}
