// A throw-away PostgreSQL for the store's contract tests, from the server binaries of this machine.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './freePort.mjs';

/** @returns connection string and stop, or undefined where there is no server */
export async function startPostgres(scratch) {
  const given =
    process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING;
  if (given) return { connectionString: given, stop: async () => undefined };
  const bin = findBinaries();
  if (!bin) return undefined;
  const dir = path.join(scratch, 'postgres');
  mkdirSync(dir, { recursive: true });
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const as = (program, args) =>
    isRoot
      ? execFileSync(
          'runuser',
          ['-u', 'postgres', '--', path.join(bin, program), ...args],
          { cwd: '/', stdio: 'pipe' },
        )
      : execFileSync(path.join(bin, program), args, { stdio: 'pipe' });
  if (isRoot) {
    chmodSync(scratch, 0o755);
    execFileSync('chown', ['postgres', dir]);
  }
  const port = await freePort();
  const data = path.join(dir, 'data');
  as('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8']);
  as('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    path.join(dir, 'log'),
    '-o',
    `-p ${port} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 -k ${dir}`,
    'start',
  ]);
  return {
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => as('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']),
  };
}

function findBinaries() {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base)
    ? readdirSync(base).sort((a, b) => Number(b) - Number(a))
    : [];
  const places = [
    ...versions.map(version => path.join(base, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  return places.find(
    place =>
      existsSync(path.join(place, 'initdb')) &&
      existsSync(path.join(place, 'pg_ctl')),
  );
}
