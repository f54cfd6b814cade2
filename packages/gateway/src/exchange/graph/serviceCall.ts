import { graphError, Running, StepAnswer } from '../../graph';
import { TimerEntry } from '../../timing';
import { Outcome, TrafficRecord } from '../../traffic';
import {
  admit,
  CallOwner,
  chooseBranch,
  chooseTarget,
  RevisionCall,
} from '../calls';
import { Refusal, refusalBody } from '../refusal';
import {
  ExchangeContext,
  LiveRevision,
  LiveRoute,
  LiveSnapshot,
} from '../types';

/** Largest answer of a step: it is held whole. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** One call of a service, as a step of a graph makes it. */
export interface ServiceCallOptions {
  readonly context: ExchangeContext;
  /** Names the step in what is said of it. */
  readonly stepId: string;
  /** Id of the route that is called. */
  readonly route: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Whose turn it is where requests wait. */
  readonly client: string;
  /** What is left of the time of the whole, in ms; its exchange sees to it. */
  readonly leftMs: number;
  /** Time of this call in ms, where it is less than that. */
  readonly timeoutMs: number | undefined;
  readonly done: (answer: StepAnswer) => void;
}

/**
 * A service called from inside the gateway: what a request to its address meets (weights, limits, waiting for a replica,
 * counting) holds here too, without another hop.
 */
export class ServiceCall extends TimerEntry implements CallOwner, Running {
  readonly method = 'POST';
  readonly #options: ServiceCallOptions;
  readonly #startedAt: number;
  #call: RevisionCall | undefined;
  #snapshot: LiveSnapshot | undefined;
  #route: LiveRoute | undefined;
  #revision: LiveRevision | undefined;
  /** Of the tag that it names, on a route with tags. */
  #tagTraffic: TrafficRecord | undefined;
  #status = 0;
  #contentType: string | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #isWaiting = false;

  private constructor(options: ServiceCallOptions) {
    super();
    this.#options = options;
    this.#startedAt = options.context.now();
  }

  static start(options: ServiceCallOptions): ServiceCall {
    const call = new ServiceCall(options);
    const { context, timeoutMs, leftMs } = options;
    if (timeoutMs !== undefined) context.wheel.schedule(call, timeoutMs);
    call.#call = RevisionCall.create(context, call, timeoutMs ?? leftMs);
    call.#call.send();
    return call;
  }

  abort(): void {
    if (this.#isOver) return;
    this.#call?.cancel();
    this.#finish('client');
  }

  get path(): string {
    return this.#options.path;
  }

  get headers(): readonly string[] {
    const { headers: own, hosts } = this.#route!;
    const host = hosts.length > 0 ? hosts[0] : 'localhost';
    return ['Host', host, ...this.#options.headers, ...own];
  }

  get body(): Buffer {
    return this.#options.body;
  }

  get client(): string {
    return this.#options.client;
  }

  currentRevision(): LiveRevision | undefined {
    const { context } = this.#options;
    if (context.snapshot === this.#snapshot) return this.#revision;
    this.#snapshot = context.snapshot;
    this.#leave();
    const refusal = this.#enter();
    if (!refusal) return this.#revision;
    this.onRefused(refusal);
    return undefined;
  }

  onWait(delayMs: number): void {
    this.#isWaiting = true;
    this.#options.context.wheel.schedule(this, delayMs);
  }

  onProceed(): void {
    this.#isWaiting = false;
    const { context, timeoutMs } = this.#options;
    if (timeoutMs === undefined) context.wheel.cancel(this);
    else context.wheel.schedule(this, timeoutMs);
  }

  /** Its own time is over. That of the whole is its exchange's business. */
  override expire(): void {
    const refusal = this.#isWaiting ? this.#call?.expire() : undefined;
    this.#call?.cancel();
    this.onRefused(
      refusal ?? {
        status: 504,
        reason: 'UpstreamTimeout',
        message: 'it did not answer in time',
      },
    );
  }

  onReady(): void {}

  onDrain(): void {}

  onFlush(): void {}

  onHead(status: number, headers: readonly string[]): void {
    this.#status = status;
    for (let i = 0; i < headers.length; i += 2)
      if (headers[i].length === 12 && /^content-type$/i.test(headers[i]))
        this.#contentType = headers[i + 1];
  }

  onData(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MAX_ANSWER_BYTES) {
      this.#chunks.push(chunk);
      return;
    }
    this.#call?.cancel();
    this.onRefused({
      status: 502,
      reason: 'AnswerTooLarge',
      message: 'its answer is larger than 8 MiB',
    });
  }

  onEnd(): void {
    const chunks = this.#chunks;
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    this.#finish(outcomeOf(this.#status));
    this.#options.done({
      status: this.#status,
      body,
      contentType: this.#contentType,
    });
  }

  /** A service that is stopped, full or not ready answers so; one that cannot be reached does not answer. */
  onRefused(refusal: Refusal): void {
    if (this.#isOver) return;
    const { status, reason, message } = refusal;
    this.#finish('server');
    const { context, done, stepId, route, path } = this.#options;
    if (this.#route)
      context.ledger.refusals.add(this.#route.id, reason, 'server');
    done(
      status === 502 || status === 504
        ? graphError(status, `step ${stepId} (${route}): ${message}`, reason)
        : {
            status,
            reason,
            body: Buffer.from(refusalBody(refusal, path)),
            contentType: 'application/json',
          },
    );
  }

  #enter(): Refusal | undefined {
    const { context, route: id, path } = this.#options;
    const route = this.#snapshot?.called.get(id);
    if (!route) return noRoute(id);
    const now = context.now();
    this.#route = route;
    route.traffic.enter(now);
    const branch = chooseBranch(route, path, '', this.headers);
    this.#tagTraffic = branch.tagTraffic;
    this.#tagTraffic?.enter(now);
    if (branch.unavailable && branch.targets.length === 0)
      return branch.unavailable;
    const revision = chooseTarget(branch, this.headers);
    if (!revision) return noRoute(id);
    this.#revision = revision;
    revision.traffic.enter(now);
    return admit(context, revision);
  }

  #leave(): void {
    const now = this.#options.context.now();
    this.#route?.traffic.leave(now);
    this.#revision?.traffic.leave(now);
    this.#tagTraffic?.leave(now);
    this.#route = undefined;
    this.#revision = undefined;
    this.#tagTraffic = undefined;
  }

  #finish(outcome: Outcome): void {
    this.#isOver = true;
    const { context, body } = this.#options;
    context.wheel.cancel(this);
    const now = context.now();
    const latencyMs = now - this.#startedAt;
    const { length } = body;
    for (const traffic of [
      this.#route?.traffic,
      this.#revision?.traffic,
      this.#tagTraffic,
    ])
      traffic?.finish(now, outcome, latencyMs, length, this.#bytes);
  }
}

function outcomeOf(status: number): Outcome {
  if (status < 400) return 'ok';
  return status < 500 ? 'client' : 'server';
}

function noRoute(id: string): Refusal {
  return {
    status: 503,
    reason: 'NotReady',
    message: `There is no service '${id}' that is ready.`,
    retryAfterSeconds: 5,
  };
}
