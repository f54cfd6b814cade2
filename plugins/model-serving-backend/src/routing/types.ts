import type {
  ComponentName,
  GatewayBatching,
  GatewayGraph,
  GatewayPayloadLog,
  GatewayQueue,
  GatewaySnapshot,
  OpenAiBase,
  ResourceRef,
  RevisionFacts,
  RouteAccess,
  RouteSticky,
  RouteTag,
  RouteUnavailable,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Where the traffic of one service should go, as the plan decided. Replicas are filled in from facts. */
export interface RouteIntent extends TrafficLimits {
  /** `<namespace>/<service>` */
  readonly id: string;
  readonly serviceUid: string;
  /** Exact hosts; a port and letter case do not matter. */
  readonly hosts: readonly string[];
  readonly pathPrefix?: string;
  /** Where requests go that are not for an explanation. */
  readonly destination: RouteDestination;
  /** Where requests for an explanation go; absent: where all others go. */
  readonly explain?: ComponentTraffic;
  /** Revisions that are reached by name, and what keeps requests on their side of the split. */
  readonly split?: SplitIntent;
  /** Components that the others of the service call. */
  readonly internal?: readonly (ComponentTraffic & {
    readonly component: ComponentName;
    /** Of what the others send it. */
    readonly shadow?: SplitIntent['shadow'];
  })[];
  /** Callers need a token. Absent: they do not. */
  readonly access?: AccessIntent;
}

/** What a service says about the tokens of its callers. */
export type AccessIntent = Pick<
  RouteAccess,
  'forwardsAuthorization' | 'acceptsApiKey' | 'guardsHealth'
>;

/** What gateways are told about who may call. */
export interface AccessFacts {
  /** Hash of the key by which a service is called without a token. */
  readonly keyHash: (
    holder: 'portal' | 'component',
    service: { readonly namespace: string; readonly name: string },
  ) => string;
  readonly tokens: NonNullable<GatewaySnapshot['tokens']>;
}

/** How requests are spread otherwise than by weights alone. */
export interface SplitIntent {
  readonly tags: readonly (Pick<RouteTag, 'tag' | 'hosts'> & {
    readonly target: Omit<Target, 'weight'>;
  })[];
  readonly sticky?: RouteSticky;
  /** Gets copies of a share of the requests, in percent. */
  readonly shadow?: {
    readonly target: Omit<Target, 'weight'>;
    readonly percent: number;
  };
}

/**
 * Revisions with their weights, or the answer that the service is switched off. `none`: the service has no route of its
 * own (any more), only internal ones.
 */
export type RouteDestination =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'none' }
  | { readonly kind: 'revisions'; readonly targets: readonly Target[] };

/** Where requests to a graph go: through its nodes, or to the answer why it does not run. */
export interface GraphIntent {
  readonly ref: ResourceRef;
  /** `graph:<namespace>/<name>` */
  readonly id: string;
  readonly hosts: readonly string[];
  readonly pathPrefix: string;
  readonly graph?: GatewayGraph;
  /** Callers need a token. Absent: they do not. */
  readonly access?: AccessIntent;
  /** Where `graph` is absent. */
  readonly unavailable?: RouteUnavailable;
}

/** Revisions of one component with their weights, and the limits of requests to them. */
export interface ComponentTraffic extends TrafficLimits {
  readonly targets: readonly Target[];
}

/** Limits of requests to a component. */
export interface TrafficLimits {
  /** Total time for an answer's headers in ms. */
  readonly timeoutMs?: number;
  /** Hard limit of requests in flight per replica. */
  readonly containerConcurrency?: number;
  /** Most replicas that a revision may have; absent: refusals say nothing of it. */
  readonly maxReplicas?: number;
  /** Its revisions may have no replica for a while: requests wait then. */
  readonly isHeld?: boolean;
  /** How many requests wait, and how long; absent: as many, and as long, as gateways let them. */
  readonly queue?: GatewayQueue;
  /** Predictions are collected. */
  readonly batching?: GatewayBatching;
  /** Requests and answers are logged. */
  readonly payloadLog?: Omit<GatewayPayloadLog, 'endpoint'>;
}

/** A revision with its weight, and what is to be known of it. */
export interface Target {
  readonly revision: string;
  readonly weight: number;
  /** It has a share beside the one that serves. */
  readonly isCanary?: true;
  /** Where its replicas have OpenAI's API. */
  readonly openAiBase?: OpenAiBase;
}

/** A snapshot without its version. */
export type SnapshotContent = Omit<GatewaySnapshot, 'version' | 'epoch'>;

/** Facts of a revision, if the driver has any. */
export type FactsLookup = (revisionKey: string) => RevisionFacts | undefined;

/** What is known of a cluster's gateways. */
export interface GatewayKnowledge {
  /**
   * What each gateway confirmed to serve by. Undefined: there is none, or one of them serves by a snapshot that this
   * process does not know.
   */
  readonly confirmed?: readonly SnapshotContent[];
  /** Snapshots on their way: a gateway may serve by one of them at any moment. */
  readonly pending: readonly SnapshotContent[];
  /** Why a gateway cannot be reached, and since when (ISO 8601). */
  readonly problem?: { readonly message: string; readonly since: string };
}
