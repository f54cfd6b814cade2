import { randomUUID } from 'node:crypto';
import {
  isDatabaseConflictError,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  type DeploymentOrderField,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type {
  DeploymentCounters,
  DeploymentFilter,
  ObjectOfKind,
  ObservedDeployment,
  PageRequest,
  ResourceCriterion,
  ResourceStore,
  StoreChange,
  StoredKind,
  StoredResource,
  StorePage,
  WriteContext,
} from '../types';
import type { Clock } from '../../time';
import { countDeployments, countRuntimeUse } from './counts';
import { deploymentOrder } from './deploymentOrder';
import { applyFilter } from './filter';
import type { SortColumn } from './keyset';
import { listColumns, nameInSet } from './listColumns';
import { findRow } from './findRow';
import { listPage } from './listPage';
import { markDeleting } from './markDeleting';
import { replaceObject } from './replaceObject';
import { writeObserved, type ResourceStatus } from './writeObserved';
import {
  describeRef,
  refOf,
  resourceOf,
  resourceVersionOf,
  storedForm,
  type ResourceRow,
} from './row';

/** What hangs on a resource and goes with it: table and the column that names the resource. */
const DEPENDENTS = [
  ['revisions', 'service_uid'],
  ['secrets', 'uid'],
  ['events', 'uid'],
  ['samples', 'uid'],
] as const;

/** {@link ResourceStore} on SQLite or PostgreSQL. */
export class DatabaseResourceStore implements ResourceStore {
  readonly #db: Knex;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<(change: StoreChange) => void>();

  constructor(options: {
    readonly db: Knex;
    readonly clock: Pick<Clock, 'now'>;
    readonly logger: LoggerService;
  }) {
    this.#db = options.db;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  async create<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>> {
    const createdAt = new Date(this.#clock.now());
    const { name, namespace = '' } = object.metadata;
    const form = storedForm<K>(object);
    const row: ResourceRow = {
      uid: object.metadata.uid ?? randomUUID(),
      kind,
      cluster,
      namespace,
      name,
      object: JSON.stringify(form),
      status: null,
      observed: null,
      version: 1,
      generation: 1,
      status_version: 0,
      created_at: createdAt,
      deletion_requested_at: null,
      ...listColumns<K>({
        kind,
        namespace,
        object: form,
        observed: undefined,
        deleting: false,
        createdAt,
      }),
    };
    try {
      await this.#db.transaction(async tx => {
        await tx('resources').insert(row);
        await insertHistory(tx, {
          uid: row.uid,
          ref: refOf(row),
          generation: 1,
          at: createdAt,
          context,
          changes: [],
        });
      });
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
    const written = await this.#db.transaction(tx =>
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
    const written = await writeObserved(this.#db, { uid, status, observed });
    if (written) this.#changed(written, 'observed');
    return written !== undefined;
  }

  async requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    const marked = await this.#db.transaction(tx =>
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

  async remove(uid: string): Promise<void> {
    const removed = await this.#db.transaction(async tx => {
      const row = await tx<ResourceRow>('resources').where({ uid }).first();
      for (const [table, column] of DEPENDENTS) {
        await tx(table)
          .where({ [column]: uid })
          .delete();
      }
      await tx('resources').where({ uid }).delete();
      return row;
    });
    if (removed) this.#changed(removed, 'removed');
  }

  async listRefs(
    kind: StoredKind,
    after: string | undefined,
    limit: number,
  ): Promise<{
    readonly refs: readonly ResourceRef[];
    readonly after?: string;
  }> {
    const rows = await this.#db<ResourceRow>('resources')
      .select('uid', 'cluster', 'namespace', 'name')
      .where({ kind })
      .modify(query => after !== undefined && query.where('uid', '>', after))
      .orderBy('uid')
      .limit(limit);
    return {
      refs: rows.map(refOf),
      after: rows.length === limit ? rows.at(-1)?.uid : undefined,
    };
  }

  async listDeployments(
    filter: DeploymentFilter,
    page: PageRequest<DeploymentOrderField>,
  ): Promise<StorePage<StoredResource<'InferenceService'>>> {
    return listPage(
      this.#db,
      'InferenceService',
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
    const order: SortColumn[] = [
      { column: 'sort_title', order: page.orderBy?.order ?? 'asc' },
      { column: 'uid', order: 'asc' },
    ];
    return listPage(
      this.#db,
      'Connection',
      query => applyFilter(query, filter),
      order,
      page,
    );
  }

  async listRuntimes(
    cluster: string,
    namespace?: string,
  ): Promise<
    readonly StoredResource<'ServingRuntime' | 'ClusterServingRuntime'>[]
  > {
    const rows = await this.#db<ResourceRow>('resources')
      .where({ cluster })
      .where(query => {
        query.where({ kind: 'ClusterServingRuntime' });
        query.orWhere(own => {
          own.where({ kind: 'ServingRuntime' });
          if (namespace !== undefined) own.where({ namespace });
        });
      })
      .orderBy('name')
      .orderBy('uid');
    return rows.map(row =>
      resourceOf<'ServingRuntime' | 'ClusterServingRuntime'>(row),
    );
  }

  async deploymentsUsingConnection(
    ref: ResourceRef,
  ): Promise<readonly ResourceRef[]> {
    const rows = await this.#db<ResourceRow>('resources')
      .select('cluster', 'namespace', 'name')
      .where({
        kind: 'InferenceService',
        cluster: ref.cluster,
        namespace: ref.namespace,
      })
      .whereLike('connections', nameInSet(ref.name))
      .orderBy('name');
    return rows.map(refOf);
  }

  async countRuntimeUse(cluster: string): Promise<ReadonlyMap<string, number>> {
    return countRuntimeUse(this.#db, cluster);
  }

  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #nameTaken(kind: StoredKind, ref: ResourceRef): Promise<ConflictError> {
    const row = await findRow(this.#db, kind, ref);
    return new ConflictError(
      row?.deletion_requested_at
        ? `${describeRef(
            kind,
            ref,
          )} is still being deleted: wait until it is gone, or choose another name`
        : `${describeRef(kind, ref)} exists already: choose another name`,
    );
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
