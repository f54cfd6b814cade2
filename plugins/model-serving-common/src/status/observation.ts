import { isStopped } from '../pod';
import { ReplicaFacts } from '../facts';
import { ComponentName } from '../resources';
import { DeploymentWorld, RevisionInWorld } from './types';

/** Without an observation for this long nothing is known: three intervals of 10 s. */
const STALE_AFTER_MS = 30_000;
/** A route may lag behind its replicas for this long before that is a fault. */
export const ROUTE_GRACE_MS = 60_000;

/** What a world means, worked out once and read by every rule of this folder. */
export interface Observation {
  readonly world: DeploymentWorld;
  readonly stopRequested: boolean;
  /** Replicas that exist, of all revisions. */
  readonly live: readonly ReplicaFacts[];
  /** Components of the spec, the predictor first. */
  readonly components: readonly ComponentName[];
  /** Newest revision of each of them, canaries that the spec names aside. */
  readonly newest: readonly RevisionInWorld[];
  /** Revisions with traffic and a ready replica. */
  readonly serving: readonly RevisionInWorld[];
  /** Every component that requests need has a revision that serves. */
  readonly hasReadyReplicas: boolean;
  readonly routeNotReady: boolean;
  readonly isServing: boolean;
  /** Since when nothing was observed; undefined while it is. */
  readonly unobservedSince?: string;
}

/** Reads a world. */
export function observe(world: DeploymentWorld): Observation {
  const { revisions, route, now } = world;
  const { transformer, explainer } = world.service.spec;
  const components: ComponentName[] = [
    'predictor',
    ...(transformer ? ['transformer' as const] : []),
    ...(explainer ? ['explainer' as const] : []),
  ];
  const newest = components.flatMap(component =>
    revisions
      .filter(
        revision =>
          revision.component === component && revision.canary === undefined,
      )
      .sort((a, b) => b.number - a.number)
      .slice(0, 1),
  );
  const serving = revisions.filter(
    revision => revision.percent > 0 && readyReplicas(revision).length > 0,
  );
  const hasReadyReplicas = components
    .filter(component => !world.joining?.includes(component))
    .every(component =>
      serving.some(revision => revision.component === component),
    );
  const routeNotReady =
    hasReadyReplicas &&
    !route.live &&
    now - routeWaitStart(world) > ROUTE_GRACE_MS;
  // Replicas that were ready once say nothing of the route: only who could be reached just before still can be.
  const isReachable =
    route.endpoints.length > 0 &&
    !routeNotReady &&
    (route.live || world.wasReachable);
  return {
    world,
    stopRequested: isStopped(world.service),
    components,
    live: revisions.flatMap(liveReplicas),
    newest,
    serving,
    hasReadyReplicas,
    routeNotReady,
    isServing: hasReadyReplicas && isReachable,
    unobservedSince: unobservedSince(world),
  };
}

/** Replicas of a revision that exist: not ended. */
export function liveReplicas(revision: RevisionInWorld): ReplicaFacts[] {
  return (revision.facts?.replicas ?? []).filter(
    replica => replica.state !== 'ended',
  );
}

/** Replicas of a revision that answer. */
export function readyReplicas(revision: RevisionInWorld): ReplicaFacts[] {
  return liveReplicas(revision).filter(replica => replica.state === 'ready');
}

/** The revision of a canary that the spec names: while a change of it comes up, the one that still answers. */
export function namedRevision(
  { revisions }: DeploymentWorld,
  name: string,
): RevisionInWorld | undefined {
  const own = revisions.filter(({ canary }) => canary === name);
  return (
    own.find(revision => readyReplicas(revision).length > 0) ??
    own[own.length - 1]
  );
}

/**
 * When the route began to lack, in ms since epoch: as reported, else since it was seen without one while replicas were ready.
 */
function routeWaitStart({ route, revisions, now }: DeploymentWorld): number {
  if (route.problem) return Date.parse(route.problem.since);
  if (!route.missingSince) return now;
  const readyTimes = revisions
    .flatMap(readyReplicas)
    .map(replica => Date.parse(replica.readyAt ?? ''))
    .filter(time => !Number.isNaN(time));
  return readyTimes.length > 0
    ? Math.max(Date.parse(route.missingSince), ...readyTimes)
    : now;
}

function unobservedSince(world: DeploymentWorld): string | undefined {
  if (world.clusterProblem) return world.clusterProblem.since;
  const times = world.revisions.flatMap(({ facts }) =>
    facts ? [facts.observedAt] : [],
  );
  const [latest] = times.sort((a, b) => Date.parse(b) - Date.parse(a));
  return latest && world.now - Date.parse(latest) > STALE_AFTER_MS
    ? latest
    : undefined;
}
