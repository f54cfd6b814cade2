import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  changedPaths,
  type Condition,
  type Forgotten,
  type HistoryDetail,
  type HistoryView,
  type KubernetesObject,
  type Page,
  type ResourceDetail,
  type ResourceQuery,
  type ResourceView,
  type RollbackTarget,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, VisibleKinds } from '../access';
import { forgotten } from '../clusters';
import type { Clusters } from '../clusters/types';
import type { CallOptions } from '../deployments';
import { inputErrorOf } from '../errors';
import type { GraphDefaults } from '../graph';
import { refusalReason, restoredMetadata, WriteHistory } from '../history';
import { describeRef, type StoredResource, type Stores } from '../store';
import type { Clock } from '../time';
import { exportResources } from './exportResources';
import { isHidden } from './isHidden';
import { intentOf, preparedResource } from './preparedResource';
import { ResourceConditions } from './ResourceConditions';
import { ResourcePlanner } from './ResourcePlanner';
import type { ResourceValidator } from './ResourceValidator';
import { removedClusterView, resourceView } from './resourceView';
import { stillUsed } from './stillUsed';
import type {
  ExportQuery,
  PlannedResource,
  PlanOptions,
  PutOptions,
  ResourcePlan,
  ResourceTarget,
  WrittenKind,
} from './types';
import { usersOf } from './usersOf';

const DEFAULT_LIMIT = 50;

/** Options of {@link DefaultResources}. */
export interface DefaultResourcesOptions {
  readonly stores: Pick<Stores, 'resources' | 'history'>;
  readonly clusters: Clusters;
  readonly validator: ResourceValidator;
  readonly callers: Callers;
  /** What graphs are that say nothing themselves. */
  readonly graphs: GraphDefaults;
  readonly clock: Pick<Clock, 'now'>;
}

type Stored = StoredResource<ServingKind>;

/** Resources of KServe's kinds, on the store. Who may do what is decided around it. */
export class DefaultResources {
  readonly #options: DefaultResourcesOptions;
  readonly #planner: ResourcePlanner;
  readonly #history: WriteHistory;
  readonly #conditions: ResourceConditions;

  constructor(options: DefaultResourcesOptions) {
    this.#options = options;
    const { graphs, clock, stores, clusters } = options;
    this.#planner = new ResourcePlanner(options);
    this.#history = new WriteHistory(stores.history);
    this.#conditions = new ResourceConditions({
      resources: stores.resources,
      graphs,
      clusters,
      clock,
    });
  }

  async list(
    query: ResourceQuery,
    visible: readonly VisibleKinds[],
  ): Promise<Page<ResourceView>> {
    const { limit = DEFAULT_LIMIT, cursor, search, clusters } = query;
    const page = await this.#options.stores.resources.listResources(
      { search, clusters, namespaces: query.namespaces, visible },
      { limit, cursor },
    );
    const items: ResourceView[] = [];
    for (const stored of page.items) items.push(await this.#view(stored));
    return {
      items,
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
    };
  }

  /** @param readable - which of the users the caller may see */
  async get(
    target: ResourceTarget,
    readable: (users: readonly Stored[]) => Promise<readonly Stored[]>,
  ): Promise<ResourceDetail> {
    const stored = await this.#read(target);
    const { users, total } = await usersOf(
      target,
      this.#options.stores.resources,
    );
    const view = await this.#view(stored, await this.#conditions.of(stored));
    return {
      ...view,
      usedBy: (await readable(users)).map(({ kind, ref }) => ({ kind, ref })),
      useCount: total,
    };
  }

  plan(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PlanOptions,
  ): Promise<ResourcePlan> {
    return this.#planner.plan(target, sent, options);
  }

  async put(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PutOptions & Pick<PlanOptions, 'isRollback'>,
  ): Promise<PlannedResource> {
    try {
      return await this.#put(target, sent, options);
    } catch (error) {
      await this.#recordRefusal(target, sent, options, error);
      throw error;
    }
  }

  async delete(
    target: ResourceTarget<WrittenKind>,
    options: CallOptions,
  ): Promise<Forgotten | undefined> {
    const { kind, ref } = target;
    const { stores, callers, clusters } = this.#options;
    await this.#read(target);
    // A user that comes right after this look finds the resource missing, and its page says so
    const { users, total } = await usersOf(target, stores.resources);
    if (total > 0) throw stillUsed(target, users, total);
    const context = {
      actor: callers.actor(options.credentials),
      onBehalfOf: await callers.person(options.credentials),
      action: 'delete',
    };
    await stores.resources.writeAll(ref.cluster, [
      { what: 'delete', kind, ref, context },
    ]);
    return forgotten(clusters, kind, ref);
  }

  async history(target: ResourceTarget): Promise<readonly HistoryView[]> {
    return this.#history.list(await this.#read(target));
  }

  async historyEntry(
    target: ResourceTarget,
    { id, against }: { readonly id: number; readonly against?: number },
  ): Promise<HistoryDetail> {
    return this.#history.entry(await this.#read(target), id, against);
  }

  async planRollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource> {
    const { planned } = await this.plan(target, await this.#at(target, to), {
      ...options,
      isRollback: true,
    });
    return planned;
  }

  async rollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource> {
    return this.put(target, await this.#at(target, to), {
      ...options,
      isRollback: true,
    });
  }

  export(
    query: ExportQuery,
    visible: readonly VisibleKinds[],
  ): Promise<string> {
    return exportResources(this.#options.stores.resources, query, visible);
  }

  async #put(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PutOptions & Pick<PlanOptions, 'isRollback'>,
  ): Promise<PlannedResource> {
    const { planned, write } = await this.plan(target, sent, options);
    if (planned.errors.length > 0) throw inputErrorOf(planned.errors);
    if (!write) return planned;
    // Whoever makes one between this look and the write is found by the write: its name is taken then
    if (options.onlyNew && planned.action !== 'create') {
      throw new ConflictError(
        `there is already another ${describeRef(
          target.kind,
          target.ref,
        )}: choose another name, or change that one`,
      );
    }
    const [stored] = await this.#options.stores.resources.writeAll(
      target.ref.cluster,
      [write],
    );
    return { ...planned, resource: stored.object };
  }

  /** As of deployments: people who look for a change that is not there find who tried it. */
  async #recordRefusal(
    { kind, ref }: ResourceTarget<WrittenKind>,
    sent: unknown,
    {
      isRollback,
      credentials,
      how = 'yaml',
    }: CallOptions & Pick<PlanOptions, 'isRollback'>,
    error: unknown,
  ): Promise<void> {
    if (!(error instanceof ConflictError || error instanceof InputError))
      return;
    const { stores, callers } = this.#options;
    const stored = await stores.resources.get(kind, ref);
    if (!stored) return;
    const { uid, object } = stored;
    await stores.history.addRefused({
      uid,
      ref,
      generation: object.metadata.generation ?? 0,
      context: {
        actor: callers.actor(credentials),
        action: isRollback ? 'rollback' : 'update',
        how,
      },
      changes: changedPaths(intentOf(object), preparedResource(sent)),
      reason: refusalReason(error.message, sent),
    });
  }

  /** The resource as it would be again. @throws InputError, NotFoundError, ConflictError */
  async #at(
    target: ResourceTarget,
    { revision, history, resourceVersion }: RollbackTarget,
  ): Promise<KubernetesObject> {
    if (history === undefined || revision !== undefined) {
      throw new InputError(
        `give history, the id of a write: a ${target.kind} has no revisions`,
      );
    }
    const stored = await this.#read(target);
    const then = await this.#history.objectAfter(stored, history);
    return {
      ...then,
      metadata: {
        ...restoredMetadata(stored.object.metadata, then.metadata),
        resourceVersion,
      },
    };
  }

  async #read(target: ResourceTarget): Promise<Stored> {
    const { kind, ref } = target;
    const stored = await this.#options.stores.resources.get(kind, ref);
    if (!stored || isHidden(stored)) {
      throw new NotFoundError(`there is no ${describeRef(kind, ref)}`);
    }
    return stored;
  }

  async #view(
    stored: Stored,
    conditions?: readonly Condition[],
  ): Promise<ResourceView> {
    const { clusters } = this.#options;
    const { cluster } = stored.ref;
    if (!clusters.has(cluster)) return removedClusterView(stored);
    const { profile } = await clusters.settings(cluster);
    return resourceView(stored, { profile, conditions });
  }
}
