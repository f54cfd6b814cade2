import { UpstreamBody } from '../../upstream';
import { Waiter } from '../../queue';
import { Refusal, refusals } from '../refusal';
import { ExchangeContext, Line } from '../types';

const WARM = ['x-greenroom-activation', 'warm', 'x-greenroom-queue-ms', '0'];

/** What waits. */
export interface WaitingRequest {
  readonly client: string;
  readonly headers: readonly string[];
  readonly body: UpstreamBody;
}

/** The wait of one request for a replica of its revision, from its first place in line to its last. */
export class Wait implements Waiter {
  readonly client: string;
  readonly heldBytes: number;
  readonly #context: ExchangeContext;
  readonly #proceed: () => void;
  readonly #since: number;
  /** The line it is in; undefined: it does not wait now. */
  #line: Line | undefined;
  #heldMs = 0;
  #isCold = false;

  constructor(
    context: ExchangeContext,
    { client, headers, body }: WaitingRequest,
    proceed: () => void,
  ) {
    this.#context = context;
    this.#proceed = proceed;
    this.#since = context.now();
    this.client = client;
    let bytes = Buffer.isBuffer(body) ? body.length : 0;
    for (const text of headers) bytes += text.length;
    this.heldBytes = bytes;
  }

  get isWaiting(): boolean {
    return this.#line !== undefined;
  }

  /** Time in line until it last left it, in ms. */
  get heldMs(): number {
    return this.#heldMs;
  }

  /** Takes a place; returns how long it may be kept in ms, or why there is none. */
  begin(line: Line, timeoutMs: number): number | Refusal {
    const { room, now, isOrphan } = this.#context;
    if (isOrphan && isForsaken(line)) return refusals.gatewayRestarting;
    if (!room.hold(line, this)) return refusal('queueFull', this, line);
    this.#line = line;
    if (line.replicas.length === 0) this.#isCold = true;
    line.slots?.ask(room.waiting(line.key), line.replicas);
    const limit = room.deadlineMs(line, timeoutMs);
    return Math.max(0, limit - (now() - this.#since));
  }

  proceed(): void {
    this.#line = undefined;
    this.#heldMs = this.#context.now() - this.#since;
    this.#proceed();
  }

  /** It has waited for as long as it may. */
  expired(): Refusal {
    const line = this.#line!;
    // As of now: replicas may have come since it began to wait.
    const now = this.#context.snapshot?.revisions.get(line.key) ?? line;
    return now.replicas.length > 0
      ? refusal('queueTimeout', this, now)
      : refusal('activationTimeout', this, now);
  }

  /** Gives up its place, if it has one. */
  leave(): void {
    if (!this.#line) return;
    this.#context.room.leave(this.#line.key, this);
    this.#line = undefined;
  }

  /** When whoever is refused may come again, in whole seconds. */
  retryAfterSeconds(line: Line): number {
    return this.#context.room.retryAfterSeconds(line);
  }

  /** What callers of revisions that hold requests are told about their wait, names and values in turn. */
  static headers(wait: Wait | undefined): readonly string[] {
    if (!wait) return WARM;
    return [
      'x-greenroom-activation',
      wait.#isCold ? 'cold' : 'warm',
      'x-greenroom-queue-ms',
      String(Math.round(wait.#heldMs)),
    ];
  }
}

/** Whether a line of a worker without a supervisor does not move any more: no replica will come to it, or no slot. */
export function isForsaken({ replicas, slots }: Line): boolean {
  return replicas.length === 0 || slots?.hasAny === false;
}

function refusal(
  name: 'queueFull' | 'queueTimeout' | 'activationTimeout',
  wait: Wait,
  line: Line,
): Refusal {
  const isAtMax =
    name !== 'activationTimeout' &&
    line.maxReplicas > 0 &&
    line.replicas.length >= line.maxReplicas;
  return {
    ...refusals[isAtMax ? 'atMaxScale' : name],
    retryAfterSeconds: wait.retryAfterSeconds(line),
  };
}
