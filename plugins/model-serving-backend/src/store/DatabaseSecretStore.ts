import type { Knex } from 'knex';
import type { SecretCipher } from '../access';
import type { Clock } from '../time';
import type { SecretStore } from './types';

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

  async put(
    uid: string,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    const sealed = this.#cipher.seal(JSON.stringify(values), uid);
    await this.#db<SecretRow>('secrets')
      .insert({
        uid,
        key_id: sealed.keyId,
        ciphertext: sealed.ciphertext,
        updated_at: new Date(this.#clock.now()),
      })
      .onConflict('uid')
      .merge();
  }

  async get(uid: string): Promise<Readonly<Record<string, string>>> {
    const row = await this.#db<SecretRow>('secrets').where({ uid }).first();
    if (!row) return {};
    return JSON.parse(
      this.#cipher.open({ keyId: row.key_id, ciphertext: row.ciphertext }, uid),
    );
  }
}
