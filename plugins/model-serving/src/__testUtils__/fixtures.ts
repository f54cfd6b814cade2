import {
  ConnectionView,
  DeploymentDetail,
  DeploymentMetrics,
  DeploymentSummary,
  InferenceService,
  RuntimeView,
  ClusterDetail,
  ClusterView,
} from '@greenroom/backstage-plugin-model-serving-common';

const resource: InferenceService = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    resourceVersion: '7',
    generation: 2,
    annotations: { 'openshift.io/display-name': 'Iris' },
  },
  spec: {
    predictor: {
      minReplicas: 1,
      maxReplicas: 3,
      model: {
        modelFormat: { name: 'onnx', version: '1' },
        runtime: 'model-server',
        storage: { key: 'models', path: 'iris' },
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { cpu: '1', memory: '512Mi' },
        },
        env: [{ name: 'LOG_LEVEL', value: 'info' }],
      },
    },
  },
};

/** A row of the list; ready unless overridden. */
export function deploymentSummary(
  overrides: Partial<DeploymentSummary> = {},
): DeploymentSummary {
  return {
    ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
    uid: 'uid-iris',
    resourceVersion: '7',
    generation: 2,
    title: 'Iris',
    description: 'Classifies flowers',
    owner: 'group:default/ml',
    lifecycle: 'experimental',
    tags: ['flowers'],
    entityRef: 'component:demo/iris',
    state: {
      code: 'ready',
      word: 'Ready',
      tone: 'green',
      headline: 'Serving',
      notes: [],
    },
    stateSince: '2026-11-20T10:00:00Z',
    runtime: {
      kind: 'ClusterServingRuntime',
      name: 'model-server',
      title: 'Model server',
    },
    model: {
      format: 'onnx',
      version: '1',
      type: 'predictive',
      protocol: 'v2',
      name: 'iris',
      connection: 'models',
    },
    endpoints: [
      {
        kind: 'path',
        url: 'http://localhost:8080/serving/demo/iris',
        inferUrl:
          'http://localhost:8080/serving/demo/iris/v2/models/iris/infer',
        protocol: 'v2',
        visibility: 'machine',
        preferred: true,
      },
    ],
    resources: resource.spec.predictor.model?.resources,
    replicas: { ready: 2, desired: 2, min: 1, max: 3 },
    access: 'open',
    traffic: { requestsPerSecond: 12, errorRatio: 0.034 },
    createdAt: '2026-11-19T10:00:00Z',
    lastDeployedAt: '2026-11-20T10:00:00Z',
    ...overrides,
  };
}

/** A stopped row. */
export function stoppedSummary(): DeploymentSummary {
  return deploymentSummary({
    ref: { cluster: 'local', namespace: 'demo', name: 'fraud' },
    uid: 'uid-fraud',
    title: 'Fraud',
    owner: undefined,
    entityRef: 'component:demo/fraud',
    state: {
      code: 'stopped',
      word: 'Stopped',
      tone: 'grey',
      headline: 'Offline, uses nothing; start it to use it',
      notes: [],
    },
    replicas: { ready: 0, desired: 0, min: 1, max: 1 },
    traffic: undefined,
  });
}

/** Everything about one deployment; ready unless overridden. */
export function deploymentDetail(
  overrides: Partial<DeploymentDetail> = {},
): DeploymentDetail {
  const summary = deploymentSummary(overrides);
  return {
    ...summary,
    fullState: {
      ...summary.state,
      findings: [],
      steps: [
        {
          code: 'requested',
          label: 'Requested',
          state: 'done',
          at: '2026-11-20T09:59:00Z',
        },
        { code: 'ready', label: 'Ready', state: 'done' },
      ],
    },
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        lastTransitionTime: '2026-11-20T10:00:00Z',
      },
    ],
    resource,
    revisions: [
      {
        name: 'iris-predictor-00001',
        component: 'predictor',
        number: 1,
        createdAt: '2026-11-20T09:59:00Z',
        percent: 100,
        facts: {
          key: 'demo/iris-predictor-00001',
          desired: 1,
          fetch: { state: 'fetched' },
          observedAt: '2026-11-20T10:00:00Z',
          replicas: [
            {
              id: 'iris-predictor-00001-1',
              state: 'ready',
              restarts: 3,
              startedAt: '2026-11-20T09:59:30Z',
              location: 'pid 4711',
              cpuCores: 0.5,
              memoryBytes: 128 * 1024 * 1024,
              memoryLimitBytes: 512 * 1024 * 1024,
            },
          ],
        },
      },
    ],
    modelMetadata: {
      name: 'iris',
      inputs: [{ name: 'measures', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'species', datatype: 'INT64', shape: [-1] }],
    },
    configuration: [
      {
        section: 'Model',
        name: 'Format',
        value: 'onnx 1',
        origin: 'deployment',
      },
      { section: 'Server', name: 'Port', value: '8080', origin: 'runtime' },
    ],
    warnings: [],
    ...overrides,
  };
}

/** A tested connection that one deployment uses. */
export function connectionView(
  overrides: Partial<ConnectionView> = {},
): ConnectionView {
  return {
    ref: { cluster: 'local', namespace: 'demo', name: 'models' },
    title: 'Model bucket',
    description: 'Where the models lie',
    owner: 'group:default/ml',
    entityRef: 'resource:demo/models_connection',
    resource: {
      apiVersion: 'greenroom/v1alpha1',
      kind: 'Connection',
      metadata: { name: 'models', namespace: 'demo' },
      spec: {
        type: 's3',
        values: {
          AWS_S3_ENDPOINT: 'http://localhost:9000',
          AWS_S3_BUCKET: 'models',
        },
        secretKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      },
      status: { test: { state: 'verified', at: '2026-11-20T10:00:00Z' } },
    },
    hasCredentials: true,
    usedBy: [{ cluster: 'local', namespace: 'demo', name: 'iris' }],
    createdAt: '2026-11-19T10:00:00Z',
    ...overrides,
  };
}

/** An enabled runtime for ONNX and scikit-learn. */
export function runtimeView(overrides: Partial<RuntimeView> = {}): RuntimeView {
  return {
    cluster: 'local',
    name: 'model-server',
    title: 'Model server',
    kind: 'ClusterServingRuntime',
    origin: 'built-in',
    entityRef: 'resource:default/model-server_cluster-runtime',
    enabled: true,
    available: true,
    formats: [
      { name: 'onnx', version: '1', autoSelect: true },
      { name: 'sklearn', version: '0', autoSelect: true },
      { name: 'sklearn', version: '1', autoSelect: true },
    ],
    protocols: ['v1', 'v2'],
    modelTypes: ['predictive'],
    multiModel: false,
    multiNode: false,
    accelerators: [],
    versionState: 'unknown',
    support: 'full',
    usedBy: 1,
    outdatedUsers: 0,
    resource: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ClusterServingRuntime',
      metadata: { name: 'model-server' },
      spec: { containers: [] },
    },
    ...overrides,
  };
}

/** This machine, without accelerators. */
export function clusterView(overrides: Partial<ClusterView> = {}): ClusterView {
  return {
    name: 'local',
    title: 'This machine',
    isDefault: true,
    reachable: true,
    namespaces: ['demo', 'team-a'],
    capabilities: {
      storageSchemes: ['s3'],
      autoscalerClasses: ['none'],
      scaleToZero: false,
      externalRoutes: false,
      accelerators: [],
      capacity: { cpuCores: 8, memoryBytes: 16 * 1024 ** 3 },
      maxReplicas: 10,
    },
    ...overrides,
  };
}

/** A cluster with KServe, which routes by itself. */
export function kserveCluster(
  capabilities: Partial<ClusterView['capabilities']> = {},
): ClusterView {
  const view = clusterView();
  return {
    ...view,
    name: 'production',
    title: 'Production',
    isDefault: false,
    ungated: "the cluster 'production' routes requests by itself",
    capabilities: {
      ...view.capabilities,
      externalRoutes: true,
      ...capabilities,
    },
  };
}

/** A Kubernetes cluster without KEDA, where the portal may do all that it wants. */
export function clusterDetail(
  overrides: Partial<ClusterDetail> = {},
): ClusterDetail {
  return {
    ...clusterView(),
    examination: {
      observedAt: '2026-11-20T10:00:00Z',
      version: 'v1.33.1',
      features: [
        {
          feature: 'kubernetes',
          title: 'Kubernetes',
          state: 'present',
          version: 'v1.33.1',
          details: [],
          follows: 'Deployments can be made here.',
        },
        {
          feature: 'keda',
          title: 'KEDA',
          state: 'absent',
          details: [],
          follows: 'The autoscaler class keda is refused here.',
          needed: 'KEDA 2',
        },
      ],
      rights: { checked: 24, missing: [] },
    },
    ...overrides,
  };
}

/** One hour with a gap in the middle. */
export function deploymentMetrics(
  overrides: Partial<DeploymentMetrics> = {},
): DeploymentMetrics {
  const start = Date.parse('2026-11-20T10:00:00Z');
  const points = (...values: (number | null)[]) =>
    values.map((value, i) => [start + i * 60_000, value] as const);
  return {
    range: '1h',
    stepSeconds: 60,
    requests: [
      { name: 'ok', points: points(1, 2, null, 4) },
      { name: 'client', points: points(0, 0, null, 0) },
      { name: 'server', points: points(0, 1, null, 0) },
    ],
    latency: [
      { name: 'p50', points: points(10, 11, null, 12) },
      { name: 'p95', points: points(20, 21, null, 22) },
      { name: 'p99', points: points(30, 31, null, 32) },
    ],
    errors: [{ name: 'ratio', points: points(0, 0.5, null, 0) }],
    inflight: [{ name: 'inflight', points: points(1, 1, null, 1) }],
    replicas: [
      { name: 'desired', points: points(1, 1, 1, 2) },
      { name: 'ready', points: points(1, 1, 1, 1) },
    ],
    cpu: [{ name: 'cpu', points: points(0.1, 0.2, null, 0.3) }],
    memory: [],
    ...overrides,
  };
}
