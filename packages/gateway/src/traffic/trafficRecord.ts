import { TrafficCounters } from '@greenroom/backstage-plugin-model-serving-common';
import { latencyBucket, latencyBucketCount } from './latencyBucket';

/** Class of an answer: 2xx and 3xx, 4xx and clients that left, 5xx and broken streams. */
export type Outcome = 'ok' | 'client' | 'server';

/**
 * What happened since the last report, as it travels between processes. Sums, not totals, so that a worker's death
 * loses at most a second of counting and never makes a counter go back.
 */
export interface TrafficDelta {
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly latencySumMs: number;
  /** Now, not a difference. */
  readonly inflight: number;
  readonly arrivals: number;
  /** Integral of the requests in flight over the period, in ms. */
  readonly inflightMs: number;
  /** Bucket index and count in turn, only buckets that counted. */
  readonly latency: readonly number[];
}

/** Counters of one route or revision in typed arrays: counting allocates nothing. */
export class TrafficRecord {
  readonly #latency = new Uint32Array(latencyBucketCount);
  #ok = 0;
  #client = 0;
  #server = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #latencySumMs = 0;
  #inflight = 0;
  #arrivals = 0;
  #inflightMs = 0;
  /** Until when `#inflightMs` counts, ms. */
  #integratedTo = 0;
  #reportedInflight = 0;
  #isDirty = false;

  /** A request came at `now`, monotonic ms. */
  enter(now: number): void {
    this.#integrate(now);
    this.#inflight++;
    this.#arrivals++;
  }

  /** A request went elsewhere before it was counted: it came to another. */
  leave(now: number): void {
    this.#integrate(now);
    this.#inflight--;
    this.#arrivals--;
  }

  /** A request is over. */
  finish(
    now: number,
    outcome: Outcome,
    latencyMs: number,
    bytesIn: number,
    bytesOut: number,
  ): void {
    this.#integrate(now);
    this.#inflight--;
    if (outcome === 'ok') this.#ok++;
    else if (outcome === 'client') this.#client++;
    else this.#server++;
    this.#bytesIn += bytesIn;
    this.#bytesOut += bytesOut;
    this.#latencySumMs += latencyMs;
    this.#latency[latencyBucket(latencyMs)]++;
    this.#isDirty = true;
  }

  /** Requests in flight now. */
  get inflight(): number {
    return this.#inflight;
  }

  /** What changed since the last call, or undefined; starts the next period. */
  takeDelta(now: number): TrafficDelta | undefined {
    this.#integrate(now);
    if (
      !this.#isDirty &&
      this.#inflight === this.#reportedInflight &&
      this.#inflightMs === 0
    )
      return undefined;
    const latency: number[] = [];
    for (let i = 0; i < this.#latency.length; i++)
      if (this.#latency[i] > 0) latency.push(i, this.#latency[i]);
    const delta: TrafficDelta = {
      ok: this.#ok,
      client: this.#client,
      server: this.#server,
      bytesIn: this.#bytesIn,
      bytesOut: this.#bytesOut,
      latencySumMs: this.#latencySumMs,
      inflight: this.#inflight,
      arrivals: this.#arrivals,
      inflightMs: this.#inflightMs,
      latency,
    };
    this.#latency.fill(0);
    this.#ok = 0;
    this.#client = 0;
    this.#server = 0;
    this.#bytesIn = 0;
    this.#bytesOut = 0;
    this.#latencySumMs = 0;
    this.#arrivals = 0;
    this.#inflightMs = 0;
    this.#reportedInflight = this.#inflight;
    this.#isDirty = false;
    return delta;
  }

  #integrate(now: number): void {
    this.#inflightMs += this.#inflight * (now - this.#integratedTo);
    this.#integratedTo = now;
  }
}

/** Totals without traffic. */
export const noTraffic: TrafficCounters = {
  ok: 0,
  client: 0,
  server: 0,
  bytesIn: 0,
  bytesOut: 0,
  inflight: 0,
  latencySumMs: 0,
  latency: new Array<number>(latencyBucketCount).fill(0),
  arrivals: 0,
  inflightMs: 0,
};

/** Totals after a report; `inflight` is the new sum over all workers, which only the caller knows. */
export function addDelta(
  totals: TrafficCounters,
  delta: TrafficDelta,
  inflight: number,
): TrafficCounters {
  const latency = [...totals.latency];
  for (let i = 0; i < delta.latency.length; i += 2)
    latency[delta.latency[i]] += delta.latency[i + 1];
  return {
    ok: totals.ok + delta.ok,
    client: totals.client + delta.client,
    server: totals.server + delta.server,
    bytesIn: totals.bytesIn + delta.bytesIn,
    bytesOut: totals.bytesOut + delta.bytesOut,
    latencySumMs: totals.latencySumMs + delta.latencySumMs,
    inflight,
    latency,
    arrivals: (totals.arrivals ?? 0) + delta.arrivals,
    inflightMs: (totals.inflightMs ?? 0) + delta.inflightMs,
  };
}
