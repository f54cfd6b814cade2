import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  settingsManagePermission,
  type OrphanView,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Orphans } from './Orphans';

/** {@link Orphans} for those who run the installation. */
export class AuthorizedOrphans {
  readonly #inner: Pick<Orphans, 'list' | 'remove'>;
  readonly #permissions: PermissionsService;

  constructor(options: {
    readonly inner: Pick<Orphans, 'list' | 'remove'>;
    readonly permissions: PermissionsService;
  }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  /** @throws NotAllowedError, or what {@link Orphans.list} throws */
  async list(
    cluster: string,
    credentials: BackstageCredentials,
  ): Promise<readonly OrphanView[]> {
    await this.#demand(credentials);
    return this.#inner.list(cluster);
  }

  /** @throws NotAllowedError, or what {@link Orphans.remove} throws */
  async remove(
    ref: ResourceRef,
    uid: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    await this.#demand(credentials);
    await this.#inner.remove(ref, uid);
  }

  async #demand(credentials: BackstageCredentials): Promise<void> {
    const [decision] = await this.#permissions.authorize(
      [{ permission: settingsManagePermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `you may not see or remove what clusters hold of unknown deployments (permission ${settingsManagePermission.name}): ask the platform team`,
      );
    }
  }
}
