import { Endpoint } from '../endpoints/types';
import { Failure, FindingCode, RevisionFacts } from '../facts';
import { RouteProfile } from '../openDataHub';
import { ComponentName, InferenceService } from '../resources';

/** The closed list of state words (screens.md §5). @public */
export type StateCode =
  | 'deleting'
  | 'unknown'
  | 'stopped'
  | 'stopping'
  | 'ready'
  | 'idle'
  | 'queued'
  | 'failed'
  | 'starting';

/** Tone of a state: how it is coloured; words and icons carry the meaning. @public */
export type Tone =
  | 'green'
  | 'amber'
  | 'red'
  | 'blue'
  | 'teal'
  | 'purple'
  | 'grey';

/** @public */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly component?: string;
  readonly revision?: string;
  readonly replica?: string;
  /** ISO 8601 */
  readonly since?: string;
  /** One line in plain words. */
  readonly headline: string;
  /** Upstream text, verbatim. */
  readonly detail?: string;
  /** What to do now. */
  readonly action: string;
  /** Who can fix it. */
  readonly fixableBy: 'owner' | 'platform' | 'anyone';
}

/** Steps on the way to Ready, in the order in which they are shown. @public */
export type StepCode =
  | 'requested'
  | 'runtime-chosen'
  | 'admitted'
  | 'model-fetched'
  | 'replica-started'
  | 'model-loaded'
  | 'route-live'
  | 'ready';

/** @public */
export interface Step {
  readonly code: StepCode;
  readonly label: string;
  readonly state: 'done' | 'active' | 'failed' | 'waiting' | 'unused';
  /** ISO 8601 */
  readonly at?: string;
  /** For example `12 of 27 MiB`. */
  readonly message?: string;
}

/**
 * What people see of a deployment: one value for list, card, tab, notification, search and API.
 * @public
 */
export interface DeploymentState {
  readonly code: StateCode;
  /** The word: `Ready`, `Starting`, … */
  readonly word: string;
  readonly tone: Tone;
  /** One line: why, or what is happening. */
  readonly headline: string;
  /** Facts beside the state, e.g. `Updating to iris-predictor-00002`. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  readonly steps: readonly Step[];
}

/**
 * Everything the state of a deployment is derived from, read once. {@link DeploymentState} and KServe's status are both
 * pure functions of it.
 * @public
 */
export interface DeploymentWorld {
  readonly service: InferenceService;
  /** All revisions that still matter, oldest first. */
  readonly revisions: readonly RevisionInWorld[];
  /** Runtime of the predictor's newest revision. */
  readonly runtime?: {
    readonly kind: 'ServingRuntime' | 'ClusterServingRuntime';
    readonly name: string;
  };
  /**
   * Why no revision could be made of a component's current spec (no runtime, bad placeholder, missing connection, …).
   */
  readonly planFailures?: readonly (Failure & {
    readonly component: ComponentName;
  })[];
  /** Components that are added to a service that serves: it goes on without them until they can take their part. */
  readonly joining?: readonly ComponentName[];
  readonly route: {
    /** The gateway confirmed a snapshot that sends this service's traffic where it should go now. */
    readonly live: boolean;
    /** ISO 8601: since when it is not live, without a look in between at which it was. Absent: since now. */
    readonly missingSince?: string;
    /** Why not, e.g. that the gateway could not be reached, and since when. */
    readonly problem?: { readonly message: string; readonly since: string };
    /** Addresses, once there is a gateway. */
    readonly endpoints: readonly Endpoint[];
    /** Addresses by tag of revisions of the component that requests reach first; absent: it has no tags. */
    readonly tags?: readonly {
      readonly component: ComponentName;
      readonly revision: string;
      readonly tag: string;
      readonly url?: string;
    }[];
  };
  /** The cluster cannot be observed. */
  readonly clusterProblem?: {
    readonly message: string;
    readonly since: string;
    /** It is not configured any more: nobody looks at it again, and nobody deletes anything on it. */
    readonly isRemoved?: boolean;
  };
  /** What it was when it was last seen, while it cannot be; absent: as the facts say. */
  readonly lastKnown?: StateCode;
  /** What was rolled out of each component, as kept so far: a stop clears the status, but not this. */
  readonly rollouts?: Rollouts;
  /** Whether it was serving at any time since the last stop (from the status kept so far). */
  readonly wasReady: boolean;
  /** Whether people could reach it when it was last looked at: a route that changes under it does not interrupt it. */
  readonly wasReachable: boolean;
  /** Whose reading of the service's labels and annotations counts where people call; absent: KServe's. */
  readonly routeProfile?: RouteProfile;
  /** Whether something changes the number of replicas by load; absent: not known. */
  readonly hasAutoscaler?: boolean;
  /** Revisions whose maximum of replicas holds requests up, and since when (ISO 8601). */
  readonly ceilings?: readonly {
    readonly component: ComponentName;
    /** Its key. */
    readonly revision: string;
    readonly wanted: number;
    readonly max: number;
    readonly since: string;
  }[];
  /** ms since epoch */
  readonly now: number;
}

/**
 * KServe's roll-out record of a component: the revision that last had all its traffic, and the one that had it before.
 * A canary is split against it. Source: kserve-status-and-objects §8.1.
 * @public
 */
export interface RolloutRecord {
  readonly rolledOut?: string;
  readonly previous?: string;
  /** Of the newest revision, beside what is rolled out. */
  readonly guard?: GuardTrip;
  /** The newest revision is getting all traffic step by step. */
  readonly gradual?: GradualRollout;
  /** Of canaries that the spec names. */
  readonly guards?: readonly GuardTrip[];
}

/**
 * A revision on its way to all traffic of its component: Knative's gradual rollout. Source: gateway-and-graphs §3.
 * @public
 */
export interface GradualRollout {
  /** ISO 8601 */
  readonly startedAt: string;
  /** Oldest first; together 100. */
  readonly revisions: readonly {
    readonly name: string;
    readonly percent: number;
  }[];
  /** What the newest one gets with each step; absent: it does not serve yet. */
  readonly stepPercent?: number;
  readonly stepMs?: number;
  /** ISO 8601 */
  readonly nextStepAt?: string;
}

/** A canary that was worse than what it is beside, and lost its traffic for that. @public */
export interface GuardTrip {
  /** Name of the canary. */
  readonly revision: string;
  /** The share that was asked for: another one gives it traffic again. */
  readonly percent: number;
  /** ISO 8601 */
  readonly at: string;
  /** In words: `12 % of its requests failed, 0 % of v1`. */
  readonly because: string;
}

/** Roll-out records by component. @public */
export type Rollouts = {
  readonly [component in ComponentName]?: RolloutRecord;
};

/** @public */
export interface RevisionInWorld {
  readonly key: string;
  readonly name: string;
  readonly component: ComponentName;
  readonly number: number;
  readonly createdAt: string;
  /** Share of its component's traffic, configured, in percent. */
  readonly percent: number;
  /** It has a canary's share beside what is rolled out, be it 0 %. */
  readonly isCanary?: boolean;
  /** Its name, if it is one of the canaries that the spec names. */
  readonly canary?: string;
  /** Generation of the service's spec that made it. */
  readonly generation: number;
  /** Absent: the driver has not spoken of it yet. */
  readonly facts?: RevisionFacts;
}
