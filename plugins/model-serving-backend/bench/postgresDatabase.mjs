import knexFactory from 'knex';

/** Makes an empty database on a server; answers as Backstage's configuration names it. */
export async function createDatabase(connectionString, name) {
  const admin = knexFactory({ client: 'pg', connection: connectionString });
  await admin.raw(`create database "${name}"`);
  await admin.destroy();
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return { client: 'pg', connection: url.href };
}
