import { mkdir, statfs } from 'node:fs/promises';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterCapabilities,
  ClusterExamination,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ClusterDriver,
  ClusterDriverContext,
  DriverTerm,
  GatewayAddress,
  LogQuery,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { GatewayProcess } from '../gateway';
import { ReplicaLog, readLogs } from '../logs';
import { RecordStore } from '../records';
import { ModelSource } from '../models';
import { MeasuredReplica, UsageSampler } from '../replicas';
import { runtimeProblem } from '../runtimes';
import { TermLostError } from '../term';
import { localFeatures } from './localFeatures';
import { LocalDriverOptions } from './options';
import { LocalTerm } from './LocalTerm';

/** What exists from `start()` on. */
interface Parts {
  readonly context: ClusterDriverContext;
  /** To read: what is written belongs to a term. */
  readonly records: RecordStore;
  readonly models: ModelSource;
}

/**
 * The `local` cluster: replicas are processes of this machine, apart from the backend, so that they outlive it.
 *
 * Several backends may share the machine and its records; the one with the term acts ({@link LocalTerm}), the others
 * know where the gateway is and can read the logs.
 */
export class LocalClusterDriver implements ClusterDriver {
  readonly kind = 'native';
  readonly #options: LocalDriverOptions;
  readonly #observers = new Set<(key: string) => void>();
  readonly #sampler: UsageSampler;
  #gateway?: GatewayProcess;
  #parts?: Parts;
  #term?: LocalTerm;
  /** Its number; what is to be stopped at the end is still its. */
  #number?: Pick<DriverTerm, 'epoch' | 'fencing'>;
  #isOver = false;
  #cancelSampling?: () => void;

  constructor(options: LocalDriverOptions) {
    this.#options = options;
    this.#sampler = new UsageSampler(
      options.host,
      options.clock,
      options.timing,
    );
  }

  async start(context: ClusterDriverContext): Promise<void> {
    const { config, openModels, gateway } = this.#options;
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const models = await openModels();
    this.#parts = {
      context,
      records: await RecordStore.create(config.dataDir),
      models,
    };
    this.#gateway = gateway?.(context.logger);
    await this.#gateway?.start();
  }

  async beginTerm(term: DriverTerm): Promise<void> {
    if (this.#isOver || term.signal.aborted) return;
    this.#standDown();
    this.#number = term;
    const begun = await this.#begin(term);
    if (term.signal.aborted) {
      begun.abandon();
      return;
    }
    this.#term = begun;
    term.signal.addEventListener('abort', () => this.#lost(begun), {
      once: true,
    });
    this.#gateway?.lead(() => begun.guard.demand());
    this.#sampleLater();
  }

  async shutdown(mode: 'keep' | 'stop'): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const number = this.#number;
    if (mode === 'stop' && number) await this.#stop(number);
    this.#standDown();
    await this.#gateway?.abandon();
    this.#observers.clear();
  }

  async describe(): Promise<ClusterCapabilities> {
    const { config, machine } = this.#options;
    const disk = await statfs(config.dataDir);
    const { models } = this.#started;
    return {
      runs: 'programs',
      storageSchemes: models.schemes,
      autoscalerClasses: ['none', 'kpa', 'hpa'],
      scaleToZero: true,
      externalRoutes: true,
      accelerators: [],
      capacity: {
        cpuCores: machine.cpus,
        memoryBytes: config.memoryBytes,
        diskBytes: disk.bavail * disk.bsize,
        modelCache: models.usage(),
      },
      maxReplicas: config.maxReplicas,
    };
  }

  async examine(): Promise<ClusterExamination> {
    const { clock, config, machine, programs } = this.#options;
    return {
      observedAt: new Date(clock.now()).toISOString(),
      version: `Node.js ${process.versions.node}`,
      features: localFeatures({
        cpus: machine.cpus,
        memoryBytes: config.memoryBytes,
        programs: [...programs.keys()],
        hasOnnxRuntime: this.#options.hasOnnxRuntime(),
        hasGateway: this.#options.gateway !== undefined,
      }),
    };
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return this.#options.runtimes;
  }

  async runtimeProblem(runtime: ServingRuntime): Promise<string | undefined> {
    return runtimeProblem(runtime, this.#options);
  }

  async apply(revision: RevisionSpec, replicas: number): Promise<void> {
    await this.#acting.revision(revision.key).apply(revision, replicas);
  }

  async drained(key: string, replicaId: string): Promise<void> {
    this.#term?.revisions.get(key)?.drained(replicaId);
  }

  async remove(key: string): Promise<void> {
    // Accepted, not reached: facts show what still drains.
    void this.#term?.revisions.get(key)?.remove();
  }

  facts(
    service?: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    const prefix = service ? `${service.namespace}/${service.name}-` : '';
    const facts: RevisionFacts[] = [];
    for (const [key, revision] of this.#term?.revisions ?? []) {
      if (key.startsWith(prefix)) facts.push(revision.facts());
    }
    return facts;
  }

  observe(onChange: (key: string) => void): () => void {
    // Wrapped, so that the same function observing twice is called twice and stops twice.
    const observer = (key: string) => onChange(key);
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  async *logs(query: LogQuery): AsyncIterable<LogLine> {
    const { records } = this.#started;
    const { logFileBytes } = this.#options;
    const logs = (await this.#replicas(query.keys))
      .filter(id => query.replica === undefined || id === query.replica)
      .map(id => ({
        replica: id,
        log: new ReplicaLog(records.replicaFolder(id), logFileBytes),
      }));
    yield* readLogs(logs, query);
  }

  async request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    const replica = this.#term?.revisions
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

  get #acting(): LocalTerm {
    if (this.#term) return this.#term;
    throw new ServiceUnavailableError(
      'this backend does not act on the local cluster now',
    );
  }

  /** Replicas of revisions: those that are looked after here, else those that are on record. */
  async #replicas(keys: readonly string[]): Promise<readonly string[]> {
    const term = this.#term;
    if (term) {
      return keys
        .flatMap(key => term.revisions.get(key)?.replicas ?? [])
        .map(({ id }) => id);
    }
    const { records } = await this.#started.records.replicas();
    return records.filter(({ key }) => keys.includes(key)).map(({ id }) => id);
  }

  #begin(number: Pick<DriverTerm, 'epoch' | 'fencing'>): Promise<LocalTerm> {
    return LocalTerm.begin({
      ...this.#options,
      context: this.#started.context,
      number,
      onChange: key => {
        for (const observer of this.#observers) observer(key);
      },
      onLost: term => this.#lost(term),
    });
  }

  /** Ends everything, if no other backend has begun since. */
  async #stop(number: Pick<DriverTerm, 'epoch' | 'fencing'>): Promise<void> {
    const { logger } = this.#started.context;
    try {
      // The term may have ended with the backend's loops, but not to somebody else's favour.
      const term = this.#term ?? (await this.#begin(number));
      this.#term = term;
      const demand = () => term.guard.demand();
      // The gateway first: it finishes what it has while the replicas still answer.
      await this.#gateway?.stop(demand);
      await Promise.all([...term.revisions.values()].map(r => r.stop()));
    } catch (error) {
      if (!(error instanceof TermLostError)) throw error;
      logger.info(`Models go on: ${error.message}`);
    }
  }

  #lost(term: LocalTerm): void {
    if (term === this.#term) this.#standDown();
  }

  /** Looks after nothing any more; all goes on. */
  #standDown(): void {
    this.#cancelSampling?.();
    this.#gateway?.follow();
    this.#term?.abandon();
    this.#term = undefined;
  }

  #sampleLater(): void {
    const { clock, timing } = this.#options;
    this.#cancelSampling = clock.after(timing.limitEveryMs, async () => {
      const term = this.#term;
      if (!term) return;
      try {
        term.guard.demand();
        await this.#sampler.sample(measured(term));
      } catch (error) {
        if (error instanceof TermLostError) this.#lost(term);
        this.#started.context.logger.warn(`replicas not measured: ${error}`);
      }
      if (this.#term === term) this.#sampleLater();
    });
  }
}

function measured({ revisions }: LocalTerm): readonly MeasuredReplica[] {
  return [...revisions.values()].flatMap(revision =>
    [...revision.runs].map(([id, run]) => ({
      id,
      run,
      report: event => revision.report(id, event),
    })),
  );
}
