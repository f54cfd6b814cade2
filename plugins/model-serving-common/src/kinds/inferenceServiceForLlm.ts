import { annotations, INFERENCE_SERVICE_API_VERSION } from '../constants';
import { InferenceService, LLMInferenceService } from '../resources';

/**
 * An InferenceService that serves the model of an LLMInferenceService with a runtime for language models: what a cluster
 * without KServe's LLM controller can run instead. Fixed replicas, no prefill, no scheduler.
 * @public
 */
export function inferenceServiceForLlm({
  metadata,
  spec,
}: LLMInferenceService): InferenceService {
  const main = spec.template?.containers?.find(({ name }) => name === 'main');
  const replicas = spec.replicas ?? 1;
  const { name, namespace, labels, annotations: notes } = metadata;
  const served = spec.model?.name;
  const args = [
    ...(served ? [`--model_name=${served}`] : []),
    ...(main?.args ?? []),
  ];
  return {
    apiVersion: INFERENCE_SERVICE_API_VERSION,
    kind: 'InferenceService',
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(labels && { labels }),
      annotations: { ...notes, [annotations.modelType]: 'generative' },
    },
    spec: {
      predictor: {
        minReplicas: replicas,
        maxReplicas: replicas,
        model: {
          modelFormat: { name: 'vLLM' },
          ...(spec.model?.uri && { storageUri: spec.model.uri }),
          ...(args.length > 0 && { args }),
          ...(main?.env && { env: main.env }),
          ...(main?.resources && { resources: main.resources }),
        },
      },
    },
  };
}
