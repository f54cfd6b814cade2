import { TrafficCounters } from '@greenroom/backstage-plugin-model-serving-common';
import { addDelta, noTraffic, TrafficDelta } from '../traffic';

/** Totals by key, as on the wire. */
export type TrafficByKey = Readonly<Record<string, TrafficCounters>>;

/** Totals per route or revision, summed over workers. */
export class KeyedTotals {
  readonly #totals = new Map<string, TrafficCounters>();
  readonly #inflight = new Map<string, Map<number, number>>();
  readonly #changed = new Set<string>();

  /** A worker's differences; their `inflight` replaces what it said before. */
  add(worker: number, deltas: Readonly<Record<string, TrafficDelta>>): void {
    for (const [key, delta] of Object.entries(deltas)) {
      const inflight = this.#inflight.get(key) ?? new Map<number, number>();
      this.#inflight.set(key, inflight.set(worker, delta.inflight));
      this.#totals.set(
        key,
        addDelta(this.#totals.get(key) ?? noTraffic, delta, sumOf(inflight)),
      );
      this.#changed.add(key);
    }
  }

  /** Nothing of the worker is in flight any more. */
  workerGone(worker: number): void {
    for (const [key, inflight] of this.#inflight) {
      const had = inflight.get(worker) ?? 0;
      inflight.delete(worker);
      if (had === 0) continue;
      const totals = this.#totals.get(key)!;
      this.#totals.set(key, { ...totals, inflight: sumOf(inflight) });
      this.#changed.add(key);
    }
  }

  /** Forgets keys that are not named and have nothing in flight. */
  prune(named: ReadonlySet<string>): void {
    for (const [key, totals] of this.#totals) {
      if (named.has(key) || totals.inflight > 0) continue;
      this.#totals.delete(key);
      this.#inflight.delete(key);
      this.#changed.delete(key);
    }
  }

  all(): TrafficByKey {
    return Object.fromEntries(this.#totals);
  }

  /** What changed since the last call. */
  takeChanged(): TrafficByKey {
    const changed: Record<string, TrafficCounters> = {};
    for (const key of this.#changed) changed[key] = this.#totals.get(key)!;
    this.#changed.clear();
    return changed;
  }
}

function sumOf(inflight: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of inflight.values()) sum += count;
  return sum;
}
