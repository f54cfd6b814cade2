import {
  annotations,
  KSERVE_CONTAINER,
  MODEL_MOUNT_PATH,
  SERVING_RUNTIME_API_VERSION,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KubernetesConfig } from '../config';

const HTTP_PORT = 8080;
const GRPC_PORT = 9000;

/**
 * The runtimes that a cluster without any has: one for each format that our model server reads, by the names that they
 * have on one machine, so that a service that names one runs here too.
 */
export function builtinRuntimes(
  { image, imagePullPolicy }: KubernetesConfig['modelServer'],
  version: string,
): readonly ServingRuntime[] {
  const runtime = (format: string, title: string): ServingRuntime => ({
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: 'ClusterServingRuntime',
    metadata: {
      name: `greenroom-${format}`,
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
          image,
          ...(imagePullPolicy ? { imagePullPolicy } : {}),
          args: [
            '--model_name={{.Name}}',
            `--model_dir=${MODEL_MOUNT_PATH}`,
            '--host=0.0.0.0',
            `--http_port=${HTTP_PORT}`,
            `--grpc_port=${GRPC_PORT}`,
            '--threads=1',
          ],
          ports: [
            { name: 'http1', containerPort: HTTP_PORT, protocol: 'TCP' },
            { name: 'h2c', containerPort: GRPC_PORT, protocol: 'TCP' },
          ],
          readinessProbe: {
            httpGet: { path: '/v2/models/{{.Name}}/ready', port: HTTP_PORT },
            periodSeconds: 1,
          },
        },
      ],
    },
  });
  return [runtime('onnx', 'ONNX'), runtime('xgboost', 'XGBoost')];
}
