export { MatrixPortal } from './MatrixPortal';
export {
  deploymentOf,
  operations,
  graphOf,
  runtimeOf,
  secretsSent,
} from './operations';
export type { Operation } from './operations';
export { outcomeOf } from './outcomes';
export { actorOf, roles } from './people';
export type { Role } from './people';
