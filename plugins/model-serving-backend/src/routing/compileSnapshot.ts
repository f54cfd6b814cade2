import { componentPathOf } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  GatewayReplica,
  GatewayRevision,
  GatewayRoute,
  RevisionFacts,
  RouteBranch,
  RouteSplit,
  RouteUnavailable,
} from '@greenroom/backstage-plugin-model-serving-common';
import { startFailure } from './startFailure';
import {
  ComponentTraffic,
  FactsLookup,
  GraphIntent,
  RouteIntent,
  SnapshotContent,
  SplitIntent,
  Target,
  TrafficLimits,
} from './types';

/** When a caller may try again while nothing is ready: about the time that a small model takes to start. */
const NOT_READY_RETRY_SECONDS = 5;

/** Of language models, where nobody says otherwise: an answer that does not stream begins when it is complete. Source: dataplane.md §2. */
const LANGUAGE_MODEL_TIMEOUT_MS = 600_000;

/**
 * The gateway's configuration for a cluster.
 *
 * Only replicas that are ready, not draining and have an address get requests. A revision without any is left out of its
 * route, unless its requests wait for one; a route without any revision answers why. The same input in any order gives the same content, with the routes in
 * the order of their ids by code unit. A host that two services derive (`a-b` in `c`, `a` in `b-c`) belongs to the first by id; the others keep their path.
 *
 * Only revisions that an intent names get requests. Where one has just got all traffic and its replicas stumble before the
 * snapshot is made, the route has none, though a replica of the revision before it may be ready: that one is not named any
 * more, and may be drained by the same plan. The pass that the changed facts bring names it again. Two revisions would have
 * to be kept in every intent to gain that moment, and `0` for a canary that is held, or a share, would no more be exact.
 *
 * @param intents - at most one per id
 */
export function compileSnapshot(
  intents: Iterable<RouteIntent>,
  facts: FactsLookup,
  graphs: Iterable<GraphIntent> = [],
): SnapshotContent {
  const routes: GatewayRoute[] = [];
  const revisions: Record<string, GatewayRevision> = {};
  const takenHosts = new Set<string>();
  const describe = (
    { revision, isCanary, openAiBase }: Omit<Target, 'weight'>,
    traffic: TrafficLimits,
  ): void => {
    revisions[revision] = {
      ...(traffic.containerConcurrency
        ? { containerConcurrency: traffic.containerConcurrency }
        : {}),
      ...(traffic.maxReplicas ? { maxReplicas: traffic.maxReplicas } : {}),
      ...(traffic.isHeld ? { hold: {} } : {}),
      ...(traffic.queue ? { queue: traffic.queue } : {}),
      ...(traffic.batching ? { batching: traffic.batching } : {}),
      ...(traffic.payloadLog
        ? {
            payloadLog: {
              ...traffic.payloadLog,
              endpoint: isCanary ? 'canary' : 'default',
            },
          }
        : {}),
      ...(openAiBase ? { openAiBase } : {}),
      replicas: routableReplicas(facts(revision)),
    };
  };
  const branchOf = (traffic: ComponentTraffic, of: string): RouteBranch => {
    const targets: { revision: string; weight: number }[] = [];
    let unavailable = notReady(of);
    // Of several canaries the others get nothing of the share of one that is not ready: the stable one does.
    const left = traffic.targets.reduce(
      (sum, { revision, weight, isCanary }) =>
        isCanary && !mayBeCalled(facts(revision), traffic, of)
          ? sum + weight
          : sum,
      0,
    );
    for (const target of traffic.targets) {
      const { revision, isCanary } = target;
      const known = facts(revision);
      const weight = isCanary ? target.weight : target.weight + left;
      if (weight === 0) continue;
      if (!mayBeCalled(known, traffic, of)) {
        unavailable =
          (traffic.isHeld && startFailure(known, of)) || unavailable;
        continue;
      }
      targets.push({ revision, weight });
      describe(target, traffic);
    }
    const timeoutMs =
      traffic.timeoutMs ??
      (traffic.targets.some(({ openAiBase }) => openAiBase)
        ? LANGUAGE_MODEL_TIMEOUT_MS
        : undefined);
    return {
      targets: targets.sort((a, b) => compare(a.revision, b.revision)),
      ...(targets.length === 0 ? { unavailable } : {}),
      ...(timeoutMs ? { timeoutMs } : {}),
    };
  };
  // Copies wait for nothing: without a replica there are none.
  const shadowed = (
    shadow: SplitIntent['shadow'],
    limits: TrafficLimits,
  ): Pick<RouteSplit, 'shadow'> => {
    if (!shadow) return {};
    const { target, percent } = shadow;
    const { revision } = target;
    if (routableReplicas(facts(revision)).length === 0) return {};
    describe(target, limits);
    return { shadow: { revision, percent } };
  };
  const splitOf = (intent: RouteIntent): RouteSplit | undefined => {
    const { id, split, hosts: _hosts, ...limits } = intent;
    if (!split) return undefined;
    const tags = split.tags.map(({ tag, hosts, target }) => ({
      tag,
      hosts: ownHosts(hosts, takenHosts),
      ...branchOf(
        { ...limits, targets: [{ ...target, weight: 100 }] },
        `revision '${target.revision}' of the model '${id}'`,
      ),
    }));
    return {
      ...(tags.length > 0 ? { tags } : {}),
      ...(split.sticky ? { sticky: split.sticky } : {}),
      ...shadowed(split.shadow, limits),
    };
  };
  for (const intent of [...intents].sort((a, b) => compare(a.id, b.id))) {
    const { id, destination, explain, pathPrefix, internal = [] } = intent;
    const [namespace, name] = id.split('/');
    const service = { namespace, name };
    if (destination.kind !== 'none') {
      routes.push({
        id,
        hosts: ownHosts(intent.hosts, takenHosts),
        ...(pathPrefix ? { pathPrefix } : {}),
        service,
        ...(destination.kind === 'stopped'
          ? { targets: [], unavailable: stopped(id) }
          : branchOf({ ...intent, ...destination }, `model '${id}'`)),
        ...(intent.split ? { split: splitOf(intent) } : {}),
        ...(explain
          ? { explain: branchOf(explain, `explainer of the model '${id}'`) }
          : {}),
      });
    }
    for (const { component, shadow, ...traffic } of internal) {
      routes.push({
        id: `${id}/${component}`,
        hosts: [],
        pathPrefix: componentPathOf({ namespace, name, component }),
        service,
        ...branchOf(traffic, `${component} of the model '${id}'`),
        ...(shadow ? { split: shadowed(shadow, traffic) } : {}),
      });
    }
  }
  // After the services: of a service and a graph with one name the service has the host
  for (const intent of [...graphs].sort((a, b) => compare(a.id, b.id))) {
    const { id, hosts, pathPrefix, graph, unavailable } = intent;
    routes.push({
      id,
      hosts: ownHosts(hosts, takenHosts),
      pathPrefix,
      targets: [],
      ...(graph ? { graph } : {}),
      ...(unavailable ? { unavailable } : {}),
    });
  }
  return {
    routes: routes.sort((a, b) => compare(a.id, b.id)),
    revisions: sortedByKey(revisions),
  };
}

/** The route of an id. Relies on the order that {@link compileSnapshot} gives: every pass asks for its own. */
export function findRoute(
  { routes }: Pick<SnapshotContent, 'routes'>,
  id: string,
): GatewayRoute | undefined {
  let from = 0;
  let to = routes.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (compare(routes[middle].id, id) < 0) from = middle + 1;
    else to = middle;
  }
  return routes[from]?.id === id ? routes[from] : undefined;
}

/** Whether a revision has replicas, or its requests wait for one. */
function mayBeCalled(
  facts: RevisionFacts | undefined,
  { isHeld }: ComponentTraffic,
  of: string,
): boolean {
  if (routableReplicas(facts).length > 0) return true;
  return isHeld === true && startFailure(facts, of) === undefined;
}

/** Replicas that may be given requests, in a stable order. */
export function routableReplicas(
  facts: RevisionFacts | undefined,
): GatewayReplica[] {
  const replicas: GatewayReplica[] = [];
  for (const { id, state, endpoint } of facts?.replicas ?? []) {
    if (state !== 'ready' || !endpoint) continue;
    const { host, port, grpcPort, awaitsGrpc } = endpoint;
    replicas.push({
      id,
      host,
      port,
      ...(grpcPort ? { grpcPort } : {}),
      ...(awaitsGrpc ? { awaitsGrpc } : {}),
    });
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

/** No Retry-After: it stays stopped until somebody starts it. */
function stopped(id: string): RouteUnavailable {
  return {
    status: 503,
    reason: 'Stopped',
    message: `The model '${id}' is stopped. Its owner can start it again.`,
  };
}

function notReady(what: string): RouteUnavailable {
  return {
    status: 503,
    reason: 'NotReady',
    message: `The ${what} has no replica that is ready.`,
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
