export { currentRevisions } from './currentRevisions';
export { DeploymentHistory } from './DeploymentHistory';
export { restoredService } from './restoredService';
export { runningContent } from './runningContent';
