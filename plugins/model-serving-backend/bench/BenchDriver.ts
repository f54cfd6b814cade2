import type {
  ClusterCapabilities,
  LogLine,
  ReplicaFacts,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  GatewayAddress,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';

/** Serves every format that the seeded services have. */
const runtimes: readonly ServingRuntime[] = ['onnx', 'xgboost'].map(format => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'ClusterServingRuntime',
  metadata: { name: `bench-${format}` },
  spec: {
    supportedModelFormats: [{ name: format, version: '1', autoSelect: true }],
    protocolVersions: ['v2'],
    containers: [
      {
        name: 'kserve-container',
        command: ['serve'],
        args: ['--model=/mnt/models'],
      },
    ],
  },
}));

interface Entry {
  facts: Omit<RevisionFacts, 'observedAt'>;
  readonly service: string;
}

/**
 * A cluster in memory that costs next to nothing, so that what is measured is the control plane: replicas are ready one
 * turn after they were asked for, and end when they are drained.
 */
export class BenchDriver implements ClusterDriver {
  readonly kind = 'native';
  /** Passes over running services so far: each says again what should run. */
  applies = 0;
  /** ms since epoch; of the last call that asked for replicas. */
  lastApplyAt = 0;
  /** When the control plane began to act, in ms since epoch, and the CPU time that had been used until then. */
  startedAt = 0;
  startCpu = process.cpuUsage();
  readonly #gateway: GatewayAddress;
  readonly #entries = new Map<string, Entry>();
  readonly #byService = new Map<string, Set<string>>();
  readonly #listeners = new Set<(key: string) => void>();

  constructor(gateway: GatewayAddress) {
    this.#gateway = gateway;
  }

  /** What ran before this backend did, as a driver finds it at its start. */
  adopt(spec: Pick<RevisionSpec, 'key' | 'service'>, replicas: number): void {
    this.#set(spec, replicas, 'ready');
  }

  async start(): Promise<void> {
    this.startedAt = Date.now();
    this.startCpu = process.cpuUsage();
  }

  async shutdown(): Promise<void> {}

  async describe(): Promise<ClusterCapabilities> {
    return {
      storageSchemes: ['s3', 'https'],
      autoscalerClasses: ['none'],
      scaleToZero: false,
      externalRoutes: true,
      accelerators: [],
      capacity: { cpuCores: 20_000, memoryBytes: 8e13 },
      maxReplicas: 5,
    };
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return runtimes;
  }

  async runtimeProblem(): Promise<undefined> {
    return undefined;
  }

  async apply(spec: RevisionSpec, replicas: number): Promise<void> {
    this.applies += 1;
    this.lastApplyAt = Date.now();
    if (this.#entries.get(spec.key)?.facts.desired === replicas) return;
    this.#set(spec, replicas, 'starting');
    this.#tell(spec.key);
    setImmediate(() => {
      this.#set(spec, replicas, 'ready');
      this.#tell(spec.key);
    });
  }

  async drained(): Promise<void> {}

  async remove(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#byService.get(entry.service)?.delete(key);
    this.#tell(key);
  }

  facts(service?: { namespace: string; name: string }): RevisionFacts[] {
    const observedAt = new Date().toISOString();
    const keys = service
      ? this.#byService.get(`${service.namespace}/${service.name}`) ?? []
      : this.#entries.keys();
    return [...keys].flatMap(key => {
      const entry = this.#entries.get(key);
      return entry ? { ...entry.facts, observedAt } : [];
    });
  }

  observe(onChange: (key: string) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  async *logs(): AsyncIterable<LogLine> {
    yield* [];
  }

  async request(): Promise<Response> {
    return Response.json({
      name: 'model',
      platform: 'bench',
      inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'Y', datatype: 'INT64', shape: [-1] }],
    });
  }

  async gateways(): Promise<readonly GatewayAddress[]> {
    return [this.#gateway];
  }

  #set(
    { key, service }: Pick<RevisionSpec, 'key' | 'service'>,
    desired: number,
    state: ReplicaFacts['state'],
  ): void {
    const owner = `${service.namespace}/${service.name}`;
    const at = new Date().toISOString();
    const replicas = Array.from(
      { length: desired },
      (_, i): ReplicaFacts => ({
        id: `r${i}`,
        state,
        restarts: 0,
        endpoint: { host: '127.0.0.1', port: 4000 + i },
        startedAt: at,
        ...(state === 'ready' ? { readyAt: at } : {}),
        cpuCores: 0.01,
        memoryBytes: 5e7,
      }),
    );
    this.#entries.set(key, {
      service: owner,
      facts: {
        key,
        desired,
        fetch: { state: 'fetched' },
        replicas,
      },
    });
    const keys = this.#byService.get(owner) ?? new Set();
    this.#byService.set(owner, keys.add(key));
  }

  #tell(key: string): void {
    for (const listener of this.#listeners) listener(key);
  }
}
