import type {
  GatewaySnapshot,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Where the traffic of one service should go, as the plan decided. Replicas are filled in from facts. */
export interface RouteIntent {
  /** `<namespace>/<service>` */
  readonly id: string;
  readonly serviceUid: string;
  /** Exact hosts; a port and letter case do not matter. */
  readonly hosts: readonly string[];
  readonly pathPrefix?: string;
  readonly destination: RouteDestination;
  /** Total time for an answer's headers in ms. */
  readonly timeoutMs?: number;
  /** Hard limit of requests in flight per replica. */
  readonly containerConcurrency?: number;
}

/** Revisions with their weights, or the answer that the service is switched off. */
export type RouteDestination =
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'revisions';
      readonly targets: readonly {
        readonly revision: string;
        readonly weight: number;
      }[];
    };

/** A snapshot without its version. */
export type SnapshotContent = Pick<GatewaySnapshot, 'routes' | 'revisions'>;

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
