import type {
  GatewayEvent,
  GatewayToken,
  RouteRefusals,
  TokenCounters,
  TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterTraffic } from './serviceSamples';
import { TrafficDelta, TrafficTally } from './TrafficTally';

/** What the gateways of one cluster counted since somebody last looked. */
export class ClusterTallies {
  readonly #routes: TrafficTally;
  readonly #revisions: TrafficTally;
  readonly #tags: TrafficTally;
  readonly #tokens: TrafficTally;
  readonly #refusals: TrafficTally;

  /** @param since - ms since epoch; when these tallies begin */
  constructor(since: number) {
    this.#routes = new TrafficTally(since);
    this.#revisions = new TrafficTally(since);
    this.#tags = new TrafficTally(since);
    this.#tokens = new TrafficTally(since);
    this.#refusals = new TrafficTally(since);
  }

  /** A gateway said something. */
  onGatewayEvent(gateway: string, event: GatewayEvent): void {
    if (event.type === 'hello') {
      for (const tally of [
        this.#routes,
        this.#revisions,
        this.#tags,
        this.#tokens,
        this.#refusals,
      ])
        tally.connected(gateway, event.startedAt);
    } else if (event.type === 'counters') {
      // Keys of a graph's steps are never those of routes.
      this.#routes.add(gateway, { ...event.routes, ...event.graphSteps });
      this.#revisions.add(gateway, event.revisions);
      this.#tags.add(gateway, event.tags ?? {});
      this.#tokens.add(gateway, ofTokens(event.tokens ?? {}));
      this.#refusals.add(gateway, ofRefusals(event.refusals ?? {}));
    }
  }

  /**
   * What happened since the last call.
   *
   * @param tokens - that there are now: use of one that is gone, or that opens more than one route, is no route's
   */
  take(tokens: Iterable<GatewayToken>): ClusterTraffic {
    const byToken = this.#tokens.take();
    const tokenDeltas = new Map<string, Map<string, TrafficDelta>>();
    for (const { id, routes, namespaces = [] } of tokens) {
      const delta = byToken.get(id);
      const opensOne = routes.length === 1 && namespaces.length === 0;
      if (delta && opensOne) put(tokenDeltas, routes[0], id, delta);
    }
    return {
      routes: this.#routes.take(),
      revisions: this.#revisions.take(),
      tags: byRoute(this.#tags.take()),
      tokens: tokenDeltas,
      refusals: byRoute(this.#refusals.take()),
    };
  }
}

/** Of keys `<id of the route>#<name>`. */
function byRoute(
  deltas: ReadonlyMap<string, TrafficDelta>,
): ReadonlyMap<string, ReadonlyMap<string, TrafficDelta>> {
  const routes = new Map<string, Map<string, TrafficDelta>>();
  for (const [key, delta] of deltas) {
    const at = key.lastIndexOf('#');
    put(routes, key.slice(0, at), key.slice(at + 1), delta);
  }
  return routes;
}

function put(
  maps: Map<string, Map<string, TrafficDelta>>,
  route: string,
  name: string,
  delta: TrafficDelta,
): void {
  const map = maps.get(route) ?? new Map<string, TrafficDelta>();
  maps.set(route, map.set(name, delta));
}

/** Requests that a token was not enough for were refused to a client. */
function ofTokens(
  tokens: Readonly<Record<string, TokenCounters>>,
): Record<string, TrafficCounters> {
  return Object.fromEntries(
    Object.entries(tokens).map(([id, { ok, client, server, refused }]) => [
      id,
      answers(ok, client + refused, server),
    ]),
  );
}

function ofRefusals(
  routes: Readonly<Record<string, RouteRefusals>>,
): Record<string, TrafficCounters> {
  return Object.fromEntries(
    Object.entries(routes).flatMap(([route, reasons]) =>
      Object.entries(reasons).map(([reason, { client, server }]) => [
        `${route}#${reason}`,
        answers(0, client, server),
      ]),
    ),
  );
}

/** Of what only answers are counted of. */
function answers(ok: number, client: number, server: number): TrafficCounters {
  return {
    ok,
    client,
    server,
    bytesIn: 0,
    bytesOut: 0,
    inflight: 0,
    latencySumMs: 0,
    latency: [],
  };
}
