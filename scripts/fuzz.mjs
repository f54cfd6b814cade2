// `npm run fuzz -- http1 [--cases 1000000] [--seed 1]`: long searches for inputs on which two readers disagree.
import path from 'node:path';
import {
  ensureDependencies,
  ensureNode,
  root,
  run,
  step,
  toolEnv,
} from './lib/toolchain.mjs';

const searches = { http1: 'packages/gateway/fuzz/http1.fuzz.mjs' };

const [name, ...args] = process.argv.slice(2);
if (!(name in searches)) {
  console.error(
    `unknown search ${name}; there are: ${Object.keys(searches).join(', ')}`,
  );
  process.exit(2);
}

const node = await step('Node 22 or 24', ensureNode);
if (await step('Dependencies', () => ensureDependencies(node)))
  console.log('  installed');
await run(node, [path.join(root, searches[name]), ...args], {
  env: toolEnv(node),
  inherit: true,
}).catch(() => {
  process.exitCode = 1;
});
