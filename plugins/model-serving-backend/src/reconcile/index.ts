export { COMPONENTS, SpecResolver } from './SpecResolver';
export type { ResolvedSpec } from './SpecResolver';
export { deriveObserved } from './deriveObserved';
export { deriveUnreachable } from './deriveUnreachable';
export { deriveManagedObserved, isKnativeRevision } from './managed';
export type { ToldConnection } from './managed';
export { KEPT_REVISIONS } from './planComponent';
export { payloadHandling } from './payloadHandling';
export { planDeployment } from './planDeployment';
export { planOrphan } from './planOrphan';
export { resolveRevision } from './resolveRevision';
export type { ResolutionInput } from './resolveRevision';
export { serviceOfRevisionKey } from './revisionName';
export type {
  CanaryWorld,
  ComponentWorld,
  DeploymentPlan,
  DeploymentWatcher,
  PlanStep,
  PlanWorld,
  Resolution,
  RevisionDraft,
  Splitting,
} from './types';
export { wantedReplicas } from './wantedReplicas';
