// `npm run bench [-- gateway | model-server | control-plane | scaling | kubernetes | soak] [--…]`: speed as ratios inside one run, never as absolute promises.
// Options are for the benchmarks, each of which says at its top what it knows: `npm run bench -- kubernetes --parts=memory`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKubernetes } from './lib/kubernetes.mjs';
import { startPostgres } from './lib/postgres.mjs';
import {
  ensureDependencies,
  ensureNode,
  root,
  run,
  step,
  toolEnv,
} from './lib/toolchain.mjs';

const benches = {
  gateway: 'packages/gateway/bench/gateway.bench.mjs',
  'model-server': 'packages/model-server/bench/model-server.bench.mjs',
  'control-plane':
    'plugins/model-serving-backend/bench/control-plane.bench.mjs',
  scaling: 'packages/backend/bench/scaling.bench.mjs',
  kubernetes: 'packages/backend/bench/kubernetes.bench.mjs',
};
/** Takes an hour: runs only when it is named. */
const soak = { soak: 'packages/gateway/bench/soak.bench.mjs' };
const given = process.argv.slice(2);
const wanted = given.filter(argument => !argument.startsWith('-'));
const options = given.filter(argument => argument.startsWith('-'));
const known = { ...benches, ...soak };
const unknown = wanted.filter(name => !(name in known));
if (unknown.length > 0) {
  console.error(
    `unknown benchmark ${unknown.join(', ')}; there are: ${Object.keys(
      known,
    ).join(', ')}`,
  );
  process.exit(2);
}

const node = await step('Node 22 or 24', ensureNode);
if (await step('Dependencies', () => ensureDependencies(node)))
  console.log('  installed');
await step('Programs', () =>
  run(node, ['scripts/build-programs.mjs'], { env: toolEnv(node) }),
);
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  const file = path.join(root, known[name]);
  if (!existsSync(file))
    throw new Error(`benchmark ${name} is missing: ${known[name]}`);
  console.log(`\n${name}`);
  const server = await { 'control-plane': database, kubernetes: cluster }[
    name
  ]?.();
  // A benchmark that missed a goal has said so in its table; the others still run.
  await run(node, [file, ...options], {
    env: { ...toolEnv(node), ...server?.env },
    inherit: true,
  }).catch(() => {
    process.exitCode = 1;
  });
  await server?.stop();
}

/** A throw-away PostgreSQL, where its programs are installed. */
async function database() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'greenroom-bench-postgres-'));
  const postgres = await startPostgres(scratch);
  return {
    env: postgres && {
      BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING:
        postgres.connectionString,
    },
    async stop() {
      await postgres?.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** A cluster, where one is given or can be started. */
async function cluster() {
  const scratch = mkdtempSync(path.join(tmpdir(), 'greenroom-bench-images-'));
  const kubernetes = await startKubernetes(node, scratch);
  return {
    env: kubernetes?.env,
    stop() {
      kubernetes?.stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
