import { KubernetesObject } from './meta';
import { PodSpec } from './pod';

/** How the replicas of a language model split their work. @public */
export interface LlmParallelism {
  tensor?: number;
  pipeline?: number;
  data?: number;
  dataLocal?: number;
  expert?: boolean;
  [field: string]: unknown;
}

/** The workload part of an LLMInferenceService; `prefill` has the same. @public */
export interface LlmWorkload {
  replicas?: number;
  scaling?: Record<string, unknown>;
  parallelism?: LlmParallelism;
  template?: PodSpec;
  worker?: PodSpec;
  [field: string]: unknown;
}

/** KServe's LLMInferenceService v1alpha2, as far as Greenroom reads it; other fields are kept. @public */
export interface LLMInferenceService extends KubernetesObject {
  kind: 'LLMInferenceService';
  spec: LlmWorkload & {
    model?: { uri?: string; name?: string; [field: string]: unknown };
    prefill?: LlmWorkload;
    router?: {
      route?: Record<string, unknown>;
      gateway?: Record<string, unknown>;
      ingress?: Record<string, unknown>;
      scheduler?: Record<string, unknown>;
      [field: string]: unknown;
    };
    baseRefs?: { name?: string }[];
  };
}
