import { TokenCounters } from '@greenroom/backstage-plugin-model-serving-common';
import { NamedKeys } from './namedKeys';
import { RefusalCounts, RefusalsByRoute } from './refusalCounts';
import { TokenRecord } from './tokenRecord';
import { Tallies, TallyReport } from './tallies';
import { TrafficDelta, TrafficRecord } from './trafficRecord';

/** One worker's report: what changed since the one before. */
export interface TrafficReport {
  readonly routes: Readonly<Record<string, TrafficDelta>>;
  readonly revisions: Readonly<Record<string, TrafficDelta>>;
  /** By id of the token. */
  readonly tokens: Readonly<Record<string, TokenCounters>>;
  /** Steps of graphs. */
  readonly steps: Readonly<Record<string, TrafficDelta>>;
  /** Tags of routes. */
  readonly tags: Readonly<Record<string, TrafficDelta>>;
  /** Requests of routes that the gateway itself answered or broke off. */
  readonly refusals: RefusalsByRoute;
  /** Answers to requests that reached no route, by reason. */
  readonly unrouted: Readonly<Record<string, number>>;
  /** What was counted beside traffic. */
  readonly tallies: TallyReport;
}

/** All counters of one worker. */
export class Ledger {
  /** What is counted beside traffic. */
  readonly tallies = new Tallies();
  /** Requests of routes that the gateway itself answered or broke off. */
  readonly refusals = new RefusalCounts();
  readonly #routes = new Map<string, TrafficRecord>();
  readonly #revisions = new Map<string, TrafficRecord>();
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #steps = new Map<string, TrafficRecord>();
  readonly #tags = new Map<string, TrafficRecord>();
  #unrouted = new Map<string, number>();

  private constructor() {}

  /** A ledger without entries. */
  static create(): Ledger {
    return new Ledger();
  }

  /** The record of a route; it lives as long as the ledger or until pruned. */
  route(id: string): TrafficRecord {
    return obtain(this.#routes, id);
  }

  /** The record of a revision by its key. */
  revision(key: string): TrafficRecord {
    return obtain(this.#revisions, key);
  }

  /** The record of a token by its id. */
  token(id: string): TokenRecord {
    let record = this.#tokens.get(id);
    if (!record) this.#tokens.set(id, (record = new TokenRecord()));
    return record;
  }

  /** The record of a graph's step by its key. */
  step(key: string): TrafficRecord {
    return obtain(this.#steps, key);
  }

  /** The record of a route's tag by its key. */
  tag(key: string): TrafficRecord {
    return obtain(this.#tags, key);
  }

  /** A request was answered without a route. */
  countUnrouted(reason: string): void {
    this.#unrouted.set(reason, (this.#unrouted.get(reason) ?? 0) + 1);
  }

  /** What changed since the last call, or undefined. `now` in monotonic ms. */
  takeReport(now: number): TrafficReport | undefined {
    const report = {
      routes: takeDeltas(this.#routes, now),
      revisions: takeDeltas(this.#revisions, now),
      tokens: this.#takeTokens(),
      steps: takeDeltas(this.#steps, now),
      tags: takeDeltas(this.#tags, now),
      refusals: this.refusals.take(),
      unrouted: Object.fromEntries(this.#unrouted),
      tallies: this.tallies.take(),
    };
    this.#unrouted = new Map();
    const isEmpty = Object.values(report).every(
      part => Object.keys(part).length === 0,
    );
    return isEmpty ? undefined : report;
  }

  /** Forgets records that are named no more and have nothing in flight. Call after {@link Ledger.takeReport}. */
  prune({ routes, revisions, steps, tags, tokens }: NamedKeys): void {
    pruneRecords(this.#routes, routes);
    pruneRecords(this.#revisions, revisions);
    pruneRecords(this.#steps, steps);
    pruneRecords(this.#tags, tags);
    for (const id of this.#tokens.keys())
      if (!tokens.has(id)) this.#tokens.delete(id);
  }

  #takeTokens(): Record<string, TokenCounters> {
    const deltas: Record<string, TokenCounters> = {};
    for (const [id, record] of this.#tokens) {
      const delta = record.takeDelta();
      if (delta) deltas[id] = delta;
    }
    return deltas;
  }
}

function obtain(
  records: Map<string, TrafficRecord>,
  key: string,
): TrafficRecord {
  let record = records.get(key);
  if (!record) records.set(key, (record = new TrafficRecord()));
  return record;
}

function takeDeltas(
  records: ReadonlyMap<string, TrafficRecord>,
  now: number,
): Record<string, TrafficDelta> {
  const deltas: Record<string, TrafficDelta> = {};
  for (const [key, record] of records) {
    const delta = record.takeDelta(now);
    if (delta) deltas[key] = delta;
  }
  return deltas;
}

function pruneRecords(
  records: Map<string, TrafficRecord>,
  named: ReadonlySet<string>,
): void {
  for (const [key, record] of records)
    if (!named.has(key) && record.inflight === 0) records.delete(key);
}
