// How the control plane grows with the number of services: bringing them up, a full resync after a restart, list pages,
// the way of a change, and what it costs at rest; on SQLite, and on PostgreSQL where a server can be started.
//
// node bench/control-plane.bench.mjs [--sizes=100,1000,10000] [--databases=sqlite,postgres]
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { measureChanges } from './changes.mjs';
import { measureLists } from './lists.mjs';
import { goalsOf, printTable } from './report.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const transform = createRequire(import.meta.url).resolve(
  '@backstage/cli-node/config/nodeTransform.cjs',
);
/** The control plane has come to rest when it looked at no service for so long. */
const QUIET_MS = 1_500;
const LIMIT_MS = 300_000;
/** Long enough to hold one of the ten-second rounds of metrics. */
const REST_MS = 12_000;

/** A child process of this folder; its TypeScript is compiled as `npm start` does it. */
function start(file, argument) {
  const child = fork(
    join(here, file),
    argument ? [JSON.stringify(argument)] : [],
    {
      execArgv: file.endsWith('.ts') ? ['--require', transform] : [],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  const heard = [];
  let tellFirst;
  const first = new Promise((resolve, reject) => {
    tellFirst = resolve;
    child.once('exit', code => reject(new Error(`${file} ended (${code})`)));
  });
  child.on('message', message => {
    // The compiler tells of every file that it loads
    if (message.type === 'watch') return;
    heard.push(message);
    tellFirst(message);
  });
  // Its end is an error only for who waits
  first.catch(() => undefined);
  return {
    heard,
    first: () => first,
    /** Counters of the process. Answers come in the order of the questions. */
    async ask(question = {}) {
      const answered = new Promise(resolve => {
        const listen = message => {
          if (message.cpuSeconds === undefined) return;
          child.off('message', listen);
          resolve(message);
        };
        child.on('message', listen);
      });
      child.send(question);
      return answered;
    },
    ended: once(child, 'exit'),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // A backend gives its lease back, so that the next one need not wait for it
      if (file === 'portal.ts') child.send({ stop: true });
      else child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Waits until every service had its passes; answers with the counters at that moment. */
async function untilQuiet(portal, gateway, count) {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const last = await portal.ask();
    const routed = gateway.heard.at(-1)?.routes === count;
    if (routed && last.now - last.lastApplyAt > QUIET_MS) return last;
    if (Date.now() > deadline) {
      throw new Error(
        `the control plane did not come to rest within ${LIMIT_MS / 1000} s`,
      );
    }
    await delay(100);
  }
}

async function withPortal(options, work) {
  const gateway = start('gateway.mjs');
  const { port: gatewayPort } = await gateway.first();
  const portal = start('portal.ts', { ...options, gatewayPort });
  try {
    const { port } = await portal.first();
    return await work({
      portal,
      gateway,
      url: `http://127.0.0.1:${port}/api/model-serving`,
    });
  } finally {
    await portal.end();
    await gateway.end();
  }
}

/** Time and CPU from the start until rest. What the idle wait itself costs is a thousandth of it. */
async function settle({ portal, gateway }, count) {
  const last = await untilQuiet(portal, gateway, count);
  return {
    seconds: (last.lastApplyAt - last.startedAt) / 1000,
    cpuSeconds: last.cpuSeconds,
    maxRssBytes: last.maxRssBytes,
    passes: last.applies,
  };
}

/** Large sizes take minutes: says how far it is. */
function say(count, what) {
  console.log(`  ${count} services: ${what}`);
}

async function measure(database, count) {
  const seeding = start('seed.ts', { database, count });
  const [code] = await seeding.ended;
  if (code !== 0) throw new Error('the database could not be filled');
  const up = await withPortal({ database, adopt: false }, bench =>
    settle(bench, count),
  );
  say(
    count,
    `all up after ${up.seconds.toFixed(1)} s, ${up.cpuSeconds.toFixed(
      1,
    )} s of CPU`,
  );
  return withPortal({ database, adopt: true }, async bench => {
    const resync = await settle(bench, count);
    say(
      count,
      `resync after ${resync.seconds.toFixed(1)} s, ${resync.cpuSeconds.toFixed(
        1,
      )} s of CPU`,
    );
    const lists = await measureLists(bench.url);
    say(count, `${lists.requests} list pages, p95 ${lists.p95.toFixed(0)} ms`);
    const changes = await measureChanges(bench);
    say(count, `changes told after ${changes.median.toFixed(0)} ms`);
    await delay(QUIET_MS);
    const before = await bench.portal.ask();
    await delay(REST_MS);
    const after = await bench.portal.ask();
    return {
      count,
      up,
      resync,
      lists,
      changes,
      restShare:
        (after.cpuSeconds - before.cpuSeconds) /
        ((after.now - before.now) / 1000),
      maxRssBytes: Math.max(up.maxRssBytes, after.maxRssBytes),
    };
  });
}

function option(name, fallback) {
  const given = process.argv.find(argument =>
    argument.startsWith(`--${name}=`),
  );
  return (given?.slice(name.length + 3) ?? fallback).split(',');
}

const sizes = option('sizes', '100,1000,10000').map(Number);
const wanted = option('databases', 'sqlite,postgres');
const scratch = await mkdtemp(join(tmpdir(), 'greenroom-bench-'));
/** `npm run bench` starts a server, where there is one. */
const postgres =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING;
const databases = [];
if (wanted.includes('sqlite')) {
  databases.push({
    title: 'SQLite',
    of: count => ({
      client: 'better-sqlite3',
      connection: { filename: join(scratch, `services-${count}.sqlite`) },
    }),
  });
}
if (postgres && wanted.includes('postgres')) {
  const { createDatabase } = await import('./postgresDatabase.mjs');
  databases.push({
    title: 'PostgreSQL',
    of: count =>
      createDatabase(
        postgres,
        `bench_${count}_${randomBytes(4).toString('hex')}`,
      ),
  });
} else if (wanted.includes('postgres')) {
  console.log('skipped: PostgreSQL, there is no server');
}

try {
  for (const { title, of } of databases) {
    const results = [];
    for (const count of sizes)
      results.push(await measure(await of(count), count));
    if (!printTable(title, results, goalsOf(results))) process.exitCode = 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
