import type {
  ConfigurationLine,
  Failure,
  FieldMessage,
  InferenceService,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { GatewayKnowledge, RouteIntent } from '../routing';
import type { StoredRevision } from '../store/types';

/** What a revision of the current spec would run, before it has a number. */
export interface RevisionDraft
  extends Pick<RevisionSpec, 'pod' | 'model' | 'modelName' | 'protocol'> {
  readonly runtime?: {
    readonly kind: ServingRuntime['kind'];
    readonly name: string;
    readonly title: string;
    readonly version?: string;
  };
  /** Equal for equal drafts; replicas and titles are not part of it. */
  readonly fingerprint: string;
}

/** What the current spec comes to on its cluster. */
export type Resolution =
  | {
      readonly kind: 'resolved';
      readonly draft: RevisionDraft;
      readonly configuration: readonly ConfigurationLine[];
      readonly warnings: readonly FieldMessage[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Everything that a plan is made from, read once. */
export interface PlanWorld {
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly service: InferenceService;
  readonly createdBy?: string;
  /** Deletion was accepted. */
  readonly isDeleting: boolean;
  readonly resolution: Resolution;
  /** Kept revisions of the predictor, oldest first. */
  readonly revisions: readonly StoredRevision[];
  /** By revision key, of this service only; also of revisions that are not kept any more. */
  readonly facts: ReadonlyMap<string, RevisionFacts>;
  /** Revision that the traffic went to, by the status kept so far. */
  readonly servingBefore?: string;
  /** Newest revision that ever had a ready replica since the last stop, by the status kept so far. */
  readonly latestReady?: string;
  /** Hosts and path of the service, and limits of its requests. */
  readonly route: Omit<RouteIntent, 'destination'>;
  readonly gateways: GatewayKnowledge;
  /** Replicas that the service should have while it runs. */
  readonly wantedReplicas: number;
  /** ms since epoch */
  readonly now: number;
}

/** One thing to do. Each may be repeated, and stopping between any two of them is safe. */
export type PlanStep =
  /** Keep a new revision. */
  | { readonly kind: 'add-revision'; readonly revision: StoredRevision }
  /** Send the traffic there; absent: the service has no route. */
  | { readonly kind: 'route'; readonly intent?: RouteIntent }
  | {
      readonly kind: 'apply';
      readonly revision: StoredRevision;
      readonly replicas: number;
    }
  /** No gateway knows the replica any more. */
  | {
      readonly kind: 'drained';
      readonly key: string;
      readonly replica: string;
    }
  /** The cluster forgets the revision. */
  | { readonly kind: 'remove'; readonly key: string }
  /** It is not kept any more. */
  | { readonly kind: 'forget-revision'; readonly revision: StoredRevision }
  /** Private connections go with their deployment. */
  | { readonly kind: 'remove-connections' }
  | { readonly kind: 'remove-record' };

/** A revision with its share of the traffic. */
export interface PlannedRevision {
  readonly revision: StoredRevision;
  /** Of the service's traffic, in percent. */
  readonly percent: number;
}

/** What to do about one service now. */
export interface DeploymentPlan {
  readonly steps: readonly PlanStep[];
  /** Revisions after the steps, oldest first. */
  readonly revisions: readonly PlannedRevision[];
  /** Key of the revision that the current spec comes to; absent while stopped or going. */
  readonly current?: string;
  /** Where the traffic goes after the steps. */
  readonly intent?: RouteIntent;
  /** Why there is no revision of the current spec. */
  readonly failure?: Failure;
  /** What the next steps wait for; undefined: nothing is left to do. */
  readonly waitingFor?: 'gateway' | 'replicas' | 'drain' | 'status';
}
