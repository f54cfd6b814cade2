import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  ClusterView,
  ConnectionTestResult,
  ConnectionView,
  DeploymentDetail,
  Forgotten,
  GraphDetail,
  ImportedResource,
  InferenceService,
  RotationResult,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';

/** A deployment in a given state, as the API would answer it. */
export function deploymentIn(
  code: StateCode,
  headline = `it is ${code}`,
): DeploymentDetail {
  const state = {
    code,
    word: code,
    tone: 'grey',
    headline,
    notes: [],
  } as const;
  return {
    ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
    uid: 'u1',
    resourceVersion: '1',
    generation: 1,
    title: 'Iris',
    lifecycle: 'experimental',
    tags: [],
    entityRef: 'component:demo/iris',
    state,
    fullState: {
      ...state,
      findings:
        code === 'failed'
          ? [
              {
                code: 'StorageNotFound',
                severity: 'error',
                headline: 'The model was not found',
                detail: 'no object below iris/',
                action: 'Check the path.',
                fixableBy: 'owner',
              },
            ]
          : [],
      steps: [
        {
          code: 'model-fetched',
          label: 'Model fetched',
          state: 'active',
          message: '1 of 2 MiB',
        },
      ],
    },
    stateSince: '2026-01-01T00:00:00Z',
    model: { type: 'predictive', name: 'iris' },
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
    replicas: { ready: 1, desired: 1, min: 1, max: 1 },
    access: 'open',
    createdAt: '2026-01-01T00:00:00Z',
    conditions: [],
    resource: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris' },
      spec: { predictor: {} },
    },
    revisions: [],
    configuration: [],
    warnings: [],
  };
}

/** A graph in a given state, as the API would answer it. */
export function graphIn(
  code: StateCode,
  more: Partial<GraphDetail> = {},
): GraphDetail {
  const url = 'http://localhost:8080/graphs/demo/flow';
  return {
    ref: { cluster: 'local', namespace: 'demo', name: 'flow' },
    uid: 'u2',
    resourceVersion: '1',
    generation: 1,
    title: 'Flow',
    entityRef: 'component:demo/flow_graph',
    state: { code, word: code, tone: 'grey', headline: `it is ${code}` },
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
    services: [],
    nodeCount: 1,
    stepCount: 0,
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
      metadata: { name: 'flow', namespace: 'demo' },
      spec: { nodes: {} },
    },
    ...more,
  };
}

/**
 * The plugin's API in memory, with the promises that the actions rely on: a repeated idempotency key gets the first
 * result, a taken name is a conflict.
 */
export class MemoryModelServing implements ModelServingService {
  readonly deployments = new Map<string, InferenceService>();
  readonly connections = new Map<string, ConnectionView>();
  /** What listClusters answers. */
  clusters: readonly ClusterView[] = [];
  readonly calls: { readonly method: string; readonly argument: unknown }[] =
    [];
  /** What getDeployment answers, one after the other; the last one stays. */
  states: (DeploymentDetail | undefined)[] = [deploymentIn('ready')];
  /** What is said of a deletion where the cluster is not configured any more; undefined: it is. */
  forgets: string | undefined;
  /** Resources of other kinds by name, as JSON. */
  readonly resources = new Map<string, string>();
  /** What others do between a look and a write. */
  beforeWrite: () => void = () => {};
  /** What getGraph answers, one after the other; the last one stays. */
  graphStates: (GraphDetail | undefined)[] = [graphIn('ready')];
  /** What the test of new values says. */
  rotationTest: ConnectionTestResult = { ok: true, steps: [], message: 'ok' };
  readonly #keys = new Map<string, string>();

  async createDeployment(
    request: Parameters<ModelServingService['createDeployment']>[0],
  ) {
    this.calls.push({ method: 'createDeployment', argument: request });
    const { name } = request.resource.metadata;
    if (
      !(
        request.idempotencyKey &&
        this.#keys.get(request.idempotencyKey) === name
      )
    ) {
      if (this.deployments.has(name))
        throw new ConflictError(`deployment ${name} exists`);
      this.deployments.set(name, request.resource);
      if (request.idempotencyKey) this.#keys.set(request.idempotencyKey, name);
    }
    return deploymentIn('starting');
  }

  async dryRunDeployment(
    request: Parameters<ModelServingService['dryRunDeployment']>[0],
  ) {
    const errors =
      request.resource.spec.predictor.model?.modelFormat.name === 'unknown'
        ? [
            {
              path: 'spec.predictor.model.modelFormat',
              message: 'no runtime serves it',
            },
          ]
        : [];
    return { resource: request.resource, errors, warnings: [] };
  }

  async getDeployment() {
    this.calls.push({ method: 'getDeployment', argument: undefined });
    return this.states.length > 1 ? this.states.shift() : this.states[0];
  }

  async createConnection(
    request: Parameters<ModelServingService['createConnection']>[0],
  ) {
    this.calls.push({ method: 'createConnection', argument: request });
    const view: ConnectionView = {
      ref: {
        cluster: request.cluster ?? 'local',
        namespace: request.namespace,
        name: request.name,
      },
      title: request.title ?? request.name,
      entityRef: `resource:${request.namespace}/${request.name}_connection`,
      resource: {
        apiVersion: 'greenroom/v1alpha1',
        kind: 'Connection',
        metadata: { name: request.name },
        spec: { type: request.type, values: {}, secretKeys: [] },
      },
      hasCredentials: true,
      usedBy: [],
      createdAt: '2026-01-01T00:00:00Z',
    };
    if (!request.dryRun) this.connections.set(request.name, view);
    return view;
  }

  async startDeployment() {
    this.calls.push({ method: 'startDeployment', argument: undefined });
    return deploymentIn('starting');
  }

  async stopDeployment() {
    this.calls.push({ method: 'stopDeployment', argument: undefined });
    return deploymentIn('stopping');
  }

  async rollback(_ref: unknown, target: object) {
    this.calls.push({ method: 'rollback', argument: target });
    return deploymentIn('ready');
  }

  async scaleDeployment(
    _ref: unknown,
    replicas: { minReplicas: number; maxReplicas?: number },
  ) {
    this.calls.push({ method: 'scaleDeployment', argument: replicas });
    return {
      ...deploymentIn('ready'),
      replicas: {
        ready: 1,
        desired: replicas.minReplicas,
        min: replicas.minReplicas,
        max: replicas.maxReplicas ?? replicas.minReplicas,
      },
    };
  }

  async deleteDeployment(ref: { name: string }) {
    if (!this.deployments.delete(ref.name))
      throw new NotFoundError(`deployment ${ref.name} does not exist`);
    return this.#forgotten();
  }

  async listDeployments(): Promise<never> {
    throw new Error('no action lists deployments');
  }

  async patchDeployment(): Promise<never> {
    throw new Error('no action patches deployments');
  }

  async listClusters() {
    return this.clusters;
  }

  async listConnections(): Promise<never> {
    throw new Error('no action lists connections');
  }

  async getConnection(ref: { name: string }) {
    return this.connections.get(ref.name);
  }

  async rotateConnection(
    ref: { name: string },
    request: Parameters<ModelServingService['rotateConnection']>[1],
  ): Promise<RotationResult> {
    this.calls.push({ method: 'rotateConnection', argument: request });
    const connection = this.connections.get(ref.name);
    if (!connection) throw new NotFoundError(`no connection ${ref.name}`);
    const isRotated = !request.dryRun && this.rotationTest.ok;
    return {
      rotated: isRotated,
      connection,
      test: this.rotationTest,
      deployments: [
        {
          ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
          effect: 'next-start',
          message: 'Its replica keeps serving.',
        },
      ],
      others: 0,
      message: isRotated
        ? 'The new values are stored.'
        : 'Nothing was changed.',
    };
  }

  async deleteConnection(): Promise<never> {
    throw new Error('no action deletes connections');
  }

  async listRuntimes(): Promise<never> {
    throw new Error('no action lists runtimes');
  }

  async getRuntime(): Promise<never> {
    throw new Error('no action reads a runtime');
  }

  async listGraphs(): Promise<never> {
    throw new Error('no action lists graphs');
  }

  async getGraph() {
    this.calls.push({ method: 'getGraph', argument: undefined });
    return this.graphStates.length > 1
      ? this.graphStates.shift()
      : this.graphStates[0];
  }

  async putResource(
    request: Parameters<ModelServingService['putResource']>[0],
  ): Promise<ImportedResource> {
    this.calls.push({ method: 'putResource', argument: request });
    const { kind, resource, dryRun, onlyNew } = request;
    const { name } = resource.metadata;
    const stored = JSON.stringify(resource);
    const before = this.resources.get(name);
    const errors = name.includes('_')
      ? [{ path: 'metadata.name', message: 'is not a name' }]
      : [];
    if (!dryRun) {
      this.beforeWrite();
      const there = this.resources.get(name);
      if (onlyNew && there !== undefined && there !== stored)
        throw new ConflictError(`there is already another ${name}`);
      this.resources.set(name, stored);
    }
    return {
      document: 1,
      kind,
      action: actionOf(before, stored),
      changes: [],
      errors,
      warnings: [{ path: 'spec', message: 'to know' }],
    };
  }

  async deleteResource(_kind: unknown, ref: { name: string }) {
    if (!this.resources.delete(ref.name))
      throw new NotFoundError(`${ref.name} does not exist`);
    return this.#forgotten();
  }

  #forgotten(): Forgotten | undefined {
    return this.forgets === undefined
      ? undefined
      : { forgotten: true, message: this.forgets };
  }
}

function actionOf(
  before: string | undefined,
  after: string,
): ImportedResource['action'] {
  if (before === undefined) return 'create';
  return before === after ? 'unchanged' : 'change';
}
