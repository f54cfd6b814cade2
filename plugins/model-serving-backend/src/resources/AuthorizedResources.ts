import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  annotations,
  servingKinds,
  type Forgotten,
  type HistoryDetail,
  type HistoryView,
  type Page,
  type ResourceDetail,
  type ResourceQuery,
  type ResourceView,
  type RollbackTarget,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  kindPermissions,
  type Callers,
  type KindAccess,
  type KindPermissions,
} from '../access';
import type { CallOptions } from '../deployments';
import { describeRef, type ResourceStore } from '../store';
import type { DefaultResources } from './DefaultResources';
import { isObject, preparedResource } from './preparedResource';
import type {
  ExportQuery,
  PlannedResource,
  PlanOptions,
  PutOptions,
  ResourcePlan,
  Resources,
  ResourceTarget,
  WrittenKind,
} from './types';

/** Options of {@link AuthorizedResources}. */
export interface AuthorizedResourcesOptions {
  readonly inner: DefaultResources;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly access: KindAccess;
  readonly callers: Callers;
}

/**
 * {@link Resources} for whom a policy lets: each method asks for the permission of the kind first. What a caller may not
 * see is not found, with the same words as what does not exist.
 */
export class AuthorizedResources implements Resources {
  readonly #options: AuthorizedResourcesOptions;

  constructor(options: AuthorizedResourcesOptions) {
    this.#options = options;
  }

  async list(
    query: ResourceQuery,
    { credentials }: CallOptions,
  ): Promise<Page<ResourceView>> {
    const visible = await this.#visible(query.kinds, credentials);
    return this.#options.inner.list(query, visible);
  }

  async get(
    target: ResourceTarget,
    options: CallOptions,
  ): Promise<ResourceDetail> {
    await this.#demand(target, 'read', options);
    return this.#options.inner.get(target, users =>
      this.#options.access.readable(users, options.credentials),
    );
  }

  async plan(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PlanOptions,
  ): Promise<ResourcePlan> {
    await this.#demandWrite(target, sent, options);
    return this.#options.inner.plan(target, sent, options);
  }

  async put(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PutOptions,
  ): Promise<PlannedResource> {
    await this.#demandWrite(target, sent, options);
    return this.#options.inner.put(target, sent, options);
  }

  async delete(
    target: ResourceTarget<WrittenKind>,
    options: CallOptions,
  ): Promise<Forgotten | undefined> {
    await this.#demand(target, 'delete', options);
    return this.#options.inner.delete(target, options);
  }

  async history(
    target: ResourceTarget,
    options: CallOptions,
  ): Promise<readonly HistoryView[]> {
    await this.#demand(target, 'read', options);
    return this.#options.inner.history(target);
  }

  async historyEntry(
    target: ResourceTarget,
    entry: { readonly id: number; readonly against?: number },
    options: CallOptions,
  ): Promise<HistoryDetail> {
    await this.#demand(target, 'read', options);
    return this.#options.inner.historyEntry(target, entry);
  }

  async planRollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource> {
    await this.#demand(target, 'update', options);
    return this.#options.inner.planRollback(target, to, options);
  }

  async rollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource> {
    await this.#demand(target, 'update', options);
    return this.#options.inner.rollback(target, to, options);
  }

  async export(
    query: ExportQuery,
    { credentials }: CallOptions,
  ): Promise<string> {
    const visible = await this.#visible(query.kinds, credentials);
    return this.#options.inner.export(query, visible);
  }

  async #visible(
    kinds: readonly ServingKind[] | undefined,
    credentials: BackstageCredentials,
  ) {
    return this.#options.access.visible(
      kinds ?? (Object.keys(servingKinds) as ServingKind[]),
      credentials,
    );
  }

  async #demand(
    { kind, ref }: ResourceTarget,
    verb: Exclude<keyof KindPermissions, 'create'>,
    { credentials }: CallOptions,
  ): Promise<void> {
    await this.#options.access.of(kind).demand({
      resource: await this.#options.resources.get(kind, ref),
      described: describeRef(kind, ref),
      permission: kindPermissions[kind][verb],
      verb: verb === 'update' ? 'change' : verb,
      credentials,
    });
  }

  /** To create where there is nothing, else to change; and to give it to its owner. */
  async #demandWrite(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: CallOptions,
  ): Promise<void> {
    const { kind, ref } = target;
    const { resources, access } = this.#options;
    const stored = await resources.get(kind, ref);
    if (stored) await this.#demand(target, 'update', options);
    else await access.demandCreate(kind, ref, options.credentials);
    const owner = ownerIn(sent);
    if (owner === undefined || owner === stored?.owner) return;
    if (await this.#mayGiveTo(owner, target, options.credentials)) return;
    throw new NotAllowedError(
      `metadata.annotations[${annotations.owner}]: you are neither ${owner} nor in it, and may not act for it: choose yourself or one of your groups`,
    );
  }

  /** Who may change whatever an owner has may also make something for that owner. */
  async #mayGiveTo(
    owner: string,
    { kind, ref }: ResourceTarget,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const { callers, access } = this.#options;
    if (await callers.isOneOf(owner, credentials)) return true;
    return access
      .of(kind)
      .may(kindPermissions[kind].update, { ref, owner }, credentials);
  }
}

/** The owner that a sent resource names, in the form in which it is stored. */
function ownerIn(sent: unknown): string | undefined {
  const { metadata } = preparedResource(sent);
  const notes = isObject(metadata) ? metadata.annotations : undefined;
  const owner = isObject(notes) ? notes[annotations.owner] : undefined;
  return typeof owner === 'string' && owner !== '' ? owner : undefined;
}
