import { mkdir, statfs } from 'node:fs/promises';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterCapabilities,
  LogLine,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ClusterDriver,
  ClusterDriverContext,
  GatewayAddress,
  LogQuery,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { GatewayProcess } from '../gateway';
import { readLogs } from '../logs';
import { RecordStore } from '../records';
import {
  adoptReplica,
  endStray,
  MeasuredReplica,
  ReplicaLauncher,
  RevisionSupervisor,
  SupervisorOptions,
  UsageSampler,
} from '../replicas';
import { runtimeProblem } from '../runtimes';
import { LocalDriverOptions } from './options';
import { admission } from './admission';

/** What exists from `start()` on. */
interface Parts {
  readonly context: ClusterDriverContext;
  readonly records: RecordStore;
  readonly launcher: ReplicaLauncher;
  readonly supervision: SupervisorOptions;
  readonly storageSchemes: readonly string[];
}

/**
 * The `local` cluster: replicas are processes of this machine, apart from the backend, so that they outlive it.
 */
export class LocalClusterDriver implements ClusterDriver {
  readonly kind = 'native';
  readonly #options: LocalDriverOptions;
  readonly #revisions = new Map<string, RevisionSupervisor>();
  readonly #observers = new Set<(key: string) => void>();
  readonly #sampler: UsageSampler;
  #gateway?: GatewayProcess;
  #parts?: Parts;
  #isOver = false;
  #cancelSampling?: () => void;
  #cancelClaim?: () => void;

  constructor(options: LocalDriverOptions) {
    this.#options = options;
    this.#sampler = new UsageSampler(
      options.host,
      options.clock,
      options.timing,
    );
  }

  async start(context: ClusterDriverContext): Promise<void> {
    const { config, clock, timing } = this.#options;
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const records = await RecordStore.create(config.dataDir);
    const launcher = new ReplicaLauncher({
      ...this.#options,
      records,
      ports: config.ports,
    });
    const models = await this.#options.openModels();
    this.#parts = {
      context,
      records,
      launcher,
      storageSchemes: models.schemes,
      supervision: {
        ...this.#options,
        logger: context.logger,
        limits: { ...timing, startBudgetMs: config.startTimeoutMs },
        models,
        records,
        launcher,
        credentials: ({ service }, name) =>
          context.credentials({ ...service, name }),
        admit: bytes =>
          admission(
            bytes,
            [...this.#revisions.values()].map(
              ({ reservedBytes }) => reservedBytes,
            ),
            config.memoryBytes,
          ),
        onChange: key => this.#changed(key),
      },
    };
    await this.#adopt(this.#parts);
    this.#gateway = this.#options.gateway?.(context.logger);
    await this.#gateway?.start();
    this.#cancelClaim = clock.after(timing.claimMs, () =>
      this.#removeUnclaimed(),
    );
    this.#sampleLater();
  }

  async shutdown(mode: 'keep' | 'stop'): Promise<void> {
    if (this.#isOver) return;
    this.#cancelClaim?.();
    if (mode === 'keep') {
      this.#end();
      await this.#gateway?.abandon();
      for (const revision of this.#revisions.values()) revision.abandon();
      return;
    }
    // The gateway first: it finishes what it has while the replicas still answer.
    await this.#gateway?.stop();
    await Promise.all(
      [...this.#revisions.values()].map(revision => revision.stop()),
    );
    this.#end();
  }

  async describe(): Promise<ClusterCapabilities> {
    const { config, machine } = this.#options;
    const disk = await statfs(config.dataDir);
    return {
      storageSchemes: this.#started.storageSchemes,
      autoscalerClasses: ['none'],
      scaleToZero: false,
      externalRoutes: true,
      accelerators: [],
      capacity: {
        cpuCores: machine.cpus,
        memoryBytes: config.memoryBytes,
        diskBytes: disk.bavail * disk.bsize,
      },
      maxReplicas: config.maxReplicas,
    };
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return this.#options.runtimes;
  }

  async runtimeProblem(runtime: ServingRuntime): Promise<string | undefined> {
    return runtimeProblem(runtime, this.#options);
  }

  async apply(revision: RevisionSpec, replicas: number): Promise<void> {
    await this.#revision(revision.key).apply(revision, replicas);
  }

  async drained(key: string, replicaId: string): Promise<void> {
    this.#revisions.get(key)?.drained(replicaId);
  }

  async remove(key: string): Promise<void> {
    // Accepted, not reached: facts show what still drains.
    void this.#revisions.get(key)?.remove();
  }

  facts(): readonly RevisionFacts[] {
    return [...this.#revisions.values()].map(revision => revision.facts());
  }

  observe(onChange: (key: string) => void): () => void {
    // Wrapped, so that the same function observing twice is called twice and stops twice.
    const observer = (key: string) => onChange(key);
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  async *logs(query: LogQuery): AsyncIterable<LogLine> {
    const { launcher } = this.#started;
    const logs = query.keys
      .flatMap(key => this.#revisions.get(key)?.replicas ?? [])
      .filter(({ id }) => query.replica === undefined || id === query.replica)
      .map(({ id }) => ({ replica: id, log: launcher.log(id) }));
    yield* readLogs(logs, query);
  }

  async request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    const replica = this.#revisions
      .get(key)
      ?.replicas.find(({ id }) => id === replicaId);
    if (!replica) {
      throw new NotFoundError(
        `revision '${key}' has no replica '${replicaId}' on this machine`,
      );
    }
    if (!replica.endpoint) {
      throw new ServiceUnavailableError(
        `replica '${replicaId}' does not listen yet; it is ${replica.phase}`,
      );
    }
    const { host, port } = replica.endpoint;
    const url = new URL(`http://${host}:${port}`);
    const target = new URL(path, url);
    if (target.origin !== url.origin) {
      throw new NotFoundError(`'${path}' is not a path of a replica`);
    }
    return fetch(target, { signal, redirect: 'error' });
  }

  async gateways(): Promise<readonly GatewayAddress[]> {
    return this.#gateway ? [await this.#gateway.address()] : [];
  }

  get #started(): Parts {
    if (!this.#parts) {
      throw new ServiceUnavailableError('the local cluster has not started');
    }
    return this.#parts;
  }

  #revision(key: string, desired?: number): RevisionSupervisor {
    const known = this.#revisions.get(key);
    if (known) return known;
    const { supervision } = this.#started;
    const revision = new RevisionSupervisor(key, supervision, desired);
    this.#revisions.set(key, revision);
    return revision;
  }

  async #adopt({ records, context }: Parts): Promise<void> {
    for (const { key, desired, model } of await records.revisions()) {
      const revision = this.#revision(key, desired);
      if (model) await revision.adoptModel(model);
    }
    const found = await records.replicas();
    await Promise.all(
      found.strays.map(id => endStray(id, records, this.#options.host)),
    );
    await Promise.all(
      found.records.map(async record => {
        const replica = await adoptReplica(record, records, this.#options.host);
        if (!replica) {
          await records.removeReplica(record.id);
          return;
        }
        context.logger.info(
          `took over replica ${record.id}, pid ${replica.record.process.pid}`,
        );
        this.#revision(record.key).adopt(replica);
      }),
    );
  }

  /** What no one has asked for since the start is left over from a backend that knew more. */
  #removeUnclaimed(): void {
    for (const revision of this.#revisions.values()) {
      if (!revision.isClaimed) void revision.remove();
    }
  }

  #changed(key: string): void {
    if (this.#revisions.get(key)?.isGone) this.#revisions.delete(key);
    for (const observer of this.#observers) observer(key);
  }

  #sampleLater(): void {
    const { clock, timing } = this.#options;
    this.#cancelSampling = clock.after(timing.limitEveryMs, async () => {
      try {
        await this.#sampler.sample(this.#measured());
      } catch (error) {
        this.#started.context.logger.warn(`replicas not measured: ${error}`);
      }
      if (!this.#isOver) this.#sampleLater();
    });
  }

  #measured(): readonly MeasuredReplica[] {
    return [...this.#revisions.values()].flatMap(revision =>
      [...revision.runs].map(([id, run]) => ({
        id,
        run,
        report: event => revision.report(id, event),
      })),
    );
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelSampling?.();
    this.#observers.clear();
  }
}
