import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { partKey } from '../store';
import type { Sample } from '../store/types';
import { sampleOf } from './sampleOf';
import type { TrafficDelta } from './TrafficTally';

/** A service that samples are made of. */
export interface SampledService {
  readonly uid: string;
  /** Key of its counters. */
  readonly routeId: string;
  readonly revisions: readonly RevisionFacts[];
  /** Nothing of its own runs, and yet it takes requests, as a graph does: that nobody asks is measured, too. */
  readonly isRouted?: boolean;
}

/** Tokens whose use is kept apart in one sample, those with the most requests. The others are one together. */
const MAX_TOKENS = 20;

/** What the use of all other tokens is kept under. */
export const OTHER_TOKENS = 'others';

type Deltas = ReadonlyMap<string, TrafficDelta>;

/** What happened on a cluster since the last sample. */
export interface ClusterTraffic {
  readonly routes: Deltas;
  /** By key of the revision. */
  readonly revisions: Deltas;
  /** By id of the route, by name. */
  readonly tags: ReadonlyMap<string, Deltas>;
  /** By id of the route, by id of the token. */
  readonly tokens: ReadonlyMap<string, Deltas>;
  /** By id of the route, by reason. */
  readonly refusals: ReadonlyMap<string, Deltas>;
}

/**
 * The samples of one service: of all of it, and of each revision, tag, token and reason of a refusal with requests. None where nothing runs and
 * nobody asks: a stopped service has a gap in its history, not zeros.
 */
export function* serviceSamples(
  { uid, routeId, revisions, isRouted }: SampledService,
  traffic: ClusterTraffic,
  time: { readonly at: number; readonly seconds: number },
): Generator<Sample> {
  const delta = traffic.routes.get(routeId);
  const isRunning = revisions.some(
    ({ replicas, desired }) => replicas.length > 0 || desired > 0,
  );
  if (!delta && !isRunning && !isRouted) return;
  yield sampleOf({
    uid,
    ...time,
    revisions,
    ...(delta ? { traffic: delta } : {}),
  });
  for (const facts of revisions) {
    const own = traffic.revisions.get(facts.key);
    if (!own) continue;
    yield sampleOf({
      uid: partKey(uid, 'revision', nameIn(facts.key)),
      ...time,
      revisions: [facts],
      traffic: own,
    });
  }
  const parts = [
    ['tag', traffic.tags.get(routeId) ?? []],
    ['token', busiest(traffic.tokens.get(routeId))],
    ['refusal', traffic.refusals.get(routeId) ?? []],
  ] as const;
  for (const [kind, own] of parts) {
    for (const [name, of] of own)
      yield sampleOf({
        uid: partKey(uid, kind, name),
        ...time,
        revisions: [],
        traffic: of,
      });
  }
}

/** Name of a revision, of its key `<namespace>/<name>`. */
function nameIn(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function busiest(
  tokens: Deltas | undefined,
): readonly (readonly [string, TrafficDelta])[] {
  if (!tokens) return [];
  if (tokens.size <= MAX_TOKENS) return [...tokens];
  const sorted = [...tokens].sort(([, a], [, b]) => totalOf(b) - totalOf(a));
  const others = sorted.slice(MAX_TOKENS).map(([, delta]) => delta);
  return [
    ...sorted.slice(0, MAX_TOKENS),
    [OTHER_TOKENS, others.reduce(together)] as const,
  ];
}

function totalOf({ ok, client, server }: TrafficDelta): number {
  return ok + client + server;
}

/** Of tokens, which have answers but no latencies. */
function together(a: TrafficDelta, b: TrafficDelta): TrafficDelta {
  return {
    ...a,
    ok: a.ok + b.ok,
    client: a.client + b.client,
    server: a.server + b.server,
  };
}
