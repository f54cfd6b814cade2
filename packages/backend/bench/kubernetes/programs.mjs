import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const contenders = path.resolve(here, '../../../gateway/bench/contenders');
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
/** What the gateway is compared with, and who asks. */
export const contendersProgram = path.join(contenders, 'start.mjs');
export const loadProgram = path.join(contenders, 'load.mjs');
