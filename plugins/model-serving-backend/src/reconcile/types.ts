import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import type {
  ComponentName,
  ConfigurationLine,
  Failure,
  FieldMessage,
  GradualRollout,
  InferenceService,
  ModelMetadata,
  ResourceRef,
  RevisionFacts,
  RolloutRecord,
  ServingRuntime,
  Shadow,
  StickyKey,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { Ceiling } from '../autoscale';
import type { GatewayKnowledge, RouteIntent, TrafficLimits } from '../routing';
import type {
  ObservedDeployment,
  StoredResource,
  StoredRevision,
} from '../store/types';

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
  /** Predictor, transformer, explainer: those of the spec, and those that it had. */
  readonly components: readonly ComponentWorld[];
  /** Whether the whole service was Ready at any time since the last stop, by the status kept so far. */
  readonly wasReady: boolean;
  /** By revision key, of this service only; also of revisions that are not kept any more. */
  readonly facts: ReadonlyMap<string, RevisionFacts>;
  /** Hosts and path of the service. */
  readonly route: Pick<
    RouteIntent,
    'id' | 'serviceUid' | 'hosts' | 'pathPrefix' | 'access'
  >;
  /** How its traffic is spread otherwise than by weights alone. */
  readonly splitting?: Splitting;
  readonly gateways: GatewayKnowledge;
  /** Why requests from outside the cluster are not let in. */
  readonly exposureProblem?: {
    readonly message: string;
    readonly since: string;
  };
  /** ms since epoch */
  readonly now: number;
}

/** What a service says of its splits. */
export interface Splitting {
  /** Hosts of a tag of a component; absent: it has no tags. */
  readonly tagHosts?: (
    component: ComponentName,
    tag: SplitTag,
  ) => readonly string[];
  /** Hosts of a canary that the spec names. */
  readonly canaryHosts?: (
    component: ComponentName,
    canary: string,
  ) => readonly string[];
  readonly sticky?: StickyKey;
  /** Which canary gets copies, and of how many requests. */
  readonly shadow?: Shadow;
}

/** KServe's tags: the newest ready revision, and what is rolled out beside it. */
export type SplitTag = 'latest' | 'prev';

/** What is known of one component of a service. */
export interface ComponentWorld {
  readonly component: ComponentName;
  /** What its spec comes to; undefined: the service no longer has such a component. */
  readonly resolution?: Resolution;
  /** Kept revisions, oldest first. */
  readonly revisions: readonly StoredRevision[];
  /** Revision that the component's traffic went to, but for a canary's share, by the status kept so far. */
  readonly servingBefore?: string;
  /** Revisions that had a canary's share beside it, be it 0 %, by the status kept so far. */
  readonly canariesBefore?: readonly CanaryBefore[];
  /** Share of the traffic that the current revision is to have beside what is rolled out; absent: all of it. */
  readonly canaryPercent?: number;
  /** Canaries that the spec names, in its order. Absent: none. */
  readonly canaries?: readonly CanaryWorld[];
  /** How long a new revision takes to get all traffic, in ms. Absent: it gets it at once. */
  readonly rolloutDurationMs?: number;
  /** What was rolled out, as kept so far. */
  readonly rollout?: RolloutRecord;
  /** Newest revision that ever had a ready replica since the last stop, by the status kept so far. */
  readonly latestReady?: string;
  /** Replicas that it should have while the service runs; where its requests decide, those that it starts with. */
  readonly wantedReplicas: number;
  /** By revision key: replicas that the requests call for. Absent: their number is fixed. */
  readonly scaled?: ReadonlyMap<string, number>;
  /** The autoscaler of the cluster that scales those of `scaled`, whose numbers are what it came to. */
  readonly clusterScale?: ClusterScale;
  /** By revision key: how its maximum holds requests up. Absent: it does not. */
  readonly ceilings?: ReadonlyMap<string, Ceiling>;
  /** Limits of requests to it. */
  readonly limits: TrafficLimits;
}

/** A revision that had a canary's share. */
export interface CanaryBefore {
  /** Of the revision. */
  readonly name: string;
  readonly percent: number;
  /** Which of the canaries that the spec names; absent: none of them. */
  readonly canary?: string;
}

/** One of the canaries that the spec names. */
export interface CanaryWorld {
  readonly name: string;
  /** As asked for. */
  readonly percent: number;
  readonly replicas: number;
  /** What it comes to. */
  readonly resolution: Resolution;
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
      /** To what on the cluster the number is left from then on. */
      readonly scale?: ClusterScale;
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
  /** Of its component's traffic, in percent. */
  readonly percent: number;
  /** It has a canary's share, be it 0 %. */
  readonly isCanary?: boolean;
  /** Which of the canaries that the spec names. */
  readonly canary?: string;
  /** It is what canaries are beside, though they have all traffic. */
  readonly isServing?: boolean;
}

/** Why there is no revision of a component's spec. */
export type ComponentFailure = Failure & { readonly component: ComponentName };

/** What to do about one service now. */
export interface DeploymentPlan {
  readonly steps: readonly PlanStep[];
  /** Revisions after the steps by component, oldest first. */
  readonly revisions: readonly PlannedRevision[];
  /** Keys of the revisions that the current spec comes to, one a component; none while stopped or going. */
  readonly current: readonly string[];
  /** The component that the service's requests reach first. */
  readonly entry: ComponentName;
  /** Components that are added to a service that serves: they take no part until they can. */
  readonly joining: readonly ComponentName[];
  /** Where the traffic goes after the steps. */
  readonly intent?: RouteIntent;
  /** Why there is no revision of the current spec of a component. */
  readonly failures: readonly ComponentFailure[];
  /** New revisions that get all traffic step by step, by component. Absent: there is none. */
  readonly gradual?: ReadonlyMap<ComponentName, GradualRollout>;
  /** What the next steps wait for; undefined: nothing is left to do. */
  readonly waitingFor?: 'gateway' | 'replicas' | 'drain' | 'status';
}

/** What others want to know of a pass. */
export interface DeploymentWatcher {
  /** What the model of the revision says of itself, as far as it is known; asks for it otherwise, without waiting. */
  metadata(
    stored: StoredResource<'InferenceService'>,
    world: PlanWorld,
    plan: DeploymentPlan,
  ): ModelMetadata | undefined;
  /** What is kept of a deployment changed. */
  changed(
    stored: StoredResource<'InferenceService'>,
    previous: ObservedDeployment | undefined,
    observed: ObservedDeployment,
  ): Promise<void>;
}
