import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  annotations,
  runtimeManagePermission,
  runtimeReadPermission,
  type Page,
  type ResourceRef,
  type RuntimeDetail,
  type RuntimeDuplication,
  type RuntimeOrder,
  type RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { OwnedResource } from '@greenroom/backstage-plugin-model-serving-node';
import type { KindAccess } from '../access';
import { describeRef } from '../store';
import { kindOf, type DefaultRuntimes } from './DefaultRuntimes';
import type { RuntimeCallOptions, RuntimeListQuery, Runtimes } from './types';

/** {@link Runtimes} for whom a policy lets. What a caller may not see is not found. */
export class AuthorizedRuntimes implements Runtimes {
  readonly #inner: DefaultRuntimes;
  readonly #access: KindAccess;
  readonly #defaultCluster: string;

  constructor(options: {
    readonly inner: DefaultRuntimes;
    readonly access: KindAccess;
    readonly defaultCluster: string;
  }) {
    this.#inner = options.inner;
    this.#access = options.access;
    this.#defaultCluster = options.defaultCluster;
  }

  async list(
    query: RuntimeListQuery,
    { credentials }: RuntimeCallOptions,
  ): Promise<Page<RuntimeView>> {
    const mayRead = await this.#runtimes.decider(
      runtimeReadPermission,
      credentials,
    );
    const { items } = await this.#inner.list(query);
    // Few, never paged, and in part the driver's: there is no query that could decide
    const visible = items.filter(view => mayRead(ownedOf(view)));
    return { items: visible, totalItems: visible.length, pageInfo: {} };
  }

  async get(
    ref: ResourceRef,
    { credentials }: RuntimeCallOptions,
  ): Promise<RuntimeDetail> {
    await this.#demand(ref, 'read', credentials);
    return this.#detail(ref, credentials);
  }

  async setEnabled(
    ref: ResourceRef,
    enabled: boolean,
    options: RuntimeCallOptions,
  ): Promise<RuntimeDetail> {
    await this.#demand(
      ref,
      enabled ? 'enable' : 'disable',
      options.credentials,
    );
    await this.#inner.setEnabled(ref, enabled, options);
    return this.#detail(ref, options.credentials);
  }

  async duplicate(
    ref: ResourceRef,
    duplication: RuntimeDuplication,
    options: RuntimeCallOptions,
  ): Promise<RuntimeDetail> {
    const { credentials } = options;
    await this.#demand(ref, 'read', credentials);
    const namespace = duplication.namespace ?? ref.namespace;
    const name = duplication.name ?? ref.name;
    await this.#access.demandCreate(
      kindOf({ namespace }),
      { cluster: ref.cluster, namespace, name },
      credentials,
    );
    const copy = await this.#inner.duplicate(ref, duplication, options);
    return this.#detail(copy, credentials);
  }

  async reorder(
    order: RuntimeOrder,
    options: RuntimeCallOptions,
  ): Promise<Page<RuntimeView>> {
    const cluster = order.cluster ?? this.#defaultCluster;
    for (const { name, namespace = '' } of order.runtimes) {
      await this.#demand(
        { cluster, namespace, name },
        'order',
        options.credentials,
      );
    }
    await this.#inner.reorder({ ...order, cluster }, options);
    return this.list({ cluster }, options);
  }

  /** Decisions about both kinds are the same. */
  get #runtimes() {
    return this.#access.of('ClusterServingRuntime');
  }

  async #detail(
    ref: ResourceRef,
    credentials: BackstageCredentials,
  ): Promise<RuntimeDetail> {
    const deployments = this.#access.of('InferenceService');
    return this.#inner.get(ref, await deployments.visibility(credentials));
  }

  async #demand(
    ref: ResourceRef,
    verb: 'read' | 'enable' | 'disable' | 'order',
    credentials: BackstageCredentials,
  ): Promise<void> {
    const runtime = await this.#inner.find(ref);
    await this.#runtimes.demand({
      resource: runtime && {
        ref,
        owner: runtime.metadata.annotations?.[annotations.owner],
      },
      described: describeRef(kindOf(ref), ref),
      permission:
        verb === 'read' ? runtimeReadPermission : runtimeManagePermission,
      verb,
      credentials,
    });
  }
}

function ownedOf({
  cluster,
  namespace,
  name,
  owner,
}: RuntimeView): OwnedResource {
  return { ref: { cluster, namespace: namespace ?? '', name }, owner };
}
