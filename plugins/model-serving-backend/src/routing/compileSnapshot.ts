import type {
  GatewayReplica,
  GatewayRevision,
  GatewayRoute,
  RevisionFacts,
  RouteUnavailable,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FactsLookup, RouteIntent, SnapshotContent } from './types';

/** When a caller may try again while nothing is ready: about the time that a small model takes to start. */
const NOT_READY_RETRY_SECONDS = 5;

/**
 * The gateway's configuration for a cluster.
 *
 * Only replicas that are ready, not draining and have an address get requests. A revision without any is left out of its
 * route; a route without any revision answers why. The same input in any order gives the same content. A host that two
 * services derive (`a-b` in `c`, `a` in `b-c`) belongs to the first by id; the others keep their path.
 *
 * @param intents - at most one per id
 */
export function compileSnapshot(
  intents: Iterable<RouteIntent>,
  facts: FactsLookup,
): SnapshotContent {
  const routes: GatewayRoute[] = [];
  const revisions: Record<string, GatewayRevision> = {};
  const takenHosts = new Set<string>();
  for (const intent of [...intents].sort((a, b) => compare(a.id, b.id))) {
    const targets: { revision: string; weight: number }[] = [];
    if (intent.destination.kind === 'revisions') {
      for (const target of intent.destination.targets) {
        const replicas = routableReplicas(facts(target.revision));
        if (replicas.length === 0 || target.weight === 0) continue;
        targets.push({ ...target });
        revisions[target.revision] = {
          ...(intent.containerConcurrency
            ? { containerConcurrency: intent.containerConcurrency }
            : {}),
          replicas,
        };
      }
    }
    const hosts = ownHosts(intent.hosts, takenHosts);
    routes.push({
      id: intent.id,
      hosts,
      ...(intent.pathPrefix ? { pathPrefix: intent.pathPrefix } : {}),
      targets: targets.sort((a, b) => compare(a.revision, b.revision)),
      ...(targets.length === 0 ? { unavailable: unavailability(intent) } : {}),
      ...(intent.timeoutMs ? { timeoutMs: intent.timeoutMs } : {}),
    });
  }
  return { routes, revisions: sortedByKey(revisions) };
}

/** Replicas that may be given requests, in a stable order. */
export function routableReplicas(
  facts: RevisionFacts | undefined,
): GatewayReplica[] {
  const replicas: GatewayReplica[] = [];
  for (const { id, state, endpoint } of facts?.replicas ?? []) {
    if (state !== 'ready' || !endpoint) continue;
    const { host, port, grpcPort } = endpoint;
    replicas.push({ id, host, port, ...(grpcPort ? { grpcPort } : {}) });
  }
  return replicas.sort((a, b) => compare(a.id, b.id));
}

function ownHosts(hosts: readonly string[], taken: Set<string>): string[] {
  const own: string[] = [];
  for (const host of hosts.map(name =>
    name.toLowerCase().replace(/:\d+$/, ''),
  )) {
    if (taken.has(host)) continue;
    taken.add(host);
    own.push(host);
  }
  return own.sort(compare);
}

function unavailability(intent: RouteIntent): RouteUnavailable {
  if (intent.destination.kind === 'stopped') {
    // No Retry-After: it stays stopped until somebody starts it.
    return {
      status: 503,
      reason: 'Stopped',
      message: `The model '${intent.id}' is stopped. Its owner can start it again.`,
    };
  }
  return {
    status: 503,
    reason: 'NotReady',
    message: `The model '${intent.id}' has no replica that is ready.`,
    retryAfterSeconds: NOT_READY_RETRY_SECONDS,
  };
}

function sortedByKey<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).sort(([a], [b]) => compare(a, b)),
  );
}

/** By code unit: the order must not depend on a locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
