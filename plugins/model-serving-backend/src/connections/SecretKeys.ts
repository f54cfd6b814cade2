import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  settingsManagePermission,
  type SecretKeysView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { SecretStore } from '../store';

/** How far the exchange of the keys that protect stored secrets is, for those who run the installation. */
export class SecretKeys {
  readonly #secrets: Pick<SecretStore, 'keyIds' | 'countByKey'>;
  readonly #permissions: PermissionsService;

  constructor(options: {
    readonly secrets: Pick<SecretStore, 'keyIds' | 'countByKey'>;
    readonly permissions: PermissionsService;
  }) {
    this.#secrets = options.secrets;
    this.#permissions = options.permissions;
  }

  /** Ids and counts, never a key. @throws NotAllowedError */
  async view(credentials: BackstageCredentials): Promise<SecretKeysView> {
    const [decision] = await this.#permissions.authorize(
      [{ permission: settingsManagePermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `you may not see the keys of stored secrets (permission ${settingsManagePermission.name}): ask the platform team`,
      );
    }
    const ids = this.#secrets.keyIds;
    const rows = await this.#secrets.countByKey();
    const [current] = ids;
    const total = [...rows.values()].reduce((sum, count) => sum + count, 0);
    return {
      current,
      keys: ids.map(id => ({ id, rows: rows.get(id) ?? 0 })),
      rowsOnOldKeys: total - (rows.get(current) ?? 0),
    };
  }
}
