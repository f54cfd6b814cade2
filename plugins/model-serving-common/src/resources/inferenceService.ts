import { KubernetesObject } from './meta';
import { Container, PodSpec } from './pod';

/** Inference protocols that KServe names. @public */
export type Protocol = 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';

/** @public */
export interface ModelFormat {
  name: string;
  version?: string;
}

/** Storage by connection (KServe's storage spec): `key` names the connection. @public */
export interface StorageSpec {
  key?: string;
  path?: string;
  parameters?: Record<string, string>;
  schemaPath?: string;
}

/** `spec.predictor.model`: what to serve; its container fields override the runtime's. @public */
export interface ModelSpec extends Container {
  modelFormat: ModelFormat;
  runtime?: string;
  protocolVersion?: Protocol;
  runtimeVersion?: string;
  storageUri?: string;
  storage?: StorageSpec;
  confidential?: ConfidentialSpec;
}

/** Whether the model is encrypted, and by which key. @public */
export interface ConfidentialSpec {
  enabled: boolean;
  /** `kbs:///<repo>/<type>/<tag>`. */
  resourceId?: string;
}

/** One of several downloads of a component. @public */
export interface StorageUri {
  uri: string;
  /** `/mnt/models` where none is given. */
  mountPath?: string;
}

/** What a metric is scaled to. @public */
export interface MetricTarget {
  type?: 'Utilization' | 'Value' | 'AverageValue';
  averageUtilization?: number;
  averageValue?: string | number;
  value?: string | number;
}

/** One metric of `autoScaling`; the lower case of `podmetric` is KServe's. @public */
export interface MetricSpec {
  type: 'Resource' | 'External' | 'PodMetric';
  resource?: { name: 'cpu' | 'memory'; target: MetricTarget };
  external?: {
    metric: { backend?: string; query?: string; serverAddress?: string };
    target: MetricTarget;
  };
  podmetric?: {
    metric: { backend?: string; query?: string; serverAddress?: string };
    target: MetricTarget;
  };
}

/** @public */
export interface AutoScalingSpec {
  metrics?: MetricSpec[];
  behavior?: Record<string, unknown>;
}

/** Fields that every component may carry. @public */
export interface ComponentExtension {
  minReplicas?: number;
  maxReplicas?: number;
  scaleTarget?: number;
  scaleMetric?: 'cpu' | 'memory' | 'concurrency' | 'rps';
  containerConcurrency?: number;
  /** Seconds. */
  timeout?: number;
  canaryTrafficPercent?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  logger?: LoggerSpec;
  batcher?: BatcherSpec;
  deploymentStrategy?: Record<string, unknown>;
  autoScaling?: AutoScalingSpec;
  storageUris?: StorageUri[];
}

/** Where requests and answers of a component are sent as CloudEvents. @public */
export interface LoggerSpec {
  url?: string;
  /** Empty: all. */
  mode?: 'all' | 'request' | 'response' | '';
  /** Request headers that events repeat. */
  metadataHeaders?: string[];
  /** Annotations of the service that events repeat. */
  metadataAnnotations?: string[];
  storage?: Record<string, unknown>;
  marshallerUrl?: string;
  batchSize?: number;
  batchInterval?: string;
}

/** How predictions of a component are collected. @public */
export interface BatcherSpec {
  /** Instances; absent or not positive: 32. */
  maxBatchSize?: number;
  /** Ms; absent or not positive: 5000. */
  maxLatency?: number;
  /** Seconds for the answer of a batch. */
  timeout?: number;
}

/** The nodes of a predictor beside its head. @public */
export interface WorkerSpec extends PodSpec {
  pipelineParallelSize?: number;
  tensorParallelSize?: number;
}

/** @public */
export interface PredictorSpec extends PodSpec, ComponentExtension {
  name?: string;
  model?: ModelSpec;
  workerSpec?: WorkerSpec;
  /** The ClusterStorageContainer that fetches the model, whatever its URI. */
  storageContainerName?: string;
}

/** Transformer or explainer. @public */
export interface ComponentSpec extends PodSpec, ComponentExtension {}

/** KServe's own explainer: the Adversarial Robustness Toolbox. @public */
export interface ArtExplainer extends Container {
  type?: string;
  storageUri?: string;
  storage?: StorageSpec;
  runtimeVersion?: string;
  config?: Record<string, string>;
}

/** @public */
export interface ExplainerSpec extends ComponentSpec {
  art?: ArtExplainer;
}

/** @public */
export interface InferenceServiceSpec {
  predictor: PredictorSpec;
  transformer?: ComponentSpec;
  explainer?: ExplainerSpec;
  canary?: { predictor: PredictorSpec; trafficPercent: number }[];
}

/** KServe condition; `severity: Info` where Ready does not depend on it. @public */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  severity?: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** KServe's words for the state of a model copy. @public */
export type ModelState =
  | 'Pending'
  | 'Standby'
  | 'Loading'
  | 'Loaded'
  | 'FailedToLoad'
  | '';

/** @public */
export interface ModelStatus {
  transitionStatus:
    | 'UpToDate'
    | 'InProgress'
    | 'BlockedByFailedLoad'
    | 'InvalidSpec'
    | '';
  states?: { activeModelState: ModelState; targetModelState: ModelState };
  lastFailureInfo?: {
    reason?: string;
    message?: string;
    location?: string;
    modelRevisionName?: string;
    time?: string;
    exitCode?: number;
  };
  copies?: { totalCopies?: number; failedCopies: number };
}

/** @public */
export interface ComponentStatus {
  url?: string;
  restUrl?: string;
  grpcUrl?: string;
  address?: { url?: string };
  latestCreatedRevision?: string;
  latestReadyRevision?: string;
  latestRolledoutRevision?: string;
  previousRolledoutRevision?: string;
  traffic?: {
    revisionName?: string;
    latestRevision?: boolean;
    percent?: number;
    tag?: string;
    url?: string;
  }[];
}

/** @public */
export interface InferenceServiceStatus {
  observedGeneration?: number;
  conditions?: Condition[];
  url?: string;
  address?: { url?: string };
  deploymentMode?: string;
  servingRuntimeName?: string;
  clusterServingRuntimeName?: string;
  components?: Record<string, ComponentStatus>;
  modelStatus?: ModelStatus;
  canaryStatuses?: {
    name: string;
    ready: boolean;
    trafficPercent: number;
    modelStatus?: ModelStatus;
  }[];
}

/** KServe's InferenceService v1beta1. Unknown fields survive a round trip. @public */
export interface InferenceService extends KubernetesObject {
  kind: 'InferenceService';
  spec: InferenceServiceSpec;
  status?: InferenceServiceStatus;
}

/** @public */
export type ComponentName = 'predictor' | 'transformer' | 'explainer';
