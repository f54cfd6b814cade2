import { InferenceService, ServingRuntime } from '../resources';
import { ClusterSettings } from '../settings';

/** Settings of a cluster such as `local`; for tests. */
export const localSettings: ClusterSettings = {
  cluster: 'local',
  isDefaultCluster: true,
  profile: 'greenroom',
  defaultDeploymentMode: 'Standard',
  defaultResources: {
    requests: { cpu: '1', memory: '2Gi' },
    limits: { cpu: '1', memory: '2Gi' },
  },
  ingress: {
    domain: 'localhost',
    domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    urlScheme: 'http',
  },
  gatewayUrl: 'http://localhost:8080',
  storageSchemes: ['s3', 'https', 'file'],
  autoscalerClasses: [],
  scaleToZero: false,
  maxReplicas: 10,
};

/** `iris` in `demo`: onnx from the connection `models`. */
export function irisService(
  change: (service: InferenceService) => void = () => {},
): InferenceService {
  const service: InferenceService = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: {
      predictor: {
        minReplicas: 1,
        model: {
          modelFormat: { name: 'onnx', version: '1' },
          storage: { key: 'models', path: 'iris/model.onnx' },
        },
      },
    },
  };
  change(service);
  return service;
}

/** A cluster runtime that serves onnx 1 by v2. */
export function onnxRuntime(
  change: (runtime: ServingRuntime) => void = () => {},
): ServingRuntime {
  const runtime: ServingRuntime = {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: { name: 'greenroom-onnx' },
    spec: {
      supportedModelFormats: [
        { name: 'onnx', version: '1', autoSelect: true, priority: 1 },
      ],
      protocolVersions: ['v2'],
      containers: [
        {
          name: 'kserve-container',
          image: 'greenroom/model-server:1.0',
          args: ['--model_name={{.Name}}', '--http_port=8080'],
          env: [{ name: 'LOG_LEVEL', value: 'info' }],
          resources: {
            requests: { cpu: '500m', memory: '512Mi' },
            limits: { cpu: '1', memory: '1Gi' },
          },
        },
      ],
    },
  };
  change(runtime);
  return runtime;
}
