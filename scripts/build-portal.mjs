// Builds backend and pages as Backstage does for production, `packages/backend/dist/*.tar.gz`: what the portal's image is made
// of. That build empties the folders of the programs that the backend has as libraries, so these are built again.
import path from 'node:path';
import { Development } from './lib/development.mjs';
import { ensureNode, root, run, toolEnv, yarn } from './lib/toolchain.mjs';

const node = await ensureNode();
const env = { ...toolEnv(node), ...Development.placeholderEnv() };
await run(node, [yarn, 'workspace', 'backend', 'build'], { env });
await run(node, [path.join(root, 'scripts/build-programs.mjs')], { env });
