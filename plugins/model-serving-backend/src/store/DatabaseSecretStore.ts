import type { Knex } from 'knex';
import type { SecretCipher } from '../secrets';
import type { Clock } from '../time';
import type { ReencryptedSecrets, SecretStore } from './types';

interface SecretRow {
  readonly uid: string;
  readonly key_id: string;
  readonly ciphertext: string;
  readonly updated_at: Date;
}

/** {@link SecretStore} on SQLite or PostgreSQL. All values of a resource are one ciphertext, bound to its uid. */
export class DatabaseSecretStore implements SecretStore {
  readonly #db: Knex;
  readonly #cipher: SecretCipher;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    readonly db: Knex;
    readonly cipher: SecretCipher;
    readonly clock: Pick<Clock, 'now'>;
  }) {
    this.#db = options.db;
    this.#cipher = options.cipher;
    this.#clock = options.clock;
  }

  get keyIds(): readonly [string, ...string[]] {
    return this.#cipher.keyIds;
  }

  async put(
    uid: string,
    values: Readonly<Record<string, string>>,
    tx: Knex = this.#db,
  ): Promise<void> {
    await tx<SecretRow>('secrets')
      .insert({ uid, ...this.#sealed(uid, JSON.stringify(values)) })
      .onConflict('uid')
      .merge();
  }

  async get(uid: string): Promise<Readonly<Record<string, string>>> {
    const row = await this.#db<SecretRow>('secrets').where({ uid }).first();
    return row ? JSON.parse(this.#opened(row)) : {};
  }

  async countByKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db<SecretRow>('secrets')
      .groupBy('key_id')
      .select<{ key_id: string; total: number | string }[]>(
        this.#db.raw('key_id, count(*) as total'),
      );
    return new Map(rows.map(row => [row.key_id, Number(row.total)]));
  }

  async reencrypt(
    limit: number,
    after: string | undefined,
  ): Promise<ReencryptedSecrets> {
    const rows = await this.#db<SecretRow>('secrets')
      .whereNot({ key_id: this.keyIds[0] })
      .modify(query => after !== undefined && query.where('uid', '>', after))
      .orderBy('uid')
      .limit(limit);
    let count = 0;
    const failed: string[] = [];
    for (const row of rows) {
      const text = this.#openedIfPossible(row);
      if (text === undefined) failed.push(row.uid);
      else count += await this.#replace(row, text);
    }
    return {
      count,
      failed,
      after: rows.length === limit ? rows.at(-1)?.uid : undefined,
    };
  }

  /** Only what is still as it was read: a rotation that happened since is newer. */
  async #replace(row: SecretRow, text: string): Promise<number> {
    const { uid, key_id, ciphertext } = row;
    return this.#db<SecretRow>('secrets')
      .where({ uid, key_id, ciphertext })
      .update(this.#sealed(uid, text));
  }

  #sealed(uid: string, text: string): Omit<SecretRow, 'uid'> {
    const { keyId, ciphertext } = this.#cipher.seal(text, uid);
    const updated_at = new Date(this.#clock.now());
    return { key_id: keyId, ciphertext, updated_at };
  }

  #opened({ uid, key_id, ciphertext }: SecretRow): string {
    return this.#cipher.open({ keyId: key_id, ciphertext }, uid);
  }

  #openedIfPossible(row: SecretRow): string | undefined {
    try {
      return this.#opened(row);
    } catch {
      return undefined; // told by uid: one row that was tampered with must not keep the others on an old key
    }
  }
}
