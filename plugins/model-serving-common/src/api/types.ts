import type { ServiceAccess } from '../access';
import type { RouteProfile } from '../openDataHub';
import { ClusterScaler, RevisionFacts } from '../facts';
import {
  Condition,
  Connection,
  ConnectionType,
  InferenceService,
  Protocol,
  ResourceRef,
  ResourceRequirements,
  ServingRuntime,
} from '../resources';
import { Endpoint, ModelMetadata } from '../endpoints/types';
import { FieldMessage } from '../FieldMessage';
import { ConfigurationLine } from '../pod/ConfigurationLine';
import type { ClusterSettings } from '../settings';
import { RuntimeChoice } from '../runtimes/RuntimeChoice';
import { DeploymentState } from '../status/types';
import type { HistoryOrigin } from './history';

/** @public */
export interface Page<T> {
  readonly items: readonly T[];
  /** Matches of the filter, over all pages. */
  readonly totalItems: number;
  readonly pageInfo: { readonly nextCursor?: string };
}

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

/** @public */
export interface EventView {
  /** `cluster`: the cluster itself tells of its objects; absent: what Greenroom saw or did. */
  readonly source?: 'cluster';
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly object?: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
}

/** Who did what, when. @public */
export interface HistoryView {
  /** Identity of the write; later ones have larger numbers. */
  readonly id: number;
  readonly generation: number;
  readonly at: string;
  readonly actor?: string;
  readonly action: string;
  /** With what it was made; absent: not said. */
  readonly how?: HistoryOrigin;
  /** Field paths that changed. */
  readonly changes: readonly string[];
  readonly result: 'accepted' | 'refused';
  /** Whether the object after the write is still kept, to look at and to restore. */
  readonly hasObject: boolean;
}

/** @public */
export interface LogLine {
  readonly replica: string;
  /** Which container of the replica; absent: it has one log. */
  readonly container?: string;
  /** Written before the last restart. */
  readonly isPrevious?: true;
  /** ISO 8601 */
  readonly at?: string;
  readonly text: string;
}

/** Metric ranges people can choose. @public */
export type MetricRange = '15m' | '1h' | '24h' | '7d' | '30d';

/** Points are `[ms since epoch, value | null]`; null: not measured. @public */
export interface MetricSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number | null])[];
}

/** Answer of `GET …/metrics`. Rates per second, latencies in ms, cpu in cores, memory in bytes. @public */
export interface DeploymentMetrics {
  readonly range: MetricRange;
  readonly stepSeconds: number;
  /** Why there is nothing, where there is nothing. */
  readonly absence?: string;
  readonly requests: readonly MetricSeries[]; // ok, client, server
  readonly latency: readonly MetricSeries[]; // p50, p95, p99
  readonly errors: readonly MetricSeries[]; // ratio
  readonly inflight: readonly MetricSeries[];
  readonly replicas: readonly MetricSeries[]; // desired, ready
  readonly cpu: readonly MetricSeries[];
  readonly memory: readonly MetricSeries[];
  /** Those that had requests, the most first. Absent: a backend that does not tell them apart. */
  readonly revisions?: readonly RevisionMetrics[];
  /** By the tag that requests name, the most first; none where the deployment has no tags. Absent: not told apart. */
  readonly tags?: readonly TrafficPart[];
  /** By token, the most first. Absent: the caller may not see the deployment's tokens. */
  readonly tokens?: readonly TrafficPart[];
  /** Answered or broken off by the gateway itself, by its reason, the most first. Absent: not told apart. */
  readonly refusals?: readonly TrafficPart[];
}

/** Requests of one part of the traffic in the range. @public */
export interface TrafficPart {
  /** Of the tag (`UNTAGGED`, `UNKNOWN_TAG` among them), the token, or the reason. */
  readonly name: string;
  /** All that is not told apart. */
  readonly isRest?: true;
  /** Answers by class, as in `DeploymentMetrics.requests`. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  /** Over the whole range, ms. Absent: not measured. */
  readonly p95?: number;
  /** Per second, by class. Absent: it is not among the busiest. */
  readonly requests?: readonly MetricSeries[];
  /** p95, ms. */
  readonly latency?: MetricSeries;
}

/** Requests of one revision in the range. @public */
export interface RevisionMetrics {
  /** Its name. */
  readonly revision: string;
  /** Answers by class, as in `DeploymentMetrics.requests`. */
  readonly ok: number;
  readonly client: number;
  readonly server: number;
  /** Over the whole range, ms. */
  readonly p95?: number;
  /** Per second, all classes. */
  readonly requests: MetricSeries;
  /** p95, ms. */
  readonly latency: MetricSeries;
  /** Per second, by class. Absent: it is not among the busiest. */
  readonly answers?: readonly MetricSeries[];
}

/** Body of `POST /connections` and of `POST /connections/test`. @public */
export interface ConnectionInput {
  readonly cluster?: string;
  readonly namespace: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly type: ConnectionType;
  /** All fields, secret ones too. On an update an absent or empty secret keeps the stored one. */
  readonly values: Record<string, string>;
  /** The deployment (name) it lives and dies with. */
  readonly privateTo?: string;
}

/** A connection as it is shown: never a secret. @public */
export interface ConnectionView {
  readonly ref: ResourceRef;
  readonly title: string;
  readonly description?: string;
  readonly owner?: string;
  readonly entityRef: string;
  readonly resource: Connection;
  readonly hasCredentials: boolean;
  /** Deployments that use it, of all namespaces, as far as the caller may see them. */
  readonly usedBy: readonly ResourceRef[];
  /** How many more use it that the caller may not see. Absent: none. */
  readonly usedByOthers?: number;
  readonly createdAt: string;
}

/** Steps of a connection test, each told. @public */
export interface ConnectionTestResult {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly name: 'address' | 'connect' | 'authenticate' | 'bucket' | 'path';
    readonly ok: boolean;
    readonly message: string;
  }[];
  /** One sentence. */
  readonly message: string;
  readonly code?: string;
}

/** Answer of `GET …/browse`. @public */
export interface BrowsePage {
  readonly prefix: string;
  readonly folders: readonly string[];
  readonly files: readonly {
    readonly key: string;
    /** Bytes; absent where only reading it would tell. */
    readonly size?: number;
    readonly modifiedAt?: string;
  }[];
  readonly nextCursor?: string;
}

/** What a cluster can do: what `describe()` of its driver answers, plus its name. @public */
export interface ClusterView {
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly reachable: boolean;
  readonly message?: string;
  /** ISO 8601: since when it is not reachable, and nothing of it is known. */
  readonly unknownSince?: string;
  readonly namespaces: readonly string[];
  readonly capabilities: ClusterCapabilities;
}

/** @public */
export interface ClusterCapabilities {
  /** `programs`: what containers run are programs of the cluster's own, by their names. Absent: images. */
  readonly runs?: 'programs';
  /** URI schemes that can be fetched, e.g. `s3`. */
  readonly storageSchemes: readonly string[];
  /** Autoscaler classes that work here; `none`: fixed replicas only. */
  readonly autoscalerClasses: readonly string[];
  /** Those that an autoscaler of the cluster decides, whether or not it is there now. Absent: none. */
  readonly clusterAutoscalers?: readonly string[];
  /** What classes that are not there would need, by class. */
  readonly autoscalerNeeds?: Readonly<Record<string, string>>;
  readonly scaleToZero: boolean;
  readonly externalRoutes: boolean;
  /** Open Data Hub, or OpenShift AI, is there: see {@link ClusterSettings.openDataHub}. Absent: it is not. */
  readonly openDataHub?: boolean;
  /** What it says otherwise than the configuration of all clusters. */
  readonly ingress?: Partial<ClusterSettings['ingress']>;
  readonly accelerators: readonly {
    readonly resource: string;
    readonly title: string;
    readonly count: number;
  }[];
  readonly capacity: {
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly diskBytes?: number;
    /** Models that are kept for the next start; without a limit they may have what the disk has. */
    readonly modelCache?: {
      readonly bytes: number;
      readonly limitBytes?: number;
    };
  };
  readonly maxReplicas: number;
  /** Why the CPU and memory of replicas are not known, and what is needed; absent: they are, or nobody has looked yet. */
  readonly usageProblem?: string;
}

/** Body of `POST …/try`. @public */
export interface TryRequest {
  /** Path below the endpoint, e.g. `/v2/models/iris/infer`. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  /** JSON text, at most 5 MB. */
  readonly body?: string;
}

/** @public */
export interface TryResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly truncated: boolean;
  readonly latencyMs: number;
}
