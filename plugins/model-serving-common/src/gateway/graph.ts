import { RouterType } from '../resources';
import { Profile } from '../settings';

/**
 * A compiled InferenceGraph: what a worker needs to run it, and nothing that it would have to look up. It is on a
 * {@link GatewayRoute} in place of targets. It satisfies `graphDefect`, which every gateway asks before it goes live.
 * @public
 */
export interface GatewayGraph {
  /** Name of its resource. */
  readonly name: string;
  /** Whose answers it gives where KServe's router and ours differ: gateway-and-graphs §4.3. */
  readonly profile: Profile;
  /** By name; a request enters at `root`. Free of loops. */
  readonly nodes: { readonly [name: string]: GatewayGraphNode };
  /**
   * Which headers of the caller go along to the steps: unanchored regular expressions on the canonical spelling
   * (`X-Test-Key`). Empty or absent: none.
   */
  readonly propagate?: readonly string[];
  /** Longest time of a whole request in ms. */
  readonly timeoutMs: number;
  /** Longest time of one step in ms; absent: what is left of the whole. */
  readonly stepTimeoutMs?: number;
}

/**
 * One answer of several: `first` that succeeds; `mean` of numbers or `vote` of all that succeed, element by element.
 * @public
 */
export type GraphMerge = 'first' | 'mean' | 'vote';

/** One node, with its steps in order. @public */
export interface GatewayGraphNode {
  readonly type: RouterType;
  /** Of an Ensemble: how its answers become one; absent: one object with each body under its step's key. */
  readonly merge?: GraphMerge;
  readonly steps: readonly GatewayGraphStep[];
}

/** One step of a node. @public */
export interface GatewayGraphStep {
  /** Its name, or its index as text: the key of its body in the answer of an Ensemble. */
  readonly key: string;
  readonly target: GatewayGraphTarget;
  /** What it is sent; absent or empty: the node's input. `$request`, `$response`, or a path into one of them. */
  readonly data?: string;
  readonly condition?: string;
  /** In a Splitter; 0 or more. */
  readonly weight?: number;
  /** Its failure is the failure of its node. Absent: its node goes on. */
  readonly isHard?: boolean;
  /** `predictions` of its input become `instances`. */
  readonly mapsPredictions?: boolean;
  readonly timeoutMs?: number;
  /** How often it is tried again after a connection error, 502, 503 or 504. Absent: never. */
  readonly retries?: number;
}

/**
 * Where a step goes: another node; a service by the id of its route, inside the gateway, with everything that holds for
 * requests to it (weights, slots, waiting for a replica); or an address outside.
 * @public
 */
export type GatewayGraphTarget =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'service'; readonly route: string; readonly path: string }
  | {
      readonly kind: 'url';
      readonly url: string;
      /**
       * The URL is one of the gateways that get this: a graph there is called without a connection, whatever addresses are
       * allowed. Absent: no.
       */
      readonly isOwn?: boolean;
    };

/** Nodes inside each other, `root` included: deeper is refused before it could run. @public */
export const MAX_GRAPH_DEPTH = 16;

/** Key of a step's counters: `<id of the graph's route>#<node>/<index>`. @public */
export function graphStepKey(
  routeId: string,
  node: string,
  index: number,
): string {
  return `${routeId}#${node}/${index}`;
}

/** No name has a colon. */
const GRAPH_ROUTE = 'graph:';

/** Id of the route of a graph: `graph:<namespace>/<name>`, which no service can have. @public */
export function graphRouteId(ref: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return `${GRAPH_ROUTE}${ref.namespace}/${ref.name}`;
}

/** Whether it is the id of the route of a graph. @public */
export function isGraphRouteId(routeId: string): boolean {
  return routeId.startsWith(GRAPH_ROUTE);
}

/** What the route of a service or a graph belongs to, by its id. @public */
export function routeOwnerOf(routeId: string): {
  readonly namespace: string;
  readonly name: string;
} {
  const path = isGraphRouteId(routeId)
    ? routeId.slice(GRAPH_ROUTE.length)
    : routeId;
  const [namespace, name] = path.split('/');
  return { namespace, name };
}
