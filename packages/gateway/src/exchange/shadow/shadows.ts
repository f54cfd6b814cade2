import { BoundedCopy, ByteBudget } from '../../payload';
import { UpstreamBody } from '../../upstream';
import {
  LiveShadow,
  ShadowCopy,
  ShadowDesk,
  ShadowDrop,
  ShadowedRequest,
} from '../../shadow';
import type { ExchangeContext } from '../types';
import { ShadowCall } from './shadowCall';

/** Requests with longer bodies are not copied. */
const maxBodyBytes = 1024 * 1024;

/** Bytes of bodies that are kept until their requests are answered. */
const maxKeptBytes = 16 * 1024 * 1024;

/** Copies under way at a time. */
const maxUnderWay = 16;

/** Copies of requests in one worker. All of it is bounded: what does not fit is dropped and counted, and nothing waits. */
export class Shadows implements ShadowDesk {
  readonly #context: ExchangeContext;
  readonly #budget = new ByteBudget(maxKeptBytes);
  readonly #underWay = new Set<ShadowCall>();
  #isClosed = false;

  constructor(context: ExchangeContext) {
    this.#context = context;
  }

  /**
   * A request is sent to a replica. Undefined: it is not copied.
   *
   * @param body - as it is sent
   * @param revision - key of the one that answers: it gets no copy of its own requests
   */
  watch(
    { share, percent, revision: shadow }: LiveShadow,
    request: ShadowedRequest,
    body: UpstreamBody,
    revision: string | undefined,
  ): ShadowCopy | undefined {
    if (revision === shadow || !share.next(percent)) return undefined;
    const isWhole = body === undefined || Buffer.isBuffer(body);
    const length = isWhole ? body?.length : body.contentLength;
    if (length !== undefined && length > maxBodyBytes) {
      this.drop(shadow, 'TooLarge');
      return undefined;
    }
    return isWhole
      ? new ShadowCopy(this, request, shadow, body)
      : new ShadowCopy(
          this,
          request,
          shadow,
          undefined,
          new BoundedCopy(maxBodyBytes, this.#budget),
        );
  }

  send(request: ShadowedRequest, revision: string, body: UpstreamBody): void {
    const reason = this.#obstacle(revision);
    if (reason) {
      this.drop(revision, reason);
      return;
    }
    const call = new ShadowCall(
      this.#context,
      request,
      revision,
      body,
      outcome => {
        this.#underWay.delete(call);
        this.#context.ledger.tallies.add(
          'shadow_copies_total',
          `${revision} ${outcome}`,
          1,
        );
      },
    );
    this.#underWay.add(call);
    call.send();
  }

  drop(revision: string, reason: ShadowDrop): void {
    this.#context.ledger.tallies.add(
      'shadow_dropped_total',
      `${revision} ${reason}`,
      1,
    );
  }

  /** Breaks off what is under way, and sends nothing more. */
  close(): void {
    this.#isClosed = true;
    for (const call of [...this.#underWay]) call.cancel();
  }

  /** Copies wait for nothing, and take nothing that somebody waits for. */
  #obstacle(key: string): ShadowDrop | undefined {
    const { room, snapshot } = this.#context;
    if (this.#isClosed || this.#underWay.size >= maxUnderWay) return 'Busy';
    const revision = snapshot?.revisions.get(key);
    if (!revision?.replicas.some(({ isOut }) => !isOut)) return 'NoReplica';
    const { slots, replicas } = revision;
    if (!slots) return undefined;
    const waiting = room.waiting(key);
    if (waiting === 0 && slots.hasFree(replicas)) return undefined;
    // A worker that nobody calls has no slot yet: for the next copy.
    slots.ask(waiting + 1, replicas);
    return 'NoSlot';
  }
}
