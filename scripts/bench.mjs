// `npm run bench [-- gateway | model-server | control-plane]`: speed as ratios inside one run, never as absolute promises.
import { existsSync } from 'node:fs';
import path from 'node:path';
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
};
const wanted = process.argv
  .slice(2)
  .filter(argument => !argument.startsWith('-'));
const unknown = wanted.filter(name => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `unknown benchmark ${unknown.join(', ')}; there are: ${Object.keys(
      benches,
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
  const file = path.join(root, benches[name]);
  if (!existsSync(file))
    throw new Error(`benchmark ${name} is missing: ${benches[name]}`);
  console.log(`\n${name}`);
  // A benchmark that missed a goal has said so in its table; the others still run.
  await run(node, [file], { env: toolEnv(node), inherit: true }).catch(() => {
    process.exitCode = 1;
  });
}
