import { TrafficReport } from '../traffic';
import { KeyedTotals, TrafficByKey } from './keyedTotals';

/** Routes and revisions, as on the wire. */
export interface TrafficView {
  readonly routes: TrafficByKey;
  readonly revisions: TrafficByKey;
}

/** Counters of all workers since the gateway started. A worker's death takes nothing back but what it had in flight. */
export class TrafficTotals {
  readonly #routes = new KeyedTotals();
  readonly #revisions = new KeyedTotals();
  readonly #unrouted = new Map<string, number>();

  /** A worker's report of what changed. */
  add(worker: number, report: TrafficReport): void {
    this.#routes.add(worker, report.routes);
    this.#revisions.add(worker, report.revisions);
    for (const [reason, count] of Object.entries(report.unrouted))
      this.#unrouted.set(reason, (this.#unrouted.get(reason) ?? 0) + count);
  }

  /** A worker died: nothing of it is in flight any more. */
  workerGone(worker: number): void {
    this.#routes.workerGone(worker);
    this.#revisions.workerGone(worker);
  }

  /** Forgets keys that are not named and have nothing in flight. */
  prune(routes: ReadonlySet<string>, revisions: ReadonlySet<string>): void {
    this.#routes.prune(routes);
    this.#revisions.prune(revisions);
  }

  all(): TrafficView {
    return { routes: this.#routes.all(), revisions: this.#revisions.all() };
  }

  /** Answers without a route, by reason. */
  get unrouted(): ReadonlyMap<string, number> {
    return this.#unrouted;
  }

  /** What changed since the last call. */
  takeChanged(): TrafficView {
    return {
      routes: this.#routes.takeChanged(),
      revisions: this.#revisions.takeChanged(),
    };
  }
}
