import type {
  GatewayEvent,
  GatewayToken,
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

  /** @param since - ms since epoch; when these tallies begin */
  constructor(since: number) {
    this.#routes = new TrafficTally(since);
    this.#revisions = new TrafficTally(since);
    this.#tags = new TrafficTally(since);
    this.#tokens = new TrafficTally(since);
  }

  /** A gateway said something. */
  onGatewayEvent(gateway: string, event: GatewayEvent): void {
    if (event.type === 'hello') {
      for (const tally of [
        this.#routes,
        this.#revisions,
        this.#tags,
        this.#tokens,
      ])
        tally.connected(gateway, event.startedAt);
    } else if (event.type === 'counters') {
      // Keys of a graph's steps are never those of routes.
      this.#routes.add(gateway, { ...event.routes, ...event.graphSteps });
      this.#revisions.add(gateway, event.revisions);
      this.#tags.add(gateway, event.tags ?? {});
      this.#tokens.add(gateway, asTraffic(event.tokens ?? {}));
    }
  }

  /**
   * What happened since the last call.
   *
   * @param tokens - that there are now: use of one that is gone, or that opens more than one route, is no route's
   */
  take(tokens: Iterable<GatewayToken>): ClusterTraffic {
    const byToken = this.#tokens.take();
    const ofTokens = new Map<string, Map<string, TrafficDelta>>();
    for (const { id, routes, namespaces = [] } of tokens) {
      const delta = byToken.get(id);
      const opensOne = routes.length === 1 && namespaces.length === 0;
      if (delta && opensOne) put(ofTokens, routes[0], id, delta);
    }
    const ofTags = new Map<string, Map<string, TrafficDelta>>();
    for (const [key, delta] of this.#tags.take()) {
      const at = key.lastIndexOf('#');
      put(ofTags, key.slice(0, at), key.slice(at + 1), delta);
    }
    return {
      routes: this.#routes.take(),
      revisions: this.#revisions.take(),
      tags: ofTags,
      tokens: ofTokens,
    };
  }
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
function asTraffic(
  tokens: Readonly<Record<string, TokenCounters>>,
): Record<string, TrafficCounters> {
  return Object.fromEntries(
    Object.entries(tokens).map(([id, { ok, client, server, refused }]) => [
      id,
      {
        ok,
        client: client + refused,
        server,
        bytesIn: 0,
        bytesOut: 0,
        inflight: 0,
        latencySumMs: 0,
        latency: [],
      },
    ]),
  );
}
