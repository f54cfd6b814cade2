import { Condition, InferenceService, TrainedModel } from '../resources';
import { parseQuantity } from '../quantity';

/**
 * Whether the server of a TrainedModel can take it: it exists, holds many models, and has memory for all of its own.
 * Source: kserve-resources §10.
 *
 * @param options - `siblings`: other TrainedModels of the same server
 * @public
 */
export function trainedModelConditions(options: {
  readonly model: TrainedModel;
  /** Absent: there is none of that name. */
  readonly parent?: InferenceService;
  readonly siblings: readonly TrainedModel[];
}): readonly Condition[] {
  const { model, parent, siblings } = options;
  const name = model.spec.inferenceService;
  if (!parent) {
    return [
      {
        type: 'InferenceServiceReady',
        status: 'False',
        reason: 'InferenceServiceMissing',
        message: `there is no InferenceService "${name}" in the namespace`,
      },
    ];
  }
  const isMultiModel = holdsManyModels(parent);
  const wanted = [model, ...siblings].reduce(
    (sum, { spec }) => sum + (parseQuantity(spec.model.memory) ?? 0),
    0,
  );
  const limit = memoryLimitOf(parent);
  const fits = limit === undefined || wanted <= limit;
  return [
    isMultiModel
      ? { type: 'IsMMSPredictor', status: 'True' }
      : {
          type: 'IsMMSPredictor',
          status: 'False',
          reason: 'NotMultiModel',
          message: `the InferenceService "${name}" serves one model of its own; a server of many has no storageUri, storage or storageUris`,
        },
    fits
      ? { type: 'MemoryResourceAvailable', status: 'True' }
      : {
          type: 'MemoryResourceAvailable',
          status: 'False',
          reason: 'MemoryResourceNotAvailable',
          message: `the models of "${name}" ask for ${wanted} bytes together, its memory limit is ${limit}`,
        },
  ];
}

/** Whether an InferenceService is a server of many models: without a model of its own. */
function holdsManyModels({ spec }: InferenceService): boolean {
  const { model, containers = [], storageUris } = spec.predictor;
  if (model) {
    return (
      !model.storageUri &&
      !model.storage &&
      storageUris === undefined &&
      model.modelFormat.name !== 'huggingface'
    );
  }
  return (containers[0]?.env ?? []).some(
    ({ name, value }) => name === 'MULTI_MODEL_SERVER' && value === 'true',
  );
}

function memoryLimitOf({ spec }: InferenceService): number | undefined {
  const { model, containers = [] } = spec.predictor;
  const limit = (model ?? containers[0])?.resources?.limits?.memory;
  return limit === undefined ? undefined : parseQuantity(limit);
}
