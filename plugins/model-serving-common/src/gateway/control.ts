import { accessDefect, TokenCounters, tokensDefect } from './access';
import { graphDefect } from './graphDefect';
import { GatewayGraph } from './graph';
import { GatewayRoute, GatewaySnapshot, RouteBranch } from './snapshot';

/**
 * The gateway's control port: HTTP/1.1, `Authorization: Bearer <token>` on every call, loopback on `local`.
 *
 * - `PUT /snapshot` with a {@link GatewaySnapshot} → 200 {@link SnapshotAnswer}; 400 `{ error }` if it is not one.
 * - `GET /events` → `application/x-ndjson`, one {@link GatewayEvent} a line, stays open; first line is `hello`.
 * - `POST /drain` → 202; then `drained` on `/events` when nothing is in flight, and the process exits 0.
 * - `GET /health` → 200 `{ instance, version, epoch, workers }`.
 * @public
 */
export interface SnapshotAnswer {
  /** Live now in every worker. */
  readonly version: number;
  readonly epoch: string;
  /** False: older or equal, ignored. */
  readonly accepted: boolean;
}

/** @public */
export type GatewayEvent =
  | {
      readonly type: 'hello';
      readonly instance: string;
      /** ISO 8601; counters count from here. */
      readonly startedAt: string;
      readonly version: number;
      readonly epoch: string;
      /** Port of the public listener. */
      readonly port: number;
      /** Port of the Prometheus text listener. */
      readonly metricsPort: number;
    }
  | { readonly type: 'live'; readonly version: number; readonly epoch: string }
  /** A request waits for a revision that has no replica. Sent at once, at most once a second per revision. */
  | {
      readonly type: 'activate';
      readonly revision: string;
      readonly waiting: number;
    }
  /** A replica refused or reset connections and was taken out of rotation until the next snapshot or a good probe. */
  | {
      readonly type: 'replica-dead';
      readonly revision: string;
      readonly replica: string;
      readonly reason: string;
    }
  | GatewayCounters
  | { readonly type: 'drained' };

/**
 * Counters since `startedAt`, cumulative, every second, and four times as often for two seconds after an activation. The
 * first message after connecting holds all routes and revisions; later ones only those that changed, and `inflight` of
 * those whose gauge changed.
 * @public
 */
export interface GatewayCounters {
  readonly type: 'counters';
  /** ISO 8601 */
  readonly at: string;
  readonly routes: { readonly [routeId: string]: TrafficCounters };
  readonly revisions: { readonly [revisionKey: string]: TrafficCounters };
  /** By `graphStepKey`; absent where no graph was called. */
  readonly graphSteps?: { readonly [stepKey: string]: TrafficCounters };
  /** By `routeTagKey`, of routes with tags; absent: a gateway that does not count them. */
  readonly tags?: { readonly [tagKey: string]: TrafficCounters };
  /** By id of the route; absent: a gateway that does not count them. */
  readonly refusals?: { readonly [routeId: string]: RouteRefusals };
  /** By id of the token. Absent: a gateway that knows no tokens. */
  readonly tokens?: { readonly [tokenId: string]: TokenCounters };
}

/**
 * Requests that the gateway answered in its own words, or broke off, by reason: one of a fixed set, which no client adds to.
 * They are part of the route's `client` and `server`.
 * @public
 */
export type RouteRefusals = {
  readonly [reason: string]: {
    readonly client: number;
    readonly server: number;
  };
};

/** @public */
export interface TrafficCounters {
  /** Answers by class; `client` counts 4xx and 499, `server` 5xx and aborted streams. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Now, not cumulative. */
  readonly inflight: number;
  /** Sum of latencies in ms. */
  readonly latencySumMs: number;
  /** Cumulative count per bucket of {@link latencyBucketsMs}, plus one for what is longer. */
  readonly latency: readonly number[];
  /** Requests that came, whether or not they are over. Absent: a gateway that does not count them. */
  readonly arrivals?: number;
  /**
   * Requests in flight or waiting, times the ms that each was: the exact integral. The difference of two messages over
   * the time between them is the average concurrency.
   */
  readonly inflightMs?: number;
}

/**
 * Upper bounds of the latency buckets in ms: 8 per doubling from 0.125 ms to about 131 s, so that a quantile is off
 * by at most 9 %.
 * @public
 */
export const latencyBucketsMs: readonly number[] = Array.from(
  { length: 161 },
  (_, i) => 0.125 * 2 ** (i / 8),
);

/** What a snapshot must satisfy to be accepted. Returns the first defect in words, or undefined. @public */
export function snapshotDefect(value: unknown): string | undefined {
  const snapshot = value as Partial<GatewaySnapshot> | undefined;
  if (typeof snapshot !== 'object' || snapshot === null)
    return 'the body is not an object';
  if (!Number.isSafeInteger(snapshot.version))
    return 'version is not an integer';
  if (typeof snapshot.epoch !== 'string' || snapshot.epoch === '')
    return 'epoch is missing';
  if (!Array.isArray(snapshot.routes)) return 'routes is not a list';
  if (typeof snapshot.revisions !== 'object' || snapshot.revisions === null)
    return 'revisions is not an object';
  const seen = new Set<string>();
  for (const [i, route] of snapshot.routes.entries()) {
    if (typeof route?.id !== 'string' || route.id === '')
      return `routes[${i}].id is missing`;
    if (seen.has(route.id))
      return `routes[${i}].id '${route.id}' is not unique`;
    seen.add(route.id);
    if (!Array.isArray(route.hosts)) return `routes[${i}].hosts is not a list`;
    if (
      route.pathPrefix !== undefined &&
      !/^\/[^?#]*[^/?#]$/.test(route.pathPrefix)
    ) {
      return `routes[${i}].pathPrefix '${route.pathPrefix}' must start with '/' and not end with one`;
    }
    const defect =
      accessDefect(route.access, `routes[${i}].access`) ??
      (route.graph && graphDefectAt(route.graph, `routes[${i}].graph`)) ??
      branchDefect(route, `routes[${i}]`, snapshot.revisions) ??
      (route.explain &&
        branchDefect(
          route.explain,
          `routes[${i}].explain`,
          snapshot.revisions,
        ));
    if (defect) return defect;
    for (const [t, tag] of (route.split?.tags ?? []).entries()) {
      const path = `routes[${i}].split.tags[${t}]`;
      if (!Array.isArray(tag.hosts)) return `${path}.hosts is not a list`;
      const tagDefect = branchDefect(tag, path, snapshot.revisions);
      if (tagDefect) return tagDefect;
    }
  }
  return tokensDefect(snapshot.tokens);
}

function graphDefectAt(graph: GatewayGraph, path: string): string | undefined {
  const defect = graphDefect(graph);
  return defect && `${path}: ${defect}`;
}

function branchDefect(
  branch: Partial<RouteBranch & Pick<GatewayRoute, 'graph'>>,
  path: string,
  revisions: GatewaySnapshot['revisions'],
): string | undefined {
  if (!Array.isArray(branch.targets)) return `${path}.targets is not a list`;
  for (const target of branch.targets) {
    if (!revisions[target.revision])
      return `${path} names the unknown revision '${target.revision}'`;
    if (!Number.isInteger(target.weight) || target.weight < 0)
      return `${path} has a weight that is not an integer ≥ 0`;
  }
  return branch.targets.length === 0 && !branch.unavailable && !branch.graph
    ? `${path} has neither targets nor a reason`
    : undefined;
}
