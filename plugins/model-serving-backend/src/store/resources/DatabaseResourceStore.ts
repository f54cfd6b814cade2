import {
  isDatabaseConflictError,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  DeploymentOrderField,
  ResourceRef,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type {
  DeploymentCounters,
  DeploymentFilter,
  ObjectOfKind,
  ObservedDeployment,
  PageRequest,
  ResourceCriterion,
  ResourceFilter,
  ResourceStore,
  ResourceWrite,
  RuntimeUseCount,
  StoreChange,
  StoredKind,
  StoredResource,
  StorePage,
  WriteContext,
} from '../types';
import type { Clock } from '../../time';
import { plainTransact, type Transact } from '../transact';
import { applyReach, applySharedCriteria } from './connectionShares';
import { applyConnectionUse } from './connectionUse';
import { countDeployments, countRuntimeUse } from './counts';
import { deploymentOrder } from './deploymentOrder';
import { applyCriteria, applyFilter, applyResourceFilter } from './filter';
import { findRow } from './findRow';
import { insertRow, newRow } from './insertObject';
import { byTitle } from './keyset';
import { listPage } from './listPage';
import { markDeleting } from './markDeleting';
import { mirrorObject } from './mirrorObject';
import { nameTaken } from './nameTaken';
import { onceMore } from './onceMore';
import { listMirrored, listRefs } from './refs';
import { removeRow } from './removeRow';
import { replaceObject } from './replaceObject';
import { applyRuntimeUse, valuePattern } from './references';
import { writeOne, type WriteOutcome } from './writeOne';
import { writeObserved, type ResourceStatus } from './writeObserved';
import {
  describeRef,
  refOf,
  resourceOf,
  resourceVersionOf,
  type ResourceRow,
} from './row';

/** {@link ResourceStore} on SQLite or PostgreSQL. */
export class DatabaseResourceStore implements ResourceStore {
  readonly #db: Knex;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  readonly #transact: Transact;
  readonly #listeners: Set<(change: StoreChange) => void>;

  constructor(options: {
    readonly db: Knex;
    readonly clock: Pick<Clock, 'now'>;
    readonly logger: LoggerService;
    /** How it writes. */
    readonly transact?: Transact;
    /** Who is told of writes, if others tell them, too. */
    readonly listeners?: Set<(change: StoreChange) => void>;
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#transact = options.transact ?? plainTransact(options.db);
    this.#listeners = options.listeners ?? new Set();
  }

  /** The same resources and listeners, written in another way. */
  withWrites(transact: Transact): DatabaseResourceStore {
    return new DatabaseResourceStore({
      db: this.#db,
      clock: this.#clock,
      logger: this.#logger,
      transact,
      listeners: this.#listeners,
    });
  }

  async create<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>> {
    const insertion = {
      kind,
      cluster,
      object,
      context,
      at: new Date(this.#clock.now()),
    };
    const row = newRow<K>(insertion);
    try {
      await this.#transact(tx => insertRow(tx, row, insertion));
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      throw await this.#nameTaken(kind, refOf(row));
    }
    this.#changed(row, 'spec');
    return resourceOf<K>(row);
  }

  async get<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
  ): Promise<StoredResource<K> | undefined> {
    const row = await findRow(this.#db, kind, ref);
    return row && resourceOf<K>(row);
  }

  async getByUid(uid: string): Promise<StoredResource | undefined> {
    const row = await this.#db<ResourceRow>('resources').where({ uid }).first();
    return row && resourceOf(row);
  }

  async update<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
    expectedResourceVersion: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>> {
    const written = await this.#transact(tx =>
      replaceObject<K>(tx, {
        kind,
        ref,
        expectedResourceVersion,
        object,
        context,
        at: new Date(this.#clock.now()),
      }),
    );
    if (written.changed) this.#changed(written.row, 'spec');
    return resourceOf<K>(written.row);
  }

  async updateObserved(
    uid: string,
    status: ResourceStatus,
    observed: ObservedDeployment | undefined,
  ): Promise<boolean> {
    const written = await this.#transact(tx =>
      writeObserved(tx, { uid, status, observed }),
    );
    if (written) this.#changed(written, 'observed');
    return written !== undefined;
  }

  async requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    const marked = await this.#transact(tx =>
      markDeleting(tx, {
        kind,
        ref,
        context,
        at: new Date(this.#clock.now()),
      }),
    );
    if (marked.row && marked.changed) this.#changed(marked.row, 'deleting');
    return marked.row && resourceOf(marked.row);
  }

  async mirror<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    options?: Parameters<ResourceStore['mirror']>[3],
  ): Promise<{ stored: StoredResource<K>; isOlder: boolean }> {
    const at = new Date(this.#clock.now());
    const mirroring = { kind, cluster, object, at, ...options };
    const { row, change, removed, isOlder } = await onceMore(() =>
      this.#transact(tx => mirrorObject<K>(tx, mirroring)),
    );
    if (removed) this.#changed(removed, 'removed');
    if (change) this.#changed(row, change);
    return { stored: resourceOf<K>(row), isOlder };
  }

  async listMirrored(
    cluster: string,
  ): ReturnType<ResourceStore['listMirrored']> {
    return listMirrored(this.#db, cluster);
  }

  async remove(uid: string): Promise<void> {
    const removed = await this.#transact(tx => removeRow(tx, uid));
    if (removed) this.#changed(removed, 'removed');
  }

  async listRefs(
    ...page: Parameters<ResourceStore['listRefs']>
  ): ReturnType<ResourceStore['listRefs']> {
    return listRefs(this.#db, ...page);
  }

  async listDeployments(
    filter: DeploymentFilter,
    page: PageRequest<DeploymentOrderField>,
  ): Promise<StorePage<StoredResource<'InferenceService'>>> {
    return listPage(
      this.#db,
      ['InferenceService'],
      query => applyFilter(query, filter),
      deploymentOrder(page.orderBy),
      page,
    );
  }

  async countDeployments(
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<DeploymentCounters> {
    return countDeployments(this.#db, criteria);
  }

  async listConnections(
    filter: Parameters<ResourceStore['listConnections']>[0],
    page: PageRequest<'name'>,
  ): Promise<StorePage<StoredResource<'Connection'>>> {
    return listPage(
      this.#db,
      ['Connection'],
      query => {
        const { criteria, usableBy, ...rest } = filter;
        applyFilter(query, rest);
        if (usableBy) applyReach(query, usableBy);
        if (criteria) applySharedCriteria(query, criteria);
      },
      byTitle(page),
      page,
    );
  }

  async listRuntimes(
    cluster: string,
    namespace?: string,
  ): Promise<
    readonly StoredResource<'ServingRuntime' | 'ClusterServingRuntime'>[]
  > {
    // Every pass asks this. No "or": the index by name is then searched for its first two columns at most
    const query = this.#db<ResourceRow, ResourceRow[]>('resources')
      .where({ cluster })
      .whereIn('kind', ['ClusterServingRuntime', 'ServingRuntime']);
    if (namespace !== undefined) query.whereIn('namespace', ['', namespace]);
    const rows = await query.orderBy('name').orderBy('uid');
    return rows.map(row =>
      resourceOf<'ServingRuntime' | 'ClusterServingRuntime'>(row),
    );
  }

  async deploymentsUsingConnection(
    ref: ResourceRef,
  ): Promise<readonly ResourceRef[]> {
    const rows = await this.#db<ResourceRow, ResourceRow[]>('resources')
      .modify(query => applyConnectionUse(query, ref))
      .select<ResourceRow[]>('cluster', 'namespace', 'name')
      .orderBy('namespace')
      .orderBy('name');
    return rows.map(refOf);
  }

  async connectionUsers(
    ref: ResourceRef,
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<readonly StoredResource<'InferenceService'>[]> {
    const rows = await this.#db<ResourceRow, ResourceRow[]>('resources')
      .modify(query => {
        applyConnectionUse(query, ref);
        if (criteria) applyCriteria(query, criteria);
      })
      .select<ResourceRow[]>('*')
      .orderBy('namespace')
      .orderBy('name');
    return rows.map(row => resourceOf<'InferenceService'>(row));
  }

  async countRuntimeUse(cluster: string): Promise<readonly RuntimeUseCount[]> {
    return countRuntimeUse(this.#db, cluster);
  }

  async listRuntimeUsers(
    runtime: Parameters<ResourceStore['listRuntimeUsers']>[0],
    page: PageRequest<'name'>,
    criteria?: PermissionCriteria<ResourceCriterion>,
  ): Promise<StorePage<StoredResource<'InferenceService'>>> {
    return listPage(
      this.#db,
      ['InferenceService'],
      query => {
        applyRuntimeUse(query, runtime);
        if (criteria) applyCriteria(query, criteria);
      },
      byTitle(page),
      page,
    );
  }

  async listResources(
    filter: ResourceFilter,
    page: PageRequest<'name'>,
  ): Promise<StorePage<StoredResource<ServingKind>>> {
    return listPage(
      this.#db,
      [...new Set(filter.visible.flatMap(({ kinds }) => kinds))],
      query => applyResourceFilter(query, filter),
      [{ column: 'kind', order: 'asc' }, ...byTitle(page)],
      page,
    );
  }

  async mentioning<K extends ServingKind>(
    kind: K,
    cluster: string,
    text: string,
  ): Promise<readonly StoredResource<K>[]> {
    const rows = await this.#db<ResourceRow>('resources')
      .where({ kind, cluster })
      .whereRaw(`object like ? escape '\\'`, [valuePattern(text)])
      .orderBy('namespace')
      .orderBy('name');
    return rows.map(row => resourceOf<K>(row));
  }

  async writeAll(
    cluster: string,
    writes: readonly ResourceWrite[],
  ): Promise<readonly StoredResource[]> {
    const at = new Date(this.#clock.now());
    const outcomes = await this.#transact(async tx => {
      const made: WriteOutcome[] = [];
      for (const write of writes) {
        made.push(await writeOne(tx, { cluster, write, at }));
      }
      return made;
    }).catch(error => {
      if (!isDatabaseConflictError(error)) throw error;
      throw new ConflictError(
        'somebody created a resource of the same name at this moment: nothing was written, try it again',
      );
    });
    for (const { row, change } of outcomes) {
      if (change) this.#changed(row, change);
    }
    return outcomes.map(({ row }) => resourceOf(row));
  }

  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #nameTaken(kind: StoredKind, ref: ResourceRef): Promise<ConflictError> {
    return nameTaken(kind, ref, await findRow(this.#db, kind, ref));
  }

  /** Listeners get a hint after the commit; one that fails must not make a write look failed. */
  #changed(row: ResourceRow, what: StoreChange['what']): void {
    const change: StoreChange = {
      kind: row.kind,
      ref: refOf(row),
      uid: row.uid,
      resourceVersion: resourceVersionOf(row),
      what,
    };
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#logger.error(
          `A listener failed on a change of ${describeRef(
            row.kind,
            change.ref,
          )}`,
          error as Error,
        );
      }
    }
  }
}
