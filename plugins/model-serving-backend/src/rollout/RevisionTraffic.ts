import type {
  GatewayCounters,
  GatewayEvent,
  TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What a revision answered in a period. */
export interface TrafficTotals {
  readonly requests: number;
  /** 5xx, and answers that broke off. */
  readonly failed: number;
  /** Bucket index → count. */
  readonly latency: Readonly<Record<number, number>>;
}

/** Nothing was answered. */
export const noTraffic: TrafficTotals = { requests: 0, failed: 0, latency: {} };

/** What was answered at a moment. */
export interface TrafficEntry extends TrafficTotals {
  /** ms since epoch */
  readonly at: number;
}

/** How long entries are kept. */
export const KEPT_TRAFFIC_MS = 5 * 60_000;

/**
 * What the gateways of one cluster counted of some revisions in the last minutes, second by second. It follows the revisions
 * that it is told to; of a gateway that ran before it was heard of, what it counted until then is left out.
 */
export class RevisionTraffic {
  readonly #gateways = new Map<
    string,
    { startedAt: string; last?: Map<string, TrafficCounters> }
  >();
  readonly #followed = new Map<string, TrafficEntry[]>();

  /** Follows these revisions from now on, and forgets all others. */
  follow(keys: ReadonlySet<string>): void {
    for (const key of this.#followed.keys())
      if (!keys.has(key)) this.#followed.delete(key);
    for (const key of keys)
      if (!this.#followed.has(key)) this.#followed.set(key, []);
  }

  /** What is kept of a revision from before it was followed here. */
  restore(key: string, entries: readonly TrafficEntry[]): void {
    this.#followed.get(key)?.unshift(...entries);
  }

  /** A gateway said something. `now` in ms since epoch. */
  onGatewayEvent(gateway: string, event: GatewayEvent, now: number): void {
    if (event.type === 'hello') this.#connected(gateway, event.startedAt);
    else if (event.type === 'counters') this.#add(gateway, event, now);
  }

  /** What was answered by a revision since a moment; undefined: it is not followed. */
  since(key: string, from: number): TrafficTotals | undefined {
    const entries = this.#followed.get(key);
    return entries && sumSince(entries, from);
  }

  /** What is known of a revision, oldest first. */
  entries(key: string): readonly TrafficEntry[] {
    return this.#followed.get(key) ?? [];
  }

  /** One that was started anew counts from zero. */
  #connected(gateway: string, startedAt: string): void {
    const known = this.#gateways.get(gateway);
    if (known?.startedAt === startedAt) return;
    this.#gateways.set(gateway, {
      startedAt,
      ...(known ? { last: new Map() } : {}),
    });
  }

  #add(gateway: string, counters: GatewayCounters, now: number): void {
    const known = this.#gateways.get(gateway);
    if (!known) return;
    const isFirst = known.last === undefined;
    known.last ??= new Map();
    for (const [key, after] of Object.entries(counters.revisions)) {
      const entries = isFirst ? undefined : this.#followed.get(key);
      if (entries) {
        const entry = difference(known.last.get(key), after, now);
        if (entry.requests > 0) entries.push(entry);
        while (entries.length > 0 && entries[0].at <= now - KEPT_TRAFFIC_MS)
          entries.shift();
      }
      known.last.set(key, after);
    }
  }
}

/** What came after a moment, all together. */
export function sumSince(
  entries: readonly TrafficEntry[],
  from: number,
): TrafficTotals {
  let requests = 0;
  let failed = 0;
  const latency: Record<number, number> = {};
  for (const entry of entries) {
    if (entry.at <= from) continue;
    requests += entry.requests;
    failed += entry.failed;
    for (const [bucket, count] of Object.entries(entry.latency)) {
      const index = Number(bucket);
      latency[index] = (latency[index] ?? 0) + count;
    }
  }
  return { requests, failed, latency };
}

function difference(
  before: TrafficCounters | undefined,
  after: TrafficCounters,
  at: number,
): TrafficEntry {
  const answered = (counters: TrafficCounters) =>
    counters.ok + counters.client + counters.server;
  // A gateway forgets what it no longer routes, and counts it anew when it does again.
  const base =
    before && answered(before) <= answered(after) ? before : undefined;
  const latency: Record<number, number> = {};
  for (const [bucket, count] of after.latency.entries()) {
    const more = count - (base?.latency[bucket] ?? 0);
    if (more > 0) latency[bucket] = more;
  }
  return {
    at,
    requests: answered(after) - (base ? answered(base) : 0),
    failed: after.server - (base?.server ?? 0),
    latency,
  };
}
