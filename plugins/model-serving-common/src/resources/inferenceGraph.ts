import { Condition } from './inferenceService';
import { KubernetesObject } from './meta';

/** How the steps of a node run: one after another, one by condition, all at once, or one by weight. @public */
export type RouterType = 'Sequence' | 'Splitter' | 'Ensemble' | 'Switch';

/** One step of a node; exactly one of `nodeName`, `serviceName` and `serviceUrl` says where it goes. @public */
export interface InferenceStep {
  name?: string;
  nodeName?: string;
  serviceName?: string;
  serviceUrl?: string;
  /** `$request` or `$response`. */
  data?: string;
  /** Percent, in a Splitter. */
  weight?: number;
  /** GJSON path, in a Switch. */
  condition?: string;
  /** `Hard`: its failure ends the request. */
  dependency?: 'Soft' | 'Hard';
  mapPredictionsToInstances?: boolean;
}

/** @public */
export interface InferenceRouter {
  routerType: RouterType;
  steps?: InferenceStep[];
}

/** KServe's InferenceGraph v1alpha1. @public */
export interface InferenceGraph extends KubernetesObject {
  kind: 'InferenceGraph';
  spec: {
    /** Nodes by name; `root` is where a request enters. */
    nodes: Record<string, InferenceRouter>;
    /** Seconds. */
    timeout?: number;
    minReplicas?: number;
    maxReplicas?: number;
    /** Seconds. */
    routerTimeouts?: {
      serverRead?: number;
      serverWrite?: number;
      serverIdle?: number;
      serviceClient?: number;
    };
    [field: string]: unknown;
  };
  status?: {
    url?: string;
    conditions?: readonly Condition[];
    /** Generation of the spec by which all gateways answer. */
    observedGeneration?: number;
  };
}
