import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  settingsManagePermission,
  type ClusterDetail,
  type ClusterView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from './types';

/**
 * What people may know of clusters: whoever is signed in may know what they have, for that is what every form shows.
 * Whom the portal is there and which rights it lacks is for those who manage the settings.
 */
export class AuthorizedClusters {
  readonly #clusters: Pick<Clusters, 'all' | 'views' | 'detail'>;
  readonly #permissions: PermissionsService;

  constructor(options: {
    readonly clusters: Pick<Clusters, 'all' | 'views' | 'detail'>;
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
    const names = this.#clusters.all.map(cluster => cluster.name);
    if (!names.includes(name)) {
      throw new NotFoundError(
        `there is no cluster '${name}'; configured: ${names.join(', ')}`,
      );
    }
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
}
