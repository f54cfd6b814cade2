export { containersOf } from './logSource';
export { revisionLogs } from './revisionLogs';
