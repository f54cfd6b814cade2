import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { knex } from 'knex';

/** Of a PostgreSQL that tests may write to, where there is one; `scripts/lib/postgres.mjs` starts it. */
const CONNECTION =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING;

/** Whether there is one. */
export const hasPostgres = CONNECTION !== undefined;

/** The PostgreSQL for tests, which listens to its machine alone, at an address that others reach. */
export class PostgresInReach {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** What names of databases begin with that are dropped when it is closed. */
  readonly prefix = `portal-${randomBytes(3).toString('hex')}-`;
  readonly #server: Server;

  private constructor(server: Server, { username, password }: URL) {
    const { address, port } = server.address() as AddressInfo;
    this.#server = server;
    this.host = address;
    this.port = port;
    this.user = decodeURIComponent(username);
    // Where nobody asks for one, any is as good, but there has to be one.
    this.password = decodeURIComponent(password) || 'none';
  }

  static async create(host: string): Promise<PostgresInReach> {
    const url = new URL(CONNECTION ?? '');
    const server = createServer(near => {
      const far = connect(Number(url.port || 5432), url.hostname);
      // Who is connected sees how it ends; pods are ended while they are.
      Promise.all([pipeline(near, far), pipeline(far, near)]).catch(() => {
        near.destroy();
        far.destroy();
      });
    });
    server.listen(0, host);
    await once(server, 'listening');
    return new PostgresInReach(server, url);
  }

  /** When nobody uses it any more. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
    const database = knex({ client: 'pg', connection: CONNECTION });
    try {
      const names: string[] = await database('pg_database')
        .where('datname', 'like', `${this.prefix}%`)
        .pluck('datname');
      for (const name of names)
        await database.raw('DROP DATABASE ?? WITH (FORCE)', [name]);
    } finally {
      await database.destroy();
    }
  }
}
