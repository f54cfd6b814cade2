import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { plainTransact, type Transact } from './transact';
import { toIso, type DatabaseTime } from './time';
import type { RevisionStore, StoredRevision } from './types';

interface RevisionRow {
  readonly service_uid: string;
  readonly component: string;
  readonly number: number;
  readonly spec: string;
  readonly fingerprint: string;
  readonly generation: number | string;
  readonly runtime_kind: string | null;
  readonly runtime_name: string | null;
  readonly canary: string | null;
  readonly created_at: DatabaseTime;
  readonly created_by: string | null;
}

/** {@link RevisionStore} on SQLite or PostgreSQL. */
export class DatabaseRevisionStore implements RevisionStore {
  readonly #db: Knex;
  readonly #transact: Transact;

  /** @param transact - how it writes */
  constructor(db: Knex, transact: Transact = plainTransact(db)) {
    this.#db = db;
    this.#transact = transact;
  }

  async add(revision: StoredRevision): Promise<void> {
    try {
      await this.#transact(tx =>
        tx('revisions').insert({
          service_uid: revision.serviceUid,
          component: revision.component,
          number: revision.number,
          spec: JSON.stringify(revision.spec),
          fingerprint: revision.fingerprint,
          generation: revision.generation,
          runtime_kind: revision.runtime?.kind ?? null,
          runtime_name: revision.runtime?.name ?? null,
          canary: revision.canary ?? null,
          created_at: new Date(revision.createdAt),
          created_by: revision.createdBy ?? null,
        }),
      );
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      throw new ConflictError(
        `revision ${revision.spec.key} exists already: another process made it, read again`,
      );
    }
  }

  async list(serviceUid: string): Promise<readonly StoredRevision[]> {
    const rows = await this.#db<RevisionRow>('revisions')
      .where({ service_uid: serviceUid })
      .orderBy('created_at')
      .orderBy('component')
      .orderBy('number');
    return rows.map(row => ({
      serviceUid: row.service_uid,
      component: row.component,
      number: row.number,
      spec: JSON.parse(row.spec),
      fingerprint: row.fingerprint,
      generation: Number(row.generation),
      runtime:
        row.runtime_kind !== null && row.runtime_name !== null
          ? { kind: row.runtime_kind, name: row.runtime_name }
          : undefined,
      ...(row.canary === null ? {} : { canary: row.canary }),
      createdAt: toIso(row.created_at),
      createdBy: row.created_by ?? undefined,
    }));
  }

  async remove(
    serviceUid: string,
    component: string,
    number: number,
  ): Promise<void> {
    await this.#transact(tx =>
      tx('revisions')
        .where({ service_uid: serviceUid, component, number })
        .delete(),
    );
  }
}
