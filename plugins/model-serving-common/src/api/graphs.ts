import type { ServiceAccess } from '../access';
import {
  Condition,
  InferenceGraph,
  ResourceRef,
  RouterType,
} from '../resources';
import { Profile } from '../settings';
import { Finding, StateCode, Tone } from '../status/types';
import { MetricRange, MetricSeries } from './metrics';
import { Endpoint } from '../endpoints/types';
import { FieldMessage } from '../FieldMessage';
import { ReplicaFacts } from '../facts';

/** Query of `GET /graphs`; all given parts must match. @public */
export interface GraphQuery {
  readonly cursor?: string;
  /** 1…200, default 50. */
  readonly limit?: number;
  /** Name, title, description, tags. */
  readonly search?: string;
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
}

/** State of a graph: a word of the table of states, and one line that says why. @public */
export interface GraphState {
  /** `ready`, `starting` (a service is not ready yet), `failed`, `stopped` or `unknown` (its cluster was not heard); where KServe runs it also `stopping`, `deleting`. */
  readonly code: StateCode;
  readonly word: string;
  readonly tone: Tone;
  /** One line: why, or what is happening. */
  readonly headline: string;
}

/** What passed in the last minute. Absent numbers were not measured. @public */
export interface GraphTraffic {
  readonly requestsPerSecond: number;
  /** 0…1 of those requests; answers of 500 and above, and steps that could not be reached. */
  readonly errorRatio: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
}

/** A row of the list of graphs. @public */
export interface GraphSummary {
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  /** Reference of its catalog entity. */
  readonly entityRef: string;
  readonly state: GraphState;
  /** Whose answers it gives where KServe's router and ours differ. */
  readonly profile: Profile;
  /** Empty while its cluster has no gateway. `inferUrl` is `url`: a graph is called at its base address, by POST. */
  readonly endpoints: readonly GraphEndpoint[];
  /** InferenceServices that it calls, of its own namespace, by name. */
  readonly services: readonly string[];
  readonly nodeCount: number;
  readonly stepCount: number;
  readonly isStopped: boolean;
  /** Who may call it: a token is needed, too, where one of its services needs one. */
  readonly access: ServiceAccess;
  /** Absent: nothing was measured in the last minute, or nobody measures it, see `ungated`. */
  readonly traffic?: GraphTraffic;
  /**
   * Why no gateway of ours runs it: its cluster's KServe does, in a router of its own. Tokens, traffic and the way that a
   * request took are not ours to tell then. Absent: ours runs it.
   */
  readonly ungated?: string;
  /** Its cluster is not configured any more: what is told is what was known last, and a deletion only forgets it here. */
  readonly isClusterRemoved?: boolean;
  readonly createdAt: string;
}

/** An address of a graph. @public */
export type GraphEndpoint = Pick<
  Endpoint,
  'kind' | 'url' | 'inferUrl' | 'visibility' | 'preferred'
>;

/** Everything about one graph. @public */
export interface GraphDetail extends GraphSummary {
  /** `root` first, then in the order in which they are reached; those that are never reached last. */
  readonly nodes: readonly GraphNodeView[];
  /** The services that it calls. */
  readonly members: readonly GraphMember[];
  /** What keeps it from running, with the field. */
  readonly problems: readonly FieldMessage[];
  /** What to know about it, e.g. a node that is never reached. */
  readonly warnings: readonly FieldMessage[];
  /** What is wrong with the router that runs it, where that is none of ours. */
  readonly findings?: readonly Finding[];
  /** Of that router; absent: our gateway runs it. */
  readonly replicas?: readonly ReplicaFacts[];
  readonly conditions: readonly Condition[];
  readonly resource: InferenceGraph;
}

/** A node of the picture. @public */
export interface GraphNodeView {
  readonly name: string;
  readonly routerType: RouterType;
  /** False: no step leads to it. */
  readonly isReached: boolean;
  readonly steps: readonly GraphStepView[];
}

/** A step: an edge of the picture. @public */
export interface GraphStepView {
  /** `<node>/<index>`, unique in the graph; also in {@link GraphMetrics}. */
  readonly id: string;
  /** Its own name, else that of what it calls. */
  readonly label: string;
  readonly name?: string;
  readonly target: GraphStepTarget;
  /** `$request`, `$response` or a path into one; absent: the node's input. */
  readonly data?: string;
  readonly condition?: string;
  /** Percent, in a Splitter. */
  readonly weight?: number;
  readonly dependency: 'Soft' | 'Hard';
  readonly mapPredictionsToInstances: boolean;
  readonly timeoutMs?: number;
  readonly retries?: number;
  /** Absent: nothing was measured in the last minute. */
  readonly traffic?: GraphTraffic;
}

/** What a step calls. @public */
export type GraphStepTarget =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'url'; readonly url: string };

/** An InferenceService that a graph calls. @public */
export interface GraphMember {
  readonly name: string;
  readonly ref: ResourceRef;
  /** Reference of its catalog entity. */
  readonly entityRef: string;
  /** Absent: there is no such service, or the caller may not see it. */
  readonly state?: GraphState;
  /** Ids of the steps that call it. */
  readonly steps: readonly string[];
  /** Why the graph cannot use it; absent: it can. */
  readonly problem?: string;
}

/** Answer of `GET /graphs/:ref/metrics`: rates per second, latencies in ms. @public */
export interface GraphMetrics {
  readonly range: MetricRange;
  readonly stepSeconds: number;
  /**
   * Points of which only a part was measured, as of the newest one: `[ms since epoch, seconds]`. Their rates are over these
   * seconds. Absent: not told.
   */
  readonly shortPoints?: readonly (readonly [number, number])[];
  /** Why there is nothing, where there is nothing. */
  readonly absence?: string;
  readonly requests: readonly MetricSeries[]; // ok, client, server
  readonly latency: readonly MetricSeries[]; // p50, p95, p99
  readonly errors: readonly MetricSeries[]; // ratio
  readonly inflight: readonly MetricSeries[];
  readonly steps: readonly GraphStepMetrics[];
}

/** One step over a range. @public */
export interface GraphStepMetrics {
  /** As in {@link GraphStepView}. */
  readonly id: string;
  /** Over the whole range; absent: nothing was measured. */
  readonly total?: GraphTraffic & { readonly requests: number };
  readonly requests: readonly MetricSeries[]; // ok, client, server
  readonly latency: readonly MetricSeries[]; // p50, p95, p99
  readonly errors: readonly MetricSeries[]; // ratio
}
