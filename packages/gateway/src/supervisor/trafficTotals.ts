import { TokenCounters } from '@greenroom/backstage-plugin-model-serving-common';
import {
  addTokenCounters,
  NamedKeys,
  RefusalCounts,
  RefusalsByRoute,
  Tallies,
  TallyReport,
  TrafficReport,
} from '../traffic';
import { KeyedTotals, TrafficByKey } from './keyedTotals';

/** Routes, revisions, steps of graphs, tags, tokens and refusals, as on the wire. */
export interface TrafficView {
  readonly routes: TrafficByKey;
  readonly revisions: TrafficByKey;
  readonly graphSteps: TrafficByKey;
  readonly tags: TrafficByKey;
  readonly tokens: Readonly<Record<string, TokenCounters>>;
  readonly refusals: RefusalsByRoute;
}

/** Counters of all workers since the gateway started. A worker's death takes nothing back but what it had in flight. */
export class TrafficTotals {
  readonly #routes = new KeyedTotals();
  readonly #revisions = new KeyedTotals();
  readonly #steps = new KeyedTotals();
  readonly #tags = new KeyedTotals();
  readonly #tokens = new Map<string, TokenCounters>();
  readonly #changedTokens = new Set<string>();
  readonly #refusals = new RefusalCounts();
  readonly #unrouted = new Map<string, number>();
  readonly #tallies = new Tallies();

  /** A worker's report of what changed. */
  add(worker: number, report: TrafficReport): void {
    this.#tallies.merge(report.tallies);
    this.#refusals.merge(report.refusals);
    this.#routes.add(worker, report.routes);
    this.#revisions.add(worker, report.revisions);
    this.#steps.add(worker, report.steps);
    this.#tags.add(worker, report.tags);
    for (const [id, delta] of Object.entries(report.tokens)) {
      this.#tokens.set(id, addTokenCounters(this.#tokens.get(id), delta));
      this.#changedTokens.add(id);
    }
    for (const [reason, count] of Object.entries(report.unrouted))
      this.#unrouted.set(reason, (this.#unrouted.get(reason) ?? 0) + count);
  }

  /** A worker died: nothing of it is in flight any more. */
  workerGone(worker: number): void {
    this.#routes.workerGone(worker);
    this.#revisions.workerGone(worker);
    this.#steps.workerGone(worker);
    this.#tags.workerGone(worker);
  }

  /** Forgets keys that are not named and have nothing in flight. */
  prune({ routes, revisions, steps, tags, tokens }: NamedKeys): void {
    this.#routes.prune(routes);
    this.#revisions.prune(revisions);
    this.#steps.prune(steps);
    this.#tags.prune(tags);
    for (const id of this.#tokens.keys()) {
      if (tokens.has(id)) continue;
      this.#tokens.delete(id);
      this.#changedTokens.delete(id);
    }
    this.#refusals.prune(routes);
    this.#tallies.prune(revisions);
  }

  all(): TrafficView {
    return {
      routes: this.#routes.all(),
      revisions: this.#revisions.all(),
      graphSteps: this.#steps.all(),
      tags: this.#tags.all(),
      tokens: Object.fromEntries(this.#tokens),
      refusals: this.#refusals.all(),
    };
  }

  /** Answers without a route, by reason. */
  get unrouted(): ReadonlyMap<string, number> {
    return this.#unrouted;
  }

  /** What was counted beside traffic. */
  get tallies(): TallyReport {
    return this.#tallies.all();
  }

  /** What changed since the last call. */
  takeChanged(): TrafficView {
    const tokens: Record<string, TokenCounters> = {};
    for (const id of this.#changedTokens) tokens[id] = this.#tokens.get(id)!;
    this.#changedTokens.clear();
    return {
      routes: this.#routes.takeChanged(),
      revisions: this.#revisions.takeChanged(),
      graphSteps: this.#steps.takeChanged(),
      tags: this.#tags.takeChanged(),
      tokens,
      refusals: this.#refusals.takeChanged(),
    };
  }
}
