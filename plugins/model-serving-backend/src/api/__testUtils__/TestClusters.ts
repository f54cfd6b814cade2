import { InputError } from '@backstage/errors';
import type {
  ClusterDetail,
  ClusterSettings,
  ClusterView,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import type { Cluster, Clusters } from '../../clusters';

/** Two clusters with one driver: `local` is the default one. */
export class TestClusters implements Clusters {
  readonly all: readonly Cluster[];
  readonly default: Cluster;

  readonly #gatewayUrl: string | undefined;

  constructor(driver: ClusterDriver, gatewayUrl?: string) {
    this.#gatewayUrl = gatewayUrl;
    this.default = { name: 'local', title: 'Local', isDefault: true, driver };
    const far = { name: 'far', title: 'Far', isDefault: false, driver };
    this.all = [this.default, far];
  }

  get(name: string): Cluster {
    const cluster = this.all.find(known => known.name === name);
    if (!cluster) {
      throw new InputError(`cluster '${name}' is unknown; known: local, far`);
    }
    return cluster;
  }

  async settings(name: string): Promise<ClusterSettings> {
    const { driver, isDefault } = this.get(name);
    const capabilities = await driver.describe();
    return {
      ...capabilities,
      cluster: name,
      ...(this.#gatewayUrl && { gatewayUrl: this.#gatewayUrl }),
      isDefaultCluster: isDefault,
      profile: 'greenroom',
      defaultDeploymentMode: 'Standard',
      defaultResources: {},
      ingress: {
        domain: 'localhost',
        domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
        urlScheme: 'http',
      },
    };
  }

  async builtInRuntimes(name: string): Promise<readonly ServingRuntime[]> {
    return this.get(name).driver.runtimes();
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
