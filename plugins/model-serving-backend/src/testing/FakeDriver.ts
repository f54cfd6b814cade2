import type {
  ClusterCapabilities,
  ClusterExamination,
  LogLine,
  ReplicaFacts,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  ClusterDriverContext,
  ClusterProblem,
  ClusterScale,
  GatewayAddress,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';

/** A server that serves ONNX models over V2. */
export const onnxRuntime: ServingRuntime = {
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'ClusterServingRuntime',
  metadata: {
    name: 'onnx-server',
    annotations: { 'openshift.io/display-name': 'ONNX server' },
  },
  spec: {
    supportedModelFormats: [{ name: 'onnx', version: '1', autoSelect: true }],
    protocolVersions: ['v2'],
    containers: [
      {
        name: 'kserve-container',
        command: ['serve'],
        args: ['--model=/mnt/models'],
      },
    ],
  },
};

interface Entry {
  spec: RevisionSpec;
  desired: number;
  replicas: ReplicaFacts[];
  /** To which autoscaler of the cluster the number is left. */
  scale?: ClusterScale;
}

/** Options of a {@link FakeDriver}. */
export interface FakeDriverOptions {
  /** Whether replicas of a revision become ready by themselves. Default: all do. */
  readonly becomesReady?: (revision: RevisionSpec) => boolean;
  readonly gateways?: () => Promise<readonly GatewayAddress[]>;
  readonly examine?: () => Promise<ClusterExamination>;
  /** What it can do otherwise than others. */
  readonly capabilities?: Partial<ClusterCapabilities>;
}

/**
 * A cluster in memory that keeps the promises of `ClusterDriver`: replicas start, become ready a turn later, drain when
 * there are too many and end when they are drained. Every call is written down.
 */
export class FakeDriver implements ClusterDriver {
  readonly kind = 'native';
  readonly calls: string[] = [];
  readonly runtimeList: ServingRuntime[] = [onnxRuntime];
  readonly examine: FakeDriverOptions['examine'];
  context: ClusterDriverContext | undefined;
  readonly #options: FakeDriverOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(key: string) => void>();
  readonly #problems = new Map<string, ClusterProblem>();
  readonly #problemListeners = new Set<() => void>();
  #count = 0;

  constructor(options: FakeDriverOptions = {}) {
    this.#options = options;
    this.examine = options.examine;
  }

  async start(context: ClusterDriverContext): Promise<void> {
    this.calls.push('start');
    this.context = context;
  }

  async shutdown(mode: 'keep' | 'stop'): Promise<void> {
    this.calls.push(`shutdown ${mode}`);
  }

  async describe(): Promise<ClusterCapabilities> {
    return {
      storageSchemes: ['s3', 'https'],
      autoscalerClasses: ['none'],
      scaleToZero: false,
      externalRoutes: false,
      accelerators: [],
      capacity: { cpuCores: 4, memoryBytes: 8e9 },
      maxReplicas: 5,
      ...this.#options.capabilities,
    };
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return this.runtimeList;
  }

  async runtimeProblem(): Promise<string | undefined> {
    return undefined;
  }

  async apply(
    spec: RevisionSpec,
    replicas: number,
    scale?: ClusterScale,
  ): Promise<void> {
    const entry = this.#entries.get(spec.key) ?? {
      spec,
      desired: -1,
      replicas: [],
    };
    this.#entries.set(spec.key, entry);
    const isLeft = entry.scale !== undefined;
    entry.scale = scale;
    if (entry.desired === replicas || (isLeft && scale)) return;
    this.#converge(entry, replicas, `apply ${spec.name} ${replicas}`);
  }

  /** The cluster's autoscaler changes the number of a revision that is left to it. */
  autoscale(key: string, replicas: number): void {
    const entry = this.#entries.get(key);
    if (!entry?.scale) throw new Error(`${key} is not left to an autoscaler`);
    this.#converge(
      entry,
      replicas,
      `autoscaled ${entry.spec.name} ${replicas}`,
    );
  }

  /** To what the number of a revision is left. */
  scaleOf(key: string): ClusterScale | undefined {
    return this.#entries.get(key)?.scale;
  }

  #converge(entry: Entry, replicas: number, call: string): void {
    const { spec } = entry;
    this.calls.push(call);
    entry.desired = replicas;
    const live = entry.replicas.filter(({ state }) => state !== 'draining');
    for (const { id } of live.slice(replicas)) {
      this.#replica(spec.key, id, { state: 'draining' });
    }
    for (let i = live.length; i < replicas; i++) this.#startReplica(entry);
    this.#tell(spec.key);
  }

  async drained(key: string, replicaId: string): Promise<void> {
    this.calls.push(`drained ${key} ${replicaId}`);
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.replicas = entry.replicas.filter(({ id }) => id !== replicaId);
    this.#tell(key);
  }

  async remove(key: string): Promise<void> {
    this.calls.push(`remove ${key}`);
    if (this.#entries.delete(key)) this.#tell(key);
  }

  facts(
    service?: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    const observedAt = new Date().toISOString();
    const known = [...this.#entries.values()].filter(
      ({ spec }) =>
        !service ||
        (spec.service.namespace === service.namespace &&
          spec.service.name === service.name),
    );
    return known.map(({ spec, desired, replicas, scale }) => ({
      key: spec.key,
      desired: Math.max(0, desired),
      ...(scale
        ? { scaledBy: { kind: 'HorizontalPodAutoscaler', name: spec.name } }
        : {}),
      fetch: { state: 'fetched' },
      replicas: [...replicas],
      observedAt,
    }));
  }

  problem(namespace: string): ClusterProblem | undefined {
    return this.#problems.get(namespace);
  }

  observeProblems(onChange: () => void): () => void {
    this.#problemListeners.add(onChange);
    return () => this.#problemListeners.delete(onChange);
  }

  /** A namespace cannot be seen any more or, without a problem, can be again. */
  unseen(namespace: string, problem?: ClusterProblem): void {
    if (problem) this.#problems.set(namespace, problem);
    else this.#problems.delete(namespace);
    for (const listener of this.#problemListeners) listener();
  }

  observe(onChange: (key: string) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  async *logs(): AsyncIterable<LogLine> {
    yield { replica: 'r1', text: 'hello' };
  }

  async request(
    key: string,
    _replica: string,
    path: string,
  ): Promise<Response> {
    this.calls.push(`request ${key} ${path}`);
    return Response.json({
      name: 'iris',
      platform: 'onnx',
      inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'Y', datatype: 'INT64', shape: [-1] }],
    });
  }

  async gateways(): Promise<readonly GatewayAddress[]> {
    return this.#options.gateways?.() ?? [];
  }

  /** Changes a replica, as the world does. */
  replicaIs(key: string, id: string, change: Partial<ReplicaFacts>): void {
    this.#replica(key, id, change);
    this.#tell(key);
  }

  /** Replicas of a revision. */
  replicas(key: string): readonly ReplicaFacts[] {
    return this.#entries.get(key)?.replicas ?? [];
  }

  #startReplica(entry: Entry): void {
    this.#count += 1;
    const id = `r${this.#count}`;
    entry.replicas.push({
      id,
      state: 'starting',
      restarts: 0,
      endpoint: { host: '127.0.0.1', port: 4000 + this.#count },
      startedAt: new Date().toISOString(),
    });
    const becomesReady = this.#options.becomesReady ?? (() => true);
    if (!becomesReady(entry.spec)) return;
    setImmediate(() => {
      const replica = entry.replicas.find(known => known.id === id);
      if (replica?.state !== 'starting') return;
      this.replicaIs(entry.spec.key, id, {
        state: 'ready',
        readyAt: new Date().toISOString(),
      });
    });
  }

  #replica(key: string, id: string, change: Partial<ReplicaFacts>): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.replicas = entry.replicas.map(replica =>
      replica.id === id ? { ...replica, ...change } : replica,
    );
  }

  #tell(key: string): void {
    for (const listener of this.#listeners) listener(key);
  }
}
