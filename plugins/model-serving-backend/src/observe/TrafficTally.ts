import type { TrafficCounters } from '@greenroom/backstage-plugin-model-serving-common';

/** What happened on a route, or at a revision, since somebody last looked. */
export interface TrafficDelta {
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  readonly latencySumMs: number;
  /** Bucket index → count. */
  readonly latency: Readonly<Record<number, number>>;
  /** Now, over all gateways. */
  readonly inflight: number;
}

interface Gateway {
  readonly startedAt: string;
  /** Undefined until its first counters: what it counted before is not ours to tell in time. */
  last: Map<string, TrafficCounters> | undefined;
}

/**
 * Turns the cumulative counters of gateways into what happened between two looks.
 *
 * A gateway that was started anew counts from zero. One that ran before this tally began is only a starting point. One
 * that was out of sight for a while is caught up with.
 */
export class TrafficTally {
  readonly #since: number;
  readonly #gateways = new Map<string, Gateway>();
  #sums = new Map<string, MutableDelta>();

  /** @param since - ms since epoch; when this tally begins */
  constructor(since: number) {
    this.#since = since;
  }

  /** A gateway introduced itself; `startedAt` is ISO 8601. */
  connected(gateway: string, startedAt: string): void {
    const known = this.#gateways.get(gateway);
    if (known?.startedAt === startedAt) return;
    const isNew = known !== undefined || Date.parse(startedAt) >= this.#since;
    this.#gateways.set(gateway, {
      startedAt,
      last: isNew ? new Map() : undefined,
    });
  }

  /** Counters of one gateway by route, or by revision; those that it leaves out did not change. */
  add(
    gateway: string,
    counters: Readonly<Record<string, TrafficCounters>>,
  ): void {
    const known = this.#gateways.get(gateway);
    if (!known) return;
    if (!known.last) {
      known.last = new Map(Object.entries(counters));
      return;
    }
    for (const [route, now] of Object.entries(counters)) {
      this.#sum(route, known.last.get(route), now);
      known.last.set(route, now);
    }
  }

  /** What happened on each route since the last call. A route without requests is only there if some are in flight. */
  take(): ReadonlyMap<string, TrafficDelta> {
    const deltas = new Map<string, TrafficDelta>();
    const inflight = this.#inflight();
    for (const [route, count] of inflight) {
      if (count > 0) deltas.set(route, { ...emptyDelta(), inflight: count });
    }
    for (const [route, sum] of this.#sums) {
      deltas.set(route, { ...sum, inflight: inflight.get(route) ?? 0 });
    }
    this.#sums = new Map();
    return deltas;
  }

  #sum(
    route: string,
    before: TrafficCounters | undefined,
    now: TrafficCounters,
  ): void {
    const total = (counters: TrafficCounters) =>
      counters.ok + counters.client + counters.server;
    const isReset = before !== undefined && total(now) < total(before);
    const base = isReset ? undefined : before;
    if (total(now) === (base ? total(base) : 0)) return;
    const sum = this.#sums.get(route) ?? emptyDelta();
    sum.ok += now.ok - (base?.ok ?? 0);
    sum.client += now.client - (base?.client ?? 0);
    sum.server += now.server - (base?.server ?? 0);
    sum.latencySumMs += now.latencySumMs - (base?.latencySumMs ?? 0);
    for (const [bucket, count] of now.latency.entries()) {
      const more = count - (base?.latency[bucket] ?? 0);
      if (more > 0) sum.latency[bucket] = (sum.latency[bucket] ?? 0) + more;
    }
    this.#sums.set(route, sum);
  }

  #inflight(): Map<string, number> {
    const inflight = new Map<string, number>();
    for (const { last } of this.#gateways.values()) {
      for (const [route, counters] of last ?? []) {
        inflight.set(route, (inflight.get(route) ?? 0) + counters.inflight);
      }
    }
    return inflight;
  }
}

interface MutableDelta {
  ok: number;
  client: number;
  server: number;
  latencySumMs: number;
  latency: Record<number, number>;
}

function emptyDelta(): MutableDelta {
  return { ok: 0, client: 0, server: 0, latencySumMs: 0, latency: {} };
}
