import {
  stringifyResourceRef,
  type ClusterSettings,
  type InferenceService,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyContext, CopyTarget } from '../types';

function settings(
  cluster: string,
  more: Partial<ClusterSettings>,
): ClusterSettings {
  return {
    cluster,
    isDefaultCluster: false,
    profile: 'greenroom',
    defaultDeploymentMode: 'Standard',
    defaultResources: {},
    ingress: {
      domain: 'localhost',
      domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
      urlScheme: 'http',
    },
    storageSchemes: ['s3', 'https'],
    autoscalerClasses: ['none', 'kpa', 'hpa'],
    scaleToZero: true,
    maxReplicas: 5,
    ...more,
  };
}

/** A runtime of a cluster for some formats. */
export function runtimeFor(name: string, ...formats: string[]): ServingRuntime {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterServingRuntime',
    metadata: { name },
    spec: {
      supportedModelFormats: formats.map(format => ({
        name: format,
        version: '1',
        autoSelect: true,
      })),
      protocolVersions: ['v2'],
      containers: [{ name: 'kserve-container', image: `${name}:1` }],
    },
  };
}

function place(
  cluster: string,
  more: Partial<CopyTarget> & { settings: ClusterSettings },
): CopyTarget {
  return {
    ref: { cluster, namespace: 'prod', name: 'iris' },
    accelerators: [],
    runtimes: [runtimeFor('onnx-server', 'onnx')],
    ...more,
  };
}

/** Programs of one machine. */
export const local = place('local', {
  runs: 'programs',
  settings: settings('local', {}),
});

/** Plain Kubernetes, with a gateway of ours. */
export const kube = place('kube', { settings: settings('kube', {}) });

/** KServe in Standard mode. */
export const kserve = place('kserve', {
  ungated: 'the cluster routes by itself',
  runtimes: [runtimeFor('triton', 'onnx')],
  settings: settings('kserve', {
    profile: 'kserve',
    autoscalerClasses: ['hpa', 'none', 'external'],
    scaleToZero: false,
    lacks: ['knative'],
  }),
});

/** `iris` of `demo` with an ONNX model. */
export function iris(
  change: (service: InferenceService) => void = () => {},
): InferenceService {
  const service: InferenceService = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations: {} },
    spec: {
      predictor: {
        minReplicas: 1,
        model: {
          modelFormat: { name: 'onnx', version: '1' },
          protocolVersion: 'v2',
          storageUri: 's3://models/iris',
        },
      },
    },
  };
  change(service);
  return service;
}

/** A copy from `demo` of one of the places to another. */
export function between(
  source: CopyTarget,
  target: CopyTarget,
  more: Partial<CopyContext> = {},
): CopyContext {
  return {
    source: {
      ref: { ...source.ref, namespace: 'demo' },
      ...(source.runs ? { runs: source.runs } : {}),
    },
    target,
    connection: { isPrivate: false },
    ...more,
  };
}

/** What every copy says of its origin. */
export function originOf({ source }: CopyContext): string {
  return stringifyResourceRef(source.ref);
}
