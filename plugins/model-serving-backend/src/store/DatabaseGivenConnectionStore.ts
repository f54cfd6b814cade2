import { randomUUID } from 'node:crypto';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { plainTransact, type Transact } from './transact';
import type { GivenConnection, GivenConnectionStore } from './types';

interface GivenRow extends ResourceRef {
  readonly mark: string;
}

const TABLE = 'given_connections';

/** {@link GivenConnectionStore} on SQLite or PostgreSQL. */
export class DatabaseGivenConnectionStore implements GivenConnectionStore {
  readonly #db: Knex;
  readonly #transact: Transact;

  /** @param transact - how it writes */
  constructor(db: Knex, transact: Transact = plainTransact(db)) {
    this.#db = db;
    this.#transact = transact;
  }

  async add({ cluster, namespace, name }: ResourceRef): Promise<void> {
    await this.#transact(tx =>
      tx<GivenRow>(TABLE)
        .insert({ cluster, namespace, name, mark: randomUUID() })
        .onConflict(['cluster', 'namespace', 'name'])
        .merge(['mark']),
    );
  }

  async list(cluster: string): Promise<readonly GivenConnection[]> {
    const rows = await this.#db<GivenRow>(TABLE)
      .where({ cluster })
      .orderBy(['namespace', 'name'])
      .select();
    return rows.map(({ mark, namespace, name }) => ({
      ref: { cluster, namespace, name },
      mark,
    }));
  }

  async remove({ ref, mark }: GivenConnection): Promise<void> {
    const { cluster, namespace, name } = ref;
    await this.#transact(tx =>
      tx<GivenRow>(TABLE).where({ cluster, namespace, name, mark }).delete(),
    );
  }
}
