export { currentRevisions } from './currentRevisions';
export { DeploymentHistory } from './DeploymentHistory';
export { restoredService } from './restoredService';
export { SpecResolver } from './SpecResolver';
export type { ResolvedSpec } from './SpecResolver';
