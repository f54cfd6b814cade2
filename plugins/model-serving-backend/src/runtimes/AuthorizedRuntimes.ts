import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  runtimeReadPermission,
  type Page,
  type RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RuntimeListQuery, Runtimes } from './types';

/** {@link Runtimes} for those who may see them; an empty list for others. */
export class AuthorizedRuntimes implements Runtimes {
  readonly #inner: Runtimes;
  readonly #permissions: PermissionsService;

  constructor(options: {
    readonly inner: Runtimes;
    readonly permissions: PermissionsService;
  }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  async list(
    query: RuntimeListQuery,
    options: { readonly credentials: BackstageCredentials },
  ): Promise<Page<RuntimeView>> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: runtimeReadPermission }],
      options,
    );
    return decision.result === AuthorizeResult.ALLOW
      ? this.#inner.list(query, options)
      : { items: [], totalItems: 0, pageInfo: {} };
  }
}
