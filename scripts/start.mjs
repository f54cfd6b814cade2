// `npm start`: from a fresh clone to a running portal with an answering sample model.
//
// Installs what is missing, builds what changed, starts the development bucket and the backend (which serves the portal
// and starts gateway and replicas), deploys the sample once, prints where everything is. Ctrl-C ends all that it started.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Development } from './lib/development.mjs';
import {
  ensureDependencies,
  ensureNode,
  ifChanged,
  root,
  run,
  step,
  toolEnv,
  yarn,
} from './lib/toolchain.mjs';

const checkOnly = process.argv.includes('--check');
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    `Node ${process.versions.node} is too old to start from: install Node 20 or newer (24 is best).`,
  );
  process.exit(1);
}

console.log('\nGreenroom\n');
const node = await step('Node 22 or 24', ensureNode, {
  wayOut:
    'check that the npm registry can be reached (npm ping), or install Node 24 yourself.',
});
const env = toolEnv(node);
await step(
  'Dependencies (the first time takes 2 to 4 minutes)',
  () => ensureDependencies(node),
  {
    wayOut:
      'run it again; if it fails the same way, delete node_modules and .toolchain and check that the npm registry can be reached.',
  },
);
await step('Programs: gateway, model server, storage initializer, bucket', () =>
  ifChanged(
    'programs',
    [
      'packages/gateway',
      'packages/model-server',
      'packages/storage-initializer',
      'packages/dev-s3',
      'plugins/model-serving-common/src',
      'scripts/build-programs.mjs',
    ],
    [
      'packages/gateway/dist/main.js',
      'packages/model-server/dist/main.js',
      'packages/dev-s3/dist/main.js',
    ],
    () => run(node, ['scripts/build-programs.mjs'], { env }),
  ),
);
await step('Portal (the first time takes about a minute)', () =>
  ifChanged(
    'app',
    [
      'packages/app',
      'plugins/model-serving',
      'plugins/model-serving-common/src',
      'yarn.lock',
    ],
    ['packages/app/dist/index.html'],
    () =>
      run(node, [yarn, 'workspace', 'app', 'build'], {
        env: { ...env, ...Development.placeholderEnv() },
      }),
  ),
);
if (checkOnly) {
  console.log('\nEverything is in place; `npm start` opens the portal.\n');
  process.exit(0);
}

const development = await step(
  'Ports and data',
  () =>
    Development.create({
      node,
      env,
      dataDir: path.resolve(
        root,
        process.env.GREENROOM_DATA_DIR ?? '.greenroom',
      ),
    }),
  {
    wayOut:
      'end what holds the port, or choose others with GREENROOM_PORT, GREENROOM_GATEWAY_PORT and GREENROOM_S3_PORT.',
  },
);

let ending = false;
async function end(signal, exitCode = 0) {
  if (ending) return;
  ending = true;
  console.log(
    signal === 'SIGINT'
      ? '\nStopping everything …'
      : '\nStopping the portal; models keep serving …',
  );
  await development.stop(signal);
  process.exit(exitCode);
}
process.on('SIGINT', () => end('SIGINT'));
process.on('SIGTERM', () => end('SIGTERM'));

// What was started runs detached: a step that fails must end it, or the next start finds its ports taken.
const undo = signal => () => {
  ending = true;
  return development.stop(signal);
};
await step('Development bucket', () => development.startBucket(), {
  wayOut: `the log is ${development.bucketLog}.`,
  undo: undo('SIGTERM'),
});
await step(
  'Backend',
  () =>
    development.startBackend(() => {
      if (ending) return;
      console.error(
        `\nThe backend ended by itself; its log is ${development.backendLog}.`,
      );
      end('SIGTERM', 1);
    }),
  {
    wayOut: `the log is ${development.backendLog}.`,
    undo: undo('SIGTERM'),
  },
);
if (!development.isSeeded) {
  await step('Sample model iris', () => development.seed(), {
    wayOut: `the log is ${development.backendLog}; the next start tries again.`,
    undo: undo('SIGINT'),
  });
}

const example = existsSync(path.join(root, 'packages'))
  ? development.curlLine()
  : '';
console.log(`
Greenroom is ready: ${development.portalUrl}   (sign in as guest)

A prediction from the sample model, to paste into another terminal:

  ${example}

Data: ${
  path.relative(process.cwd(), development.dataDir) || '.'
} · log: ${path.relative(
  process.cwd(),
  development.backendLog,
)} · Ctrl-C stops everything
`);
