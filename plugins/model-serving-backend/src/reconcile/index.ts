export { ControlPlane } from './ControlPlane';
export type { DeploymentWatcher } from './DeploymentController';
export { Leadership } from './Leadership';
export { runControlPlane } from './runControlPlane';
export { SpecResolver } from './SpecResolver';
export type { ResolvedSpec } from './SpecResolver';
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
