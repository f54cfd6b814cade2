import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';

/** How the broker reaches workers. */
export interface SlotListener {
  /** So many more slots of these replicas are the worker's. */
  grant(worker: number, revision: string, slots: SlotCounts): void;
  /** Others wait: what is free, and what becomes free, comes back. */
  recall(worker: number, revision: string): void;
}

/** Slots by replica id. */
export type SlotCounts = Readonly<Record<string, number>>;

/**
 * Owns the slots of replicas with a limit of requests in flight, and lends them to workers: all that are lent never exceed
 * the limit, so that no two workers send more than it together. Workers keep what they have until others want it.
 */
export class SlotBroker {
  readonly #listener: SlotListener;
  readonly #revisions = new Map<string, Lent>();

  constructor(listener: SlotListener) {
    this.#listener = listener;
  }

  /** What replicas there are, and what they take. Slots of replicas that are gone count until they come back. */
  adopt(snapshot: GatewaySnapshot): void {
    for (const [key, lent] of this.#revisions)
      if (!snapshot.revisions[key]?.containerConcurrency) lent.replicas = [];
    for (const [key, revision] of Object.entries(snapshot.revisions)) {
      if (!revision.containerConcurrency) continue;
      const lent = this.#of(key);
      lent.limit = revision.containerConcurrency;
      lent.replicas = revision.replicas.map(({ id }) => id);
      this.#allot(key, lent);
    }
    for (const [key, lent] of this.#revisions)
      if (lent.byReplica.size === 0 && !snapshot.revisions[key])
        this.#revisions.delete(key);
  }

  /** A worker has that many more requests for which it has no slot; it cannot use slots of replicas that are out for it. */
  want(
    worker: number,
    revision: string,
    count: number,
    out: readonly string[],
  ): void {
    const lent = this.#of(revision);
    const wanted = (lent.wants.get(worker)?.count ?? 0) + count;
    if (wanted > 0) lent.wants.set(worker, { count: wanted, out });
    this.#allot(revision, lent);
  }

  /** Slots come back. */
  giveBack(worker: number, revision: string, slots: SlotCounts): void {
    const lent = this.#revisions.get(revision);
    if (!lent) return;
    for (const [replica, count] of Object.entries(slots))
      lend(lent, replica, worker, -count);
    this.#allot(revision, lent);
  }

  /** All that a worker had is free: its requests ended with it. */
  workerGone(worker: number): void {
    for (const [key, lent] of this.#revisions) {
      lent.wants.delete(worker);
      for (const [replica, workers] of lent.byReplica)
        lend(lent, replica, worker, -(workers.get(worker) ?? 0));
      this.#allot(key, lent);
    }
  }

  /** Slots of a replica that are lent. */
  lent(revision: string, replica: string): number {
    return sumOf(this.#revisions.get(revision)?.byReplica.get(replica));
  }

  #of(revision: string): Lent {
    let lent = this.#revisions.get(revision);
    if (!lent) {
      lent = { limit: 0, replicas: [], byReplica: new Map(), wants: new Map() };
      this.#revisions.set(revision, lent);
    }
    return lent;
  }

  /** One slot in turn to each worker that wants some, of the replica that has most left. */
  #allot(revision: string, lent: Lent): void {
    const granted = new Map<number, Record<string, number>>();
    for (;;) {
      const next = nextOf(lent);
      if (!next) break;
      const { worker, replica, want } = next;
      lent.wants.delete(worker);
      if (want.count > 1)
        lent.wants.set(worker, { ...want, count: want.count - 1 });
      lend(lent, replica, worker, 1);
      const slots = granted.get(worker) ?? {};
      slots[replica] = (slots[replica] ?? 0) + 1;
      granted.set(worker, slots);
    }
    for (const [worker, slots] of granted)
      this.#listener.grant(worker, revision, slots);
    this.#recall(revision, lent);
  }

  #recall(revision: string, lent: Lent): void {
    const isOver = lent.replicas.some(
      id => sumOf(lent.byReplica.get(id)) > lent.limit,
    );
    if (lent.wants.size === 0 && !isOver) return;
    const holders = new Set<number>();
    for (const workers of lent.byReplica.values())
      for (const worker of workers.keys()) holders.add(worker);
    for (const worker of holders) {
      const others = lent.wants.size - (lent.wants.has(worker) ? 1 : 0);
      if (others > 0 || isOver) this.#listener.recall(worker, revision);
    }
  }
}

interface Lent {
  limit: number;
  /** Those that may be given requests. */
  replicas: readonly string[];
  readonly byReplica: Map<string, Map<number, number>>;
  /** Slots that workers wait for, in the order of their turns. */
  readonly wants: Map<number, Want>;
}

interface Want {
  readonly count: number;
  /** Replicas that are out of rotation for the worker. */
  readonly out: readonly string[];
}

/** Whose turn it is of those for whom there is a slot. */
function nextOf(
  lent: Lent,
): { worker: number; replica: string; want: Want } | undefined {
  for (const [worker, want] of lent.wants) {
    const replica = freest(lent, want.out);
    if (replica !== undefined) return { worker, replica, want };
  }
  return undefined;
}

function lend(
  { byReplica }: Lent,
  replica: string,
  worker: number,
  count: number,
): void {
  const workers = byReplica.get(replica) ?? new Map<number, number>();
  const now = (workers.get(worker) ?? 0) + count;
  if (now > 0) workers.set(worker, now);
  else workers.delete(worker);
  if (workers.size > 0) byReplica.set(replica, workers);
  else byReplica.delete(replica);
}

function freest(
  { replicas, byReplica, limit }: Lent,
  except: readonly string[],
): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const replica of replicas) {
    if (except.includes(replica)) continue;
    const left = limit - sumOf(byReplica.get(replica));
    if (left > most) {
      most = left;
      best = replica;
    }
  }
  return best;
}

function sumOf(counts: ReadonlyMap<number, number> | undefined): number {
  let sum = 0;
  for (const count of counts?.values() ?? []) sum += count;
  return sum;
}
