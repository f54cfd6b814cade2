import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, toError } from '@backstage/errors';
import type {
  ClusterCapabilities,
  ClusterDetail,
  ClusterSettings,
  ClusterView,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  ClusterDriverContext,
  LogQuery,
  ManagedClusterDriver,
} from '@greenroom/backstage-plugin-model-serving-node';
import { tracedDriver, tracedManagedDriver } from '../telemetry';
import { Clock } from '../time';
import { isManaged, isNative } from './DriverCluster';
import { DriverTypes } from './DriverTypes';
import { RunningCluster } from './RunningCluster';
import {
  AnyDriver,
  Cluster,
  ClusterOptions,
  Clusters,
  UnseenProblem,
} from './types';

/** Options of {@link ConfiguredClusters.create}. */
export interface ConfiguredClustersOptions {
  readonly clusters: readonly ClusterOptions[];
  readonly namespaces: readonly string[];
  readonly ingress: ClusterSettings['ingress'];
  /** Of `modelServing.autoscaler`; absent: false. */
  readonly allowZeroInitialScale?: boolean;
  readonly types: DriverTypes;
  readonly credentials: ClusterDriverContext['credentials'];
  readonly componentKey?: ClusterDriverContext['componentKey'];
  readonly portal?: ClusterDriverContext['portal'];
  readonly giving?: ClusterDriverContext['giving'];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** What a cluster can do of which nothing is known yet. */
const NOTHING: ClusterCapabilities = {
  storageSchemes: [],
  autoscalerClasses: ['none'],
  scaleToZero: false,
  externalRoutes: false,
  accelerators: [],
  capacity: { cpuCores: 0, memoryBytes: 0 },
  maxReplicas: 0,
};

/** How long is waited for a look at a cluster of which it is known that it does not answer. */
const SILENCE_PATIENCE_MS = 2_000;

/** The clusters of the configuration, each with its driver. */
export class ConfiguredClusters implements Clusters {
  readonly #options: ConfiguredClustersOptions;
  readonly #clusters: ReadonlyMap<string, RunningCluster>;
  readonly #since: string;
  readonly all: readonly Cluster[];
  readonly default: Cluster;

  private constructor(
    options: ConfiguredClustersOptions,
    clusters: ReadonlyMap<string, RunningCluster>,
    defaultCluster: Cluster,
  ) {
    this.#options = options;
    this.#since = new Date(options.clock.now()).toISOString();
    this.#clusters = clusters;
    this.all = [...clusters.values()];
    this.default = defaultCluster;
  }

  /** @throws InputError if a driver type is unknown or there is no cluster. */
  static create(options: ConfiguredClustersOptions): ConfiguredClusters {
    const clusters = new Map<string, RunningCluster>();
    for (const entry of options.clusters) {
      const driver = traced(entry.name, options.types.create(entry));
      clusters.set(
        entry.name,
        new RunningCluster({
          ...options,
          entry,
          driver,
          logger: options.logger.child({ cluster: entry.name }),
        }),
      );
    }
    const [first, ...others] = clusters.values();
    if (!first) throw new InputError('modelServing.clusters is empty');
    const marked = [first, ...others].find(cluster => cluster.isDefault);
    return new ConfiguredClusters(options, clusters, marked ?? first);
  }

  has(name: string): boolean {
    return this.#clusters.has(name);
  }

  get(name: string): RunningCluster {
    const cluster = this.#clusters.get(name);
    if (!cluster) {
      throw new InputError(
        `there is no cluster '${name}'; configured: ${[
          ...this.#clusters.keys(),
        ].join(', ')}`,
      );
    }
    return cluster;
  }

  native(name: string): RunningCluster<ClusterDriver> {
    const cluster = this.get(name);
    if (isNative(cluster)) return cluster;
    throw new Error(`the cluster '${name}' runs its replicas by itself`);
  }

  managed(name: string): RunningCluster<ManagedClusterDriver> | undefined {
    const cluster = this.get(name);
    return isManaged(cluster) ? cluster : undefined;
  }

  ungated(name: string): string | undefined {
    return this.#clusters.get(name)?.ungated;
  }

  routerFacts(graph: ResourceRef): readonly RevisionFacts[] {
    const cluster = this.#clusters.get(graph.cluster);
    return cluster && isManaged(cluster)
      ? cluster.driver.routerFacts(graph)
      : [];
  }

  async *routerLogs(
    graph: ResourceRef,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine> {
    const cluster = this.#clusters.get(graph.cluster);
    if (cluster && isManaged(cluster))
      yield* cluster.driver.routerLogs(graph, query);
  }

  /** Why what runs in a namespace of a cluster cannot be seen; undefined while it can. */
  problem(name: string, namespace: string): UnseenProblem | undefined {
    const cluster = this.#clusters.get(name);
    if (cluster) return cluster.problemIn(namespace);
    return {
      message: `the cluster '${name}' is not configured any more (modelServing.clusters)`,
      since: this.#since,
      isRemoved: true,
    };
  }

  /** Starts all drivers; a driver that fails is started again until it runs. Resolves when each was tried, or takes too long. */
  async start(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map(c => c.start()));
  }

  /** Ends all drivers. */
  async shutdown(mode: 'keep' | 'stop'): Promise<void> {
    await Promise.all([...this.#clusters.values()].map(c => c.shutdown(mode)));
  }

  async settings(name: string): Promise<ClusterSettings> {
    const cluster = this.get(name);
    const capabilities = await cluster.capabilities();
    const gatewayUrl = cluster.gatewayUrl();
    return {
      cluster: name,
      isDefaultCluster: cluster.isDefault,
      profile: 'greenroom',
      defaultDeploymentMode: 'Standard',
      // KServe's default for containers without any of their own.
      defaultResources: {
        requests: { cpu: '1', memory: '2Gi' },
        limits: { cpu: '1', memory: '2Gi' },
      },
      ingress: { ...this.#options.ingress, ...capabilities.ingress },
      ...(gatewayUrl ? { gatewayUrl } : {}),
      storageSchemes: capabilities.storageSchemes,
      autoscalerClasses: capabilities.autoscalerClasses,
      ...(capabilities.clusterAutoscalers
        ? { clusterAutoscalers: capabilities.clusterAutoscalers }
        : {}),
      ...(capabilities.autoscalerNeeds
        ? { autoscalerNeeds: capabilities.autoscalerNeeds }
        : {}),
      scaleToZero: capabilities.scaleToZero,
      maxReplicas: capabilities.maxReplicas,
      ...(this.#options.allowZeroInitialScale
        ? { allowZeroInitialScale: true }
        : {}),
      ...(capabilities.openDataHub ? { openDataHub: true } : {}),
      // What such a cluster says of itself is so
      ...(isManaged(cluster) && (await cluster.driver.settings())),
    };
  }

  async capabilities(name: string): Promise<ClusterCapabilities> {
    return this.get(name).capabilities();
  }

  async builtInRuntimes(name: string): Promise<readonly ServingRuntime[]> {
    const cluster = this.get(name);
    await cluster.whenStarted();
    return cluster.runtimes();
  }

  async views(): Promise<readonly ClusterView[]> {
    return Promise.all(
      [...this.#clusters.values()].map(cluster => this.#view(cluster)),
    );
  }

  async detail(name: string): Promise<ClusterDetail> {
    const cluster = this.get(name);
    const found = whatIsFound(cluster);
    const view = await this.#view(cluster);
    return {
      ...view,
      ...(await (view.reachable ? found : this.#inTime(found))),
    };
  }

  /** Of a cluster that is known not to answer nobody waits long to hear that it does not. */
  async #inTime(found: Promise<Found>): Promise<Found> {
    return new Promise(resolve => {
      const cancel = this.#options.clock.schedule(SILENCE_PATIENCE_MS, () =>
        resolve({ examinationProblem: 'it has not answered yet' }),
      );
      void found.then(known => {
        cancel();
        resolve(known);
      });
    });
  }

  async #view(cluster: RunningCluster): Promise<ClusterView> {
    const { name, title, isDefault, ungated } = cluster;
    const { namespaces } = this.#options;
    const denied = namespaces.filter(
      namespace => cluster.problemIn(namespace)?.isLasting,
    );
    const view = {
      name,
      title,
      isDefault,
      namespaces,
      ...(denied.length > 0 ? { deniedNamespaces: denied } : {}),
      ...(ungated ? { ungated } : {}),
    };
    try {
      const capabilities = await cluster.capabilities();
      const { silence } = cluster;
      if (!silence) return { ...view, reachable: true, capabilities };
      const { message, since: unknownSince } = silence;
      return { ...view, reachable: false, message, unknownSince, capabilities };
    } catch (error) {
      const { message, since } = cluster.problem ?? {};
      return {
        ...view,
        reachable: false,
        // Beside its name nobody has to be told which cluster is meant
        message:
          message && !cluster.isRunning ? message : toError(error).message,
        ...(since ? { unknownSince: since } : {}),
        capabilities: NOTHING,
      };
    }
  }
}

/** What a look at a cluster brought; nothing: it does not tell. */
type Found = Pick<ClusterDetail, 'examination' | 'examinationProblem'>;

async function whatIsFound(cluster: RunningCluster): Promise<Found> {
  try {
    const examination = await cluster.examination();
    return examination ? { examination } : {};
  } catch (error) {
    return { examinationProblem: toError(error).message };
  }
}

function traced(cluster: string, driver: AnyDriver): AnyDriver {
  return driver.kind === 'native'
    ? tracedDriver(cluster, driver)
    : tracedManagedDriver(cluster, driver);
}
