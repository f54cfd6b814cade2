export { ControlPlane } from './ControlPlane';
export type { DeploymentWatcher } from './DeploymentController';
export { Leadership } from './Leadership';
export { runControlPlane } from './runControlPlane';
export { resolveRevision } from './resolveRevision';
export type { ResolutionInput } from './resolveRevision';
export type {
  DeploymentPlan,
  PlanWorld,
  Resolution,
  RevisionDraft,
} from './types';
export { KEPT_REVISIONS } from './planComponent';
export { wantedReplicas } from './wantedReplicas';
