import { Protocol } from './inferenceService';
import { KubernetesObject } from './meta';
import { Container } from './pod';

/** @public */
export interface SupportedModelFormat {
  name: string;
  version?: string;
  autoSelect?: boolean;
  /** ≥ 1; higher wins. */
  priority?: number;
}

/** @public */
export interface ServingRuntimeSpec {
  containers: Container[];
  supportedModelFormats?: SupportedModelFormat[];
  protocolVersions?: Protocol[];
  multiModel?: boolean;
  disabled?: boolean;
  workerSpec?: Record<string, unknown>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  nodeSelector?: Record<string, string>;
  affinity?: Record<string, unknown>;
  tolerations?: Record<string, unknown>[];
  volumes?: Record<string, unknown>[];
  imagePullSecrets?: { name: string }[];
  [field: string]: unknown;
}

/** KServe's ServingRuntime (namespaced) or ClusterServingRuntime. @public */
export interface ServingRuntime extends KubernetesObject {
  kind: 'ServingRuntime' | 'ClusterServingRuntime';
  spec: ServingRuntimeSpec;
}
