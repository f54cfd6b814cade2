import {
  annotations,
  KSERVE_CONTAINER,
  MODEL_MOUNT_PATH,
  SERVING_RUNTIME_API_VERSION,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Name by which runtimes call our model server. */
export const MODEL_SERVER = 'greenroom-model-server';

/**
 * The runtimes that this machine brings along: one for each format that our model server reads.
 * @param version - of the model server
 */
export function builtinRuntimes(version: string): readonly ServingRuntime[] {
  return [
    modelServerRuntime('greenroom-onnx', 'ONNX', 'onnx', version),
    modelServerRuntime('greenroom-xgboost', 'XGBoost', 'xgboost', version),
  ];
}

function modelServerRuntime(
  name: string,
  title: string,
  format: string,
  version: string,
): ServingRuntime {
  return {
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: 'ClusterServingRuntime',
    metadata: {
      name,
      annotations: {
        [annotations.displayName]: `${title} on Greenroom model server`,
        [annotations.runtimeVersion]: version,
      },
    },
    spec: {
      supportedModelFormats: [
        { name: format, version: '1', autoSelect: true, priority: 1 },
      ],
      protocolVersions: ['v2', 'v1', 'grpc-v2'],
      containers: [
        {
          name: KSERVE_CONTAINER,
          command: [MODEL_SERVER],
          args: [
            '--model_name={{.Name}}',
            `--model_dir=${MODEL_MOUNT_PATH}`,
            '--http_port=$(PORT)',
            '--grpc_port=$(GRPC_PORT)',
            '--threads=1',
          ],
          readinessProbe: {
            httpGet: { path: '/v2/models/{{.Name}}/ready', port: 8080 },
          },
        },
      ],
    },
  };
}
