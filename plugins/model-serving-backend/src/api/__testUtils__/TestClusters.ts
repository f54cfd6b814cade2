import { InputError } from '@backstage/errors';
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
  LogQuery,
  ManagedClusterDriver,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  DriverCluster,
  isManaged,
  isNative,
  type AnyDriver,
  type Cluster,
  type Clusters,
} from '../../clusters';

/** Two clusters, with one driver unless `far` has its own: `local` is the default one. */
export class TestClusters implements Clusters {
  readonly default: Cluster;
  readonly #far: Cluster;
  #isFarConfigured = true;

  readonly #gatewayUrl: string | undefined;

  constructor(
    driver: AnyDriver,
    gatewayUrl?: string,
    farDriver: AnyDriver = driver,
  ) {
    this.#gatewayUrl = gatewayUrl;
    const local = { name: 'local', title: 'Local', isDefault: true };
    this.default = new DriverCluster(local, driver);
    const far = { name: 'far', title: 'Far', isDefault: false };
    this.#far = new DriverCluster(far, farDriver);
  }

  get all(): readonly Cluster[] {
    return this.#isFarConfigured ? [this.default, this.#far] : [this.default];
  }

  /** As after a restart with another configuration. */
  configureFar(isConfigured: boolean): void {
    this.#isFarConfigured = isConfigured;
  }

  has(name: string): boolean {
    return this.all.some(known => known.name === name);
  }

  get(name: string): Cluster {
    const cluster = this.all.find(known => known.name === name);
    if (!cluster) {
      throw new InputError(`cluster '${name}' is unknown; known: local, far`);
    }
    return cluster;
  }

  native(name: string): Cluster<ClusterDriver> {
    const cluster = this.get(name);
    if (isNative(cluster)) return cluster;
    throw new Error(`cluster '${name}' is managed`);
  }

  managed(name: string): Cluster<ManagedClusterDriver> | undefined {
    const cluster = this.get(name);
    return isManaged(cluster) ? cluster : undefined;
  }

  ungated(name: string): string | undefined {
    return this.all.find(known => known.name === name)?.ungated;
  }

  routerFacts(graph: ResourceRef): readonly RevisionFacts[] {
    return this.managed(graph.cluster)?.driver.routerFacts(graph) ?? [];
  }

  routerLogs(
    graph: ResourceRef,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine> {
    return (
      this.managed(graph.cluster)?.driver.routerLogs(graph, query) ?? noLines()
    );
  }

  problem(): undefined {}

  async settings(name: string): Promise<ClusterSettings> {
    const { driver, isDefault } = this.get(name);
    const capabilities = await driver.describe();
    return {
      ...capabilities,
      cluster: name,
      ...(this.#gatewayUrl && { gatewayUrl: this.#gatewayUrl }),
      isDefaultCluster: isDefault,
      profile: driver.kind === 'managed' ? 'kserve' : 'greenroom',
      defaultDeploymentMode: 'Standard',
      defaultResources: {},
      ingress: {
        domain: 'localhost',
        domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
        urlScheme: 'http',
      },
    };
  }

  async capabilities(name: string): Promise<ClusterCapabilities> {
    return this.get(name).driver.describe();
  }

  async builtInRuntimes(name: string): Promise<readonly ServingRuntime[]> {
    return this.get(name).runtimes();
  }

  async detail(name: string): Promise<ClusterDetail> {
    const [view] = (await this.views()).filter(known => known.name === name);
    const examination = await this.get(name).driver.examine?.();
    return { ...view, ...(examination ? { examination } : {}) };
  }

  async views(): Promise<readonly ClusterView[]> {
    return Promise.all(
      this.all.map(async ({ name, title, isDefault, driver }) => ({
        name,
        title,
        isDefault,
        reachable: true,
        namespaces: ['demo'],
        capabilities: await driver.describe(),
      })),
    );
  }
}

async function* noLines(): AsyncIterable<LogLine> {}
