import { SlotCounts } from './slotBroker';

/** What the slots need to know of a replica. */
export interface SlottedReplica {
  readonly id: string;
  readonly isOut: boolean;
}

/** How a worker asks for slots, and gives them back. */
export interface SlotLender {
  /** Slots of any replicas but those that are out of rotation here. What is out replaces what was before. */
  want(revision: string, count: number, out: readonly string[]): void;
  giveBack(revision: string, slots: SlotCounts): void;
}

/**
 * The slots of one revision that this worker was lent: a request is sent with a slot of its replica, or waits. A slot that
 * becomes free stays here for the next request until others want it.
 */
export class LeasedSlots {
  readonly #revision: string;
  readonly #lender: SlotLender;
  readonly #free = new Map<string, number>();
  /** Slots that requests have, over all replicas. */
  #used = 0;
  #known: ReadonlySet<string> = new Set();
  /** Asked for, and not lent yet. */
  #asked = 0;
  /** Said to be out of rotation with what was asked. */
  #toldOut: readonly string[] = [];
  #isRecalled = false;

  constructor(revision: string, lender: SlotLender) {
    this.#revision = revision;
    this.#lender = lender;
  }

  /** Requests may only go to these from now on. */
  adopt(replicas: readonly SlottedReplica[]): void {
    this.#known = new Set(replicas.map(({ id }) => id));
    for (const id of [...this.#free.keys()])
      if (!this.#known.has(id)) this.#return(id);
  }

  /** Whether the next request could be sent. */
  hasFree(replicas: readonly SlottedReplica[]): boolean {
    return replicas.some(
      ({ id, isOut }) => !isOut && (this.#free.get(id) ?? 0) > 0,
    );
  }

  /** Whether any slot is here, free or with a request. */
  get hasAny(): boolean {
    if (this.#used > 0) return true;
    for (const free of this.#free.values()) if (free > 0) return true;
    return false;
  }

  /** Takes a slot of the replica that has most of them free; undefined: there is none. */
  take<R extends SlottedReplica>(replicas: readonly R[]): R | undefined {
    let best: R | undefined;
    let most = 0;
    for (const replica of replicas) {
      const free = this.#free.get(replica.id) ?? 0;
      if (free <= most || replica.isOut) continue;
      most = free;
      best = replica;
    }
    if (!best) return undefined;
    this.#free.set(best.id, most - 1);
    this.#used++;
    return best;
  }

  /** The request is over. True: its slot is free for the next one here. */
  release({ id }: SlottedReplica): boolean {
    this.#used--;
    this.#free.set(id, (this.#free.get(id) ?? 0) + 1);
    if (this.#known.has(id) && !this.#isRecalled) return true;
    this.#return(id);
    return false;
  }

  /**
   * So many requests wait: asks for as many slots as are not asked for yet. To be called whenever slots came, too, because
   * their replicas may have left meanwhile, and whenever one is back in rotation.
   */
  ask(waiting: number, replicas: readonly SlottedReplica[]): void {
    const missing = Math.max(0, waiting - this.#asked);
    const isOpen = this.#asked + missing > 0;
    const out = isOpen ? outOf(replicas) : this.#toldOut;
    if (missing === 0 && isSame(out, this.#toldOut)) return;
    this.#asked += missing;
    this.#toldOut = out;
    this.#lender.want(this.#revision, missing, out);
  }

  /** Slots were lent. Those of which nothing can be made go back. */
  granted(slots: SlotCounts, replicas: readonly SlottedReplica[]): void {
    this.#isRecalled = false;
    const out = outOf(replicas);
    for (const [id, count] of Object.entries(slots)) {
      this.#asked -= count;
      this.#free.set(id, (this.#free.get(id) ?? 0) + count);
      if (!this.#known.has(id) || out.includes(id)) this.#return(id);
    }
  }

  /** Others want some: what is free goes back now, the rest when it becomes free. */
  recalled(): void {
    this.#isRecalled = true;
    for (const id of [...this.#free.keys()]) this.#return(id);
  }

  /** Nobody lends any more: what is here stays for those who wait here. */
  orphaned(): void {
    this.#isRecalled = false;
  }

  #return(id: string): void {
    const count = this.#free.get(id) ?? 0;
    this.#free.delete(id);
    if (count > 0) this.#lender.giveBack(this.#revision, { [id]: count });
  }
}

const none: readonly string[] = [];

function outOf(replicas: readonly SlottedReplica[]): readonly string[] {
  return replicas.some(({ isOut }) => isOut)
    ? replicas.filter(({ isOut }) => isOut).map(({ id }) => id)
    : none;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every(id => other.includes(id));
}
