import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  isResourcePermission,
  type Permission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  deploymentCreatePermission,
  deploymentDeletePermission,
  deploymentReadPermission,
  deploymentUpdatePermission,
  graphCreatePermission,
  graphDeletePermission,
  graphReadPermission,
  graphUpdatePermission,
  resourceCreatePermission,
  resourceDeletePermission,
  resourceReadPermission,
  resourceUpdatePermission,
  runtimeManagePermission,
  runtimeReadPermission,
  servingKinds,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { OwnedResource } from '@greenroom/backstage-plugin-model-serving-node';
import type { ResourceAccess, Visibility } from './ResourceAccess';

/** Who may do what with resources of a kind. */
export interface KindPermissions {
  readonly read: ResourcePermission;
  /** One about a resource is decided for the place of what is about to be made, which has no owner yet. */
  readonly create: Permission;
  readonly update: ResourcePermission;
  readonly delete: ResourcePermission;
}

const runtimes: KindPermissions = {
  read: runtimeReadPermission,
  create: runtimeManagePermission,
  update: runtimeManagePermission,
  delete: runtimeManagePermission,
};
const others: KindPermissions = {
  read: resourceReadPermission,
  create: resourceCreatePermission,
  update: resourceUpdatePermission,
  delete: resourceDeletePermission,
};

/** Permissions by kind. */
export const kindPermissions: Readonly<Record<ServingKind, KindPermissions>> = {
  InferenceService: {
    read: deploymentReadPermission,
    create: deploymentCreatePermission,
    update: deploymentUpdatePermission,
    delete: deploymentDeletePermission,
  },
  InferenceGraph: {
    read: graphReadPermission,
    create: graphCreatePermission,
    update: graphUpdatePermission,
    delete: graphDeletePermission,
  },
  ServingRuntime: runtimes,
  ClusterServingRuntime: runtimes,
  TrainedModel: others,
  ClusterStorageContainer: others,
  LocalModelCache: others,
  LocalModelNamespaceCache: others,
  LocalModelNodeGroup: others,
  LLMInferenceService: others,
};

/** What of which kinds a caller may see. */
export interface VisibleKinds {
  readonly kinds: readonly ServingKind[];
  readonly criteria?: Extract<Visibility, { kind: 'some' }>['criteria'];
}

/** Permission decisions about resources of KServe's kinds. */
export class KindAccess {
  readonly #permissions: PermissionsService;
  readonly #deployments: ResourceAccess;
  readonly #others: (read: ResourcePermission) => ResourceAccess;

  /** @param options - `others`: decisions about every kind but InferenceService, hidden from who lacks `read` */
  constructor(options: {
    readonly permissions: PermissionsService;
    readonly deployments: ResourceAccess;
    readonly others: (read: ResourcePermission) => ResourceAccess;
  }) {
    this.#permissions = options.permissions;
    this.#deployments = options.deployments;
    this.#others = options.others;
  }

  /** Decisions about a kind. */
  of(kind: ServingKind): ResourceAccess {
    return kind === 'InferenceService'
      ? this.#deployments
      : this.#others(kindPermissions[kind].read);
  }

  /** One decision for each group of kinds with the same permission, to be put into one query. */
  async visible(
    kinds: readonly ServingKind[],
    credentials: BackstageCredentials,
  ): Promise<readonly VisibleKinds[]> {
    const groups = new Map<ResourcePermission, ServingKind[]>();
    for (const kind of kinds) {
      const { read } = kindPermissions[kind];
      groups.set(read, [...(groups.get(read) ?? []), kind]);
    }
    const parts = await Promise.all(
      [...groups.values()].map(async (group): Promise<VisibleKinds[]> => {
        const visibility = await this.of(group[0]).visibility(credentials);
        if (visibility.kind === 'none') return [];
        if (visibility.kind === 'all') return [{ kinds: group }];
        return [{ kinds: group, criteria: visibility.criteria }];
      }),
    );
    return parts.flat();
  }

  /** Of some resources those that the caller may see. */
  async readable<T extends OwnedResource & { readonly kind: ServingKind }>(
    resources: readonly T[],
    credentials: BackstageCredentials,
  ): Promise<readonly T[]> {
    const kinds = [...new Set(resources.map(({ kind }) => kind))];
    const mayRead = new Map(
      await Promise.all(
        kinds.map(
          async kind =>
            [
              kind,
              await this.of(kind).decider(
                kindPermissions[kind].read,
                credentials,
              ),
            ] as const,
        ),
      ),
    );
    return resources.filter(resource => mayRead.get(resource.kind)?.(resource));
  }

  /** @throws NotAllowedError if the caller may not make a resource there */
  async demandCreate(
    kind: ServingKind,
    ref: ResourceRef,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const { create } = kindPermissions[kind];
    const place = servingKinds[kind].namespaced
      ? `in the project "${ref.namespace}" of the cluster "${ref.cluster}"`
      : `for the whole cluster "${ref.cluster}"`;
    const isAllowed = isResourcePermission(create)
      ? await this.of(kind).may(create, { ref }, credentials)
      : await this.#mayBasically(create, credentials);
    if (isAllowed) return;
    throw new NotAllowedError(
      `you may not create a ${kind} ${place} (permission ${create.name}): ask the platform team`,
    );
  }

  async #mayBasically(
    permission: Permission,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    if (isResourcePermission(permission)) return false;
    const [{ result }] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    return result === AuthorizeResult.ALLOW;
  }
}
