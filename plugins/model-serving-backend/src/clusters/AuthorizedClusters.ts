import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  settingsManagePermission,
  type ClusterDetail,
  type ClusterView,
  type HardwareProfileList,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from './types';

/**
 * What people may know of clusters: whoever is signed in may know what they have, for that is what every form shows.
 * Whom the portal is there and which rights it lacks is for those who manage the settings.
 */
export class AuthorizedClusters {
  readonly #clusters: Pick<Clusters, 'all' | 'get' | 'views' | 'detail'>;
  readonly #permissions: PermissionsService;

  constructor(options: {
    readonly clusters: Pick<Clusters, 'all' | 'get' | 'views' | 'detail'>;
    readonly permissions: PermissionsService;
  }) {
    this.#clusters = options.clusters;
    this.#permissions = options.permissions;
  }

  list(): Promise<readonly ClusterView[]> {
    return this.#clusters.views();
  }

  /** @throws NotFoundError for a name that is not configured */
  async get(
    name: string,
    credentials: BackstageCredentials,
  ): Promise<ClusterDetail> {
    this.#demandConfigured(name);
    const [[decision], detail] = await Promise.all([
      this.#permissions.authorize([{ permission: settingsManagePermission }], {
        credentials,
      }),
      this.#clusters.detail(name),
    ]);
    const { examination } = detail;
    if (!examination || decision.result === AuthorizeResult.ALLOW)
      return detail;
    const { rights: _, ...shown } = examination;
    return { ...detail, examination: shown };
  }

  /**
   * The hardware profiles that deployments of a project may name; none where the cluster knows none.
   * @throws NotFoundError for a cluster that is not configured, InputError for a project that is none,
   *   ServiceUnavailableError while the cluster cannot be asked
   */
  async hardwareProfiles(
    name: string,
    namespace: string,
  ): Promise<HardwareProfileList> {
    this.#demandConfigured(name);
    const views = await this.#clusters.views();
    const { namespaces, reachable, message } = views.find(
      view => view.name === name,
    )!;
    if (!namespaces.includes(namespace)) {
      throw new InputError(
        `namespace: there is no project '${namespace}'; configured: ${namespaces.join(
          ', ',
        )}`,
      );
    }
    if (!reachable) {
      throw new ServiceUnavailableError(
        `the cluster '${name}' cannot be asked for its hardware profiles now: ${message}`,
      );
    }
    const found = await this.#clusters.get(name).hardwareProfiles(namespace);
    return found ?? { items: [], namespaces: [], problems: [] };
  }

  #demandConfigured(name: string): void {
    const names = this.#clusters.all.map(cluster => cluster.name);
    if (names.includes(name)) return;
    throw new NotFoundError(
      `there is no cluster '${name}'; configured: ${names.join(', ')}`,
    );
  }
}
