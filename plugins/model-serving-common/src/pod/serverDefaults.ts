import { MODEL_MOUNT_PATH } from '../constants';
import { EnvVar, ModelSpec, Protocol } from '../resources';

/** What a server type adds to a pod, never to the stored spec. */
export interface ServerDefaults {
  readonly labels: Readonly<Record<string, string>>;
  readonly env: readonly EnvVar[];
  readonly args: readonly string[];
}

const MLSERVER_CLASSES: Readonly<Record<string, string>> = {
  sklearn: 'mlserver_sklearn.SKLearnModel',
  xgboost: 'mlserver_xgboost.XGBoostModel',
  lightgbm: 'mlserver_lightgbm.LightGBMModel',
  mlflow: 'mlserver_mlflow.MLflowRuntime',
};

/**
 * Labels, variables and arguments that KServe adds by server type when it makes a pod. They feed the placeholders of
 * runtimes and never go back into the stored spec, so that GitOps tools see no drift. Source: kserve-resources §4.
 */
export function serverDefaults(options: {
  readonly serverType?: string;
  readonly serviceName: string;
  readonly model: ModelSpec;
  readonly protocol?: Protocol;
}): ServerDefaults {
  const { serverType, serviceName, model, protocol } = options;
  const hasStorage = Boolean(model.storageUri || model.storage);
  switch (serverType) {
    case 'mlserver': {
      const modelClass = MLSERVER_CLASSES[model.modelFormat.name];
      return {
        labels: modelClass ? { modelClass } : {},
        env: hasStorage
          ? [
              { name: 'MLSERVER_MODEL_NAME', value: serviceName },
              { name: 'MLSERVER_MODEL_URI', value: MODEL_MOUNT_PATH },
            ]
          : [{ name: 'MLSERVER_LOAD_MODELS_AT_STARTUP', value: 'false' }],
        args: [],
      };
    }
    case 'torchserve': {
      const isV2 = protocol === 'v2' || protocol === 'grpc-v2';
      return {
        labels: { serviceEnvelope: isV2 ? 'kservev2' : 'kserve' },
        env: protocol ? [{ name: 'PROTOCOL_VERSION', value: protocol }] : [],
        args: [],
      };
    }
    case 'tritonserver':
      return {
        labels: {},
        env: [],
        args: hasStorage ? [] : ['--model-control-mode=explicit'],
      };
    default:
      return { labels: {}, env: [], args: [] };
  }
}
