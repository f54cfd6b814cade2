import type {
  ClusterView,
  ConnectionView,
  DeploymentDetail,
  DeploymentQuery,
  GraphDetail,
  ResourceRef,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';

/** A ready deployment of the default cluster. */
export function deployment(
  name: string,
  more: Partial<DeploymentDetail> = {},
): DeploymentDetail {
  const state = {
    code: 'ready',
    word: 'Ready',
    tone: 'green',
    headline: 'serving',
    notes: [],
  } as const;
  return {
    ref: { cluster: 'local', namespace: 'demo', name },
    uid: `uid-${name}`,
    resourceVersion: '1',
    generation: 1,
    title: name.toUpperCase(),
    owner: 'group:default/ml-team',
    lifecycle: 'experimental',
    tags: ['Flowers & Co'],
    entityRef: `component:demo/${name}`,
    state,
    fullState: { ...state, findings: [], steps: [] },
    stateSince: '2026-01-01T00:00:00Z',
    runtime: {
      kind: 'ClusterServingRuntime',
      name: 'greenroom-onnx',
      title: 'ONNX',
    },
    model: {
      type: 'predictive',
      name,
      format: 'onnx',
      protocol: 'v2',
      uri: 's3://models/iris',
      connection: 'samples',
    },
    endpoints: [
      {
        kind: 'path',
        url: `http://localhost:8080/serving/demo/${name}`,
        inferUrl: `http://localhost:8080/serving/demo/${name}/v2/models/${name}/infer`,
        protocol: 'v2',
        visibility: 'machine',
        preferred: true,
      },
    ],
    replicas: { ready: 1, desired: 1, min: 1, max: 1 },
    access: 'open',
    createdAt: '2026-01-01T00:00:00Z',
    conditions: [],
    resource: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name },
      spec: { predictor: {} },
    },
    revisions: [],
    configuration: [],
    warnings: [],
    modelMetadata: {
      name,
      inputs: [{ name: 'petals_and_sepals', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'species', datatype: 'INT64', shape: [-1] }],
    },
    ...more,
  };
}

/** A graph of the default cluster that calls such services. */
export function graph(name: string, services: readonly string[]): GraphDetail {
  const url = `http://localhost:8080/graphs/demo/${name}`;
  const steps = services.map(serviceName => ({ serviceName }));
  return {
    ref: { cluster: 'local', namespace: 'demo', name },
    uid: `uid-${name}`,
    resourceVersion: '1',
    generation: 1,
    title: name.toUpperCase(),
    owner: 'group:default/ml-team',
    entityRef: `component:demo/${name}_graph`,
    state: { code: 'ready', word: 'Ready', tone: 'green', headline: 'serving' },
    profile: 'greenroom',
    endpoints: [
      {
        kind: 'path',
        url,
        inferUrl: url,
        visibility: 'machine',
        preferred: true,
      },
    ],
    services,
    nodeCount: 1,
    stepCount: steps.length,
    isStopped: false,
    access: 'open',
    createdAt: '2026-01-01T00:00:00Z',
    nodes: [],
    members: [],
    problems: [],
    warnings: [],
    conditions: [],
    resource: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: { name, namespace: 'demo' },
      spec: { nodes: { root: { routerType: 'Sequence', steps } } },
    },
  };
}

/** A connection with a stored secret. */
export function connection(name: string): ConnectionView {
  return {
    ref: { cluster: 'local', namespace: 'demo', name },
    title: name,
    owner: 'group:default/ml-team',
    entityRef: `resource:demo/${name}_connection`,
    resource: {
      apiVersion: 'greenroom/v1alpha1',
      kind: 'Connection',
      metadata: { name, namespace: 'demo' },
      spec: {
        type: 's3',
        values: { AWS_S3_ENDPOINT: 'https://s3.internal.example' },
        secretKeys: ['AWS_SECRET_ACCESS_KEY'],
      },
    },
    hasCredentials: true,
    usedBy: [],
    createdAt: '2026-01-01T00:00:00Z',
  };
}

/** A runtime that the cluster brings along. */
export function runtime(name: string): RuntimeView {
  return {
    cluster: 'local',
    name,
    title: 'ONNX',
    kind: 'ClusterServingRuntime',
    origin: 'built-in',
    entityRef: `resource:default/${name}_cluster-runtime`,
    enabled: true,
    available: true,
    formats: [{ name: 'onnx', version: '1', autoSelect: true }],
    protocols: ['v2'],
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
      metadata: { name },
      spec: { containers: [] },
    },
  };
}

function clusterView(name: string): ClusterView {
  return {
    name,
    title: name,
    isDefault: name === 'local',
    reachable: true,
    namespaces: ['demo'],
    capabilities: {
      storageSchemes: ['s3'],
      autoscalerClasses: ['none'],
      scaleToZero: false,
      externalRoutes: false,
      accelerators: [],
      capacity: { cpuCores: 1, memoryBytes: 1 },
      maxReplicas: 1,
    },
  };
}

/** What the provider reads, in memory; `failures` makes the next calls fail. */
export class MemoryModelServing
  implements
    Pick<
      ModelServingService,
      | 'listDeployments'
      | 'getDeployment'
      | 'listConnections'
      | 'getConnection'
      | 'listClusters'
      | 'listRuntimes'
      | 'getRuntime'
      | 'listGraphs'
      | 'getGraph'
    >
{
  readonly deployments = new Map<string, DeploymentDetail>();
  readonly connections = new Map<string, ConnectionView>();
  readonly graphs = new Map<string, GraphDetail>();
  runtimes: RuntimeView[] = [];
  clusters = ['local'];
  /** Clusters that cannot be asked now. */
  readonly away = new Set<string>();
  failures = 0;

  async listDeployments(query: DeploymentQuery) {
    if (this.failures > 0) {
      this.failures--;
      throw new Error('still starting');
    }
    // Pages of one: the provider must follow cursors.
    const items = [...this.deployments.values()];
    const from = Number(query.cursor ?? 0);
    return {
      items: items.slice(from, from + 1),
      totalItems: items.length,
      pageInfo: from + 1 < items.length ? { nextCursor: String(from + 1) } : {},
      counters: {
        all: items.length,
        ready: 0,
        failed: 0,
        stopped: 0,
        unowned: 0,
      },
    };
  }

  async getDeployment(ref: ResourceRef) {
    return this.deployments.get(ref.name);
  }

  async listConnections() {
    const items = [...this.connections.values()];
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getConnection(ref: ResourceRef) {
    return this.connections.get(ref.name);
  }

  async listClusters() {
    return this.clusters.map(clusterView);
  }

  async listRuntimes({ cluster = 'local' }: { readonly cluster?: string }) {
    if (this.away.has(cluster)) throw new Error(`${cluster} is away`);
    const items = this.runtimes.filter(known => known.cluster === cluster);
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getRuntime(ref: ResourceRef) {
    return this.runtimes.find(({ name }) => name === ref.name);
  }

  async listGraphs() {
    const items = [...this.graphs.values()];
    return { items, totalItems: items.length, pageInfo: {} };
  }

  async getGraph(ref: ResourceRef) {
    return this.graphs.get(ref.name);
  }
}
