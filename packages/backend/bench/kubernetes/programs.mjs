import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const driver = path.resolve(
  here,
  '../../../../plugins/model-serving-backend-module-kubernetes/bench',
);

/** API servers in memory, and what acts on their objects. */
export const clusterProgram = path.join(driver, 'clusters.ts');
/** A driver without a control plane. */
export const watcherProgram = path.join(driver, 'watcher.ts');
/** A portal. */
export const portalProgram = path.join(here, 'portal.ts');
/** Who asks. */
export const loadProgram = path.resolve(
  here,
  '../../../gateway/bench/contenders/load.mjs',
);
