import type { ServiceAccess } from '../access';
import { Endpoint, ModelMetadata } from '../endpoints/types';
import { ClusterScaler, RevisionFacts } from '../facts';
import { FieldMessage } from '../FieldMessage';
import type { RouteProfile } from '../openDataHub';
import { ConfigurationLine } from '../pod/ConfigurationLine';
import {
  Condition,
  InferenceService,
  Protocol,
  ResourceRef,
  ResourceRequirements,
  ServingRuntime,
} from '../resources';
import { RuntimeChoice } from '../runtimes/RuntimeChoice';
import { DeploymentState } from '../status/types';
import type { Page } from './page';

/** @public */
export interface ReplicaCounts {
  readonly ready: number;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  /** What on the cluster decides the number between them; absent: Greenroom does. */
  readonly scaledBy?: ClusterScaler;
}

/** A row of the list. @public */
export interface DeploymentSummary {
  readonly ref: ResourceRef;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  readonly lifecycle: string;
  readonly tags: readonly string[];
  /** Reference of its catalog entity. */
  readonly entityRef: string;
  readonly state: Pick<
    DeploymentState,
    'code' | 'word' | 'tone' | 'headline' | 'notes'
  >;
  /** ISO 8601; when the state word last changed. */
  readonly stateSince: string;
  readonly runtime?: {
    readonly kind: ServingRuntime['kind'];
    readonly name: string;
    readonly title: string;
    readonly version?: string;
  };
  readonly model: {
    readonly format?: string;
    readonly version?: string;
    readonly type: 'predictive' | 'generative';
    readonly protocol?: Protocol;
    /** Name in URLs. */
    readonly name: string;
    readonly uri?: string;
    readonly connection?: string;
  };
  readonly endpoints: readonly Endpoint[];
  readonly resources?: ResourceRequirements;
  readonly replicas: ReplicaCounts;
  readonly access: ServiceAccess;
  /** Over the last 5 minutes; absent: not known. */
  readonly traffic?: {
    readonly requestsPerSecond: number;
    readonly errorRatio: number;
  };
  readonly createdAt: string;
  readonly lastDeployedAt?: string;
  /** Its cluster is not configured any more: what is told is what was known last, and a deletion only forgets it here. */
  readonly isClusterRemoved?: boolean;
}

/** @public */
export interface RevisionView {
  readonly name: string;
  readonly component: string;
  readonly number: number;
  readonly createdAt: string;
  readonly createdBy?: string;
  readonly modelUri?: string;
  readonly runtime?: string;
  /** Configured share of the traffic in percent. */
  readonly percent: number;
  /** It has a canary's share, be it 0 %. */
  readonly isCanary?: boolean;
  /** Its name, if it is one of the canaries that the spec names. */
  readonly canary?: string;
  /** Its cluster changes it in place: its number says nothing, and people know it by its name. */
  readonly isChangedInPlace?: boolean;
  readonly facts?: RevisionFacts;
}

/** @public */
export interface DeploymentDetail extends DeploymentSummary {
  readonly fullState: DeploymentState;
  readonly conditions: readonly Condition[];
  readonly resource: InferenceService;
  readonly revisions: readonly RevisionView[];
  readonly modelMetadata?: ModelMetadata;
  readonly configuration: readonly ConfigurationLine[];
  readonly warnings: readonly FieldMessage[];
  /** Whose reading of its labels and annotations counts where people call it; absent: KServe's. */
  readonly routeProfile?: RouteProfile;
  /**
   * Why no gateway of ours is in front of it: its cluster routes requests by itself. Tokens, counted traffic and all that is
   * done to requests are the cluster's then. Absent: there is one.
   */
  readonly ungated?: string;
}

/** Answer of a write with `?dryRun=true`. Nothing was stored. @public */
export interface DryRunResult {
  readonly resource: InferenceService;
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
  readonly runtime?: RuntimeChoice;
  readonly configuration?: readonly ConfigurationLine[];
}

/** Query of `GET /deployments`. @public */
export interface DeploymentQuery {
  readonly cursor?: string;
  /** 1…200, default 50. */
  readonly limit?: number;
  /** Name, title, description, tags. */
  readonly search?: string;
  readonly states?: readonly string[];
  readonly owners?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly runtimes?: readonly string[];
  readonly formats?: readonly string[];
  readonly orderBy?: {
    readonly field: DeploymentOrderField;
    readonly order: 'asc' | 'desc';
  };
}

/** @public */
export type DeploymentOrderField =
  | 'lastDeployed'
  | 'name'
  | 'state'
  | 'owner'
  | 'namespace'
  | 'created'
  | 'runtime'
  | 'format';

/** Answer of `GET /deployments`: a page, and counts over everything the caller may see. @public */
export interface DeploymentPage extends Page<DeploymentSummary> {
  readonly counters: {
    readonly all: number;
    readonly ready: number;
    readonly failed: number;
    readonly stopped: number;
    readonly unowned: number;
  };
}
