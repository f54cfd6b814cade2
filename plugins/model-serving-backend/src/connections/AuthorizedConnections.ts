import type { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  annotations,
  connectionBrowsePermission,
  connectionCreatePermission,
  connectionDeletePermission,
  connectionReadPermission,
  connectionUpdatePermission,
  type BrowsePage,
  type ConnectionTestResult,
  type ConnectionUser,
  type ConnectionView,
  type Page,
  type ResourceRef,
  type RotationResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalOwner, type Callers, type ResourceAccess } from '../access';
import { describeRef, type ResourceStore } from '../store';
import type { ConnectionAccess } from '../access';
import type { ConnectionCallOptions, Connections } from './types';

/** Options of {@link AuthorizedConnections}. */
export interface AuthorizedConnectionsOptions {
  readonly inner: Connections;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly connections: ConnectionAccess;
  /** Whoever sees a connection sees only those of its users that they may see. */
  readonly deployments: Pick<ResourceAccess, 'visibility'>;
  readonly permissions: PermissionsService;
  readonly callers: Callers;
}

/**
 * {@link Connections} for whom a policy lets: each method asks for its permission first. What a caller may not see is
 * not found, with the same words as what does not exist.
 */
export class AuthorizedConnections implements Connections {
  readonly #options: AuthorizedConnectionsOptions;

  constructor(options: AuthorizedConnectionsOptions) {
    this.#options = options;
  }

  async list(
    query: Parameters<Connections['list']>[0],
    options: Parameters<Connections['list']>[1],
  ): Promise<Page<ConnectionView>> {
    const visibility = await this.#options.connections.visibility(
      options.credentials,
    );
    const call = { ...options, ...(await this.#seeing(options)) };
    const narrowed = await this.#forOwner(query, options);
    switch (visibility.kind) {
      case 'none':
        return { items: [], totalItems: 0, pageInfo: {} };
      case 'all':
        return this.#options.inner.list(narrowed, call);
      default:
        return this.#options.inner.list(narrowed, {
          ...call,
          criteria: options.criteria
            ? { allOf: [visibility.criteria, options.criteria] }
            : visibility.criteria,
        });
    }
  }

  async get(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    await this.#demand(ref, connectionReadPermission, 'read', options);
    return this.#options.inner.get(ref, await this.#seeing(options));
  }

  async create(
    request: Parameters<Connections['create']>[0],
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    await this.#demandCreate(options);
    await this.#demandOwner(request.input, undefined, options);
    return this.#options.inner.create(request, await this.#seeing(options));
  }

  async dryRun(
    request: Parameters<Connections['dryRun']>[0],
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    await this.#demandCreate(options);
    await this.#demandOwner(request.input, undefined, options);
    return this.#options.inner.dryRun(request, options);
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    await this.#demand(ref, connectionUpdatePermission, 'change', options);
    await this.#demandOwner(patch, ref, options);
    return this.#options.inner.patch(ref, patch, await this.#seeing(options));
  }

  async rotate(
    ref: ResourceRef,
    request: Parameters<Connections['rotate']>[1],
    options: ConnectionCallOptions,
  ): Promise<RotationResult> {
    await this.#demand(ref, connectionUpdatePermission, 'rotate', options);
    const call = await this.#seeing(options);
    return this.#options.inner.rotate(ref, request, call);
  }

  async share(
    ref: ResourceRef,
    sharing: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    await this.#demand(ref, connectionUpdatePermission, 'share', options);
    const call = await this.#seeing(options);
    return this.#options.inner.share(ref, sharing, call);
  }

  async delete(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<void> {
    await this.#demand(ref, connectionDeletePermission, 'delete', options);
    await this.#options.inner.delete(ref, await this.#seeing(options));
  }

  /** Whoever may create connections may try one before: the portal calls an address of their choice, within the rules. */
  async testUnsaved(
    request: Parameters<Connections['testUnsaved']>[0],
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult> {
    await this.#demandCreate(options);
    return this.#options.inner.testUnsaved(request, options);
  }

  async test(
    ref: ResourceRef,
    request: Parameters<Connections['test']>[1],
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult> {
    await this.#demand(ref, connectionBrowsePermission, 'test', options);
    return this.#options.inner.test(ref, request, options);
  }

  async browse(
    ref: ResourceRef,
    request: Parameters<Connections['browse']>[1],
    options: ConnectionCallOptions,
  ): Promise<BrowsePage> {
    await this.#demand(ref, connectionBrowsePermission, 'browse', options);
    return this.#options.inner.browse(ref, request, options);
  }

  /** A deployment that names no owner will be the caller's. */
  async #forOwner<Q extends { readonly usableBy?: ConnectionUser }>(
    query: Q,
    { credentials }: ConnectionCallOptions,
  ): Promise<Q> {
    if (!query.usableBy) return query;
    const { namespace, owner } = query.usableBy;
    const wanted =
      owner === undefined
        ? await this.#options.callers.defaultOwner(credentials)
        : normalOwner(owner, 'usableBy');
    return { ...query, usableBy: { namespace, owner: wanted } };
  }

  async #seeing(
    options: ConnectionCallOptions,
  ): Promise<ConnectionCallOptions> {
    const users = await this.#options.deployments.visibility(
      options.credentials,
    );
    return { ...options, users };
  }

  async #demand(
    ref: ResourceRef,
    permission: ResourcePermission,
    verb: string,
    options: ConnectionCallOptions,
  ): Promise<void> {
    await this.#options.connections.demand({
      connection: await this.#options.resources.get('Connection', ref),
      described: describeRef('Connection', ref),
      permission,
      verb,
      credentials: options.credentials,
    });
  }

  async #demandCreate({ credentials }: ConnectionCallOptions): Promise<void> {
    const [decision] = await this.#options.permissions.authorize(
      [{ permission: connectionCreatePermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.ALLOW) return;
    throw new NotAllowedError(
      `you may not create connections (permission ${connectionCreatePermission.name}): ask the platform team`,
    );
  }

  /** Who may change whatever an owner has may also give something to that owner; others only to themselves. */
  async #demandOwner(
    sent: unknown,
    ref: ResourceRef | undefined,
    { credentials }: ConnectionCallOptions,
  ): Promise<void> {
    const { resources, callers, connections } = this.#options;
    const input: Readonly<Record<string, unknown>> =
      typeof sent === 'object' && sent !== null ? { ...sent } : {};
    if (input.owner === undefined || input.owner === null) return;
    const owner = normalOwner(input.owner, 'owner');
    const stored = ref && (await resources.get('Connection', ref));
    if (stored?.object.metadata.annotations?.[annotations.owner] === owner) {
      return;
    }
    if (await callers.isOneOf(owner, credentials)) return;
    const target = ref ?? {
      cluster: String(input.cluster ?? ''),
      namespace: String(input.namespace ?? ''),
      name: String(input.name ?? ''),
    };
    const mayGive = await connections.may(
      connectionUpdatePermission,
      { ref: target, owner },
      credentials,
    );
    if (mayGive) return;
    throw new NotAllowedError(
      `owner: you are neither ${owner} nor in it, and may not act for it: choose yourself or one of your groups`,
    );
  }
}
