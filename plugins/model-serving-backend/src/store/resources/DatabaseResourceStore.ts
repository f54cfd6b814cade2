import { randomUUID } from 'node:crypto';
import {
  isDatabaseConflictError,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  changedPaths,
  isStopped,
  semanticEqual,
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
import { listPage } from './listPage';
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
    const row = await this.#row(this.#db, kind, ref);
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
    const written = await this.#db.transaction(async tx => {
      const row = await this.#row(tx, kind, ref);
      if (!row)
        throw new NotFoundError(
          `${describeRef(kind, ref)} does not exist any more`,
        );
      if (resourceVersionOf(row) !== expectedResourceVersion)
        throw stale(row, expectedResourceVersion);
      const before = resourceOf<K>(row);
      const form = storedForm<K>({
        ...object,
        metadata: {
          ...object.metadata,
          name: ref.name,
          namespace: before.object.metadata.namespace,
        },
      });
      const kept = storedForm<K>(before.object);
      const changes = changedPaths(kept, form);
      if (changes.length === 0) return { row, changed: false };

      const next: ResourceRow = {
        ...row,
        object: JSON.stringify(form),
        version: Number(row.version) + 1,
        generation:
          Number(row.generation) + (isNewGeneration<K>(kept, form) ? 1 : 0),
        ...listColumns<K>({
          kind,
          namespace: row.namespace,
          object: form,
          observed: before.observed,
          deleting: row.deletion_requested_at !== null,
          createdAt: new Date(before.createdAt),
        }),
      };
      const {
        uid,
        version,
        status,
        observed,
        status_version,
        deletion_requested_at,
        created_at,
        ...columns
      } = next;
      const updated = await tx('resources')
        .where({ uid, version: row.version })
        .update({ ...columns, version });
      // Somebody wrote between our read and our write (PostgreSQL reads without locking)
      if (updated === 0) throw stale(row, expectedResourceVersion);
      await insertHistory(tx, {
        uid,
        ref,
        generation: Number(next.generation),
        at: new Date(this.#clock.now()),
        context,
        changes,
      });
      return { row: next, changed: true };
    });
    if (written.changed) this.#changed(written.row, 'spec');
    return resourceOf<K>(written.row);
  }

  async updateObserved(
    uid: string,
    status: StatusOfAny,
    observed: ObservedDeployment | undefined,
  ): Promise<boolean> {
    const written = await this.#db.transaction(async tx => {
      const row = await tx<ResourceRow>('resources').where({ uid }).first();
      if (!row) return undefined;
      const before = resourceOf(row);
      const statusBefore =
        'status' in before.object ? before.object.status : undefined;
      if (
        semanticEqual(statusBefore, status) &&
        semanticEqual(before.observed, observed)
      )
        return undefined;
      const statusVersion = Number(row.status_version);
      const columns = listColumns({
        kind: row.kind,
        namespace: row.namespace,
        object: storedForm(before.object),
        observed,
        deleting: row.deletion_requested_at !== null,
        createdAt: new Date(before.createdAt),
      });
      // Only the columns that follow from the observation: the others belong to whoever edits the spec meanwhile
      const updated = await tx('resources')
        .where({ uid, status_version: row.status_version })
        .update({
          status: status === undefined ? null : JSON.stringify(status),
          observed: observed === undefined ? null : JSON.stringify(observed),
          status_version: statusVersion + 1,
          state: columns.state,
          state_rank: columns.state_rank,
          deploy_rank: columns.deploy_rank,
          last_deployed_at: columns.last_deployed_at,
          runtime: columns.runtime,
          runtime_key: columns.runtime_key,
        });
      return updated === 0 ? undefined : row;
    });
    if (written) this.#changed(written, 'observed');
    return written !== undefined;
  }

  async requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    const at = new Date(this.#clock.now());
    const marked = await this.#db.transaction(async tx => {
      const row = await this.#row(tx, kind, ref);
      if (!row || row.deletion_requested_at !== null)
        return { row, changed: false };
      const before = resourceOf(row);
      const { state, state_rank, deploy_rank } = listColumns({
        kind,
        namespace: row.namespace,
        object: storedForm(before.object),
        observed: before.observed,
        deleting: true,
        createdAt: new Date(before.createdAt),
      });
      const updated = await tx('resources')
        .where({ uid: row.uid })
        .whereNull('deletion_requested_at')
        .update({
          deletion_requested_at: at,
          version: tx.raw('version + 1'),
          state,
          state_rank,
          deploy_rank,
        });
      const now = await this.#row(tx, kind, ref);
      if (updated === 0) return { row: now, changed: false };
      await insertHistory(tx, {
        uid: row.uid,
        ref,
        generation: Number(row.generation),
        at,
        context,
        changes: [],
      });
      return { row: now, changed: true };
    });
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

  async #row(
    db: Knex,
    kind: StoredKind,
    ref: ResourceRef,
  ): Promise<ResourceRow | undefined> {
    const { cluster, namespace, name } = ref;
    return db<ResourceRow>('resources')
      .where({ cluster, kind, namespace, name })
      .first();
  }

  async #nameTaken(kind: StoredKind, ref: ResourceRef): Promise<ConflictError> {
    const row = await this.#row(this.#db, kind, ref);
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

type StatusOfAny = Parameters<ResourceStore['updateObserved']>[1];

/** Whether the difference is one that a controller must act on. */
function isNewGeneration<K extends StoredKind>(
  before: ObjectOfKind[K],
  after: ObjectOfKind[K],
): boolean {
  if (!semanticEqual(before.spec, after.spec)) return true;
  return isStopped(before) !== isStopped(after);
}

function stale(row: ResourceRow, expected: string): ConflictError {
  return new ConflictError(
    `${describeRef(
      row.kind,
      refOf(row),
    )} was changed since you read it (you read ${expected}, it is now ${resourceVersionOf(
      row,
    )}): read it again and apply your change on top`,
  );
}
