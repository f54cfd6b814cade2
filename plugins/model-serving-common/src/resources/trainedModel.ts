import { KubernetesObject } from './meta';

/** KServe's TrainedModel v1alpha1: one model of a server that holds many. @public */
export interface TrainedModel extends KubernetesObject {
  kind: 'TrainedModel';
  spec: {
    /** Name of the multi-model InferenceService in the same namespace. */
    inferenceService: string;
    model: {
      storageUri: string;
      framework: string;
      /** Kubernetes quantity; YAML may write a whole one as a number. */
      memory: string | number;
    };
  };
}
