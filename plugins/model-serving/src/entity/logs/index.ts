export { LogsContent } from './LogsContent';
export { ReplicaLogs } from './ReplicaLogs';
export type { LogSource } from './useLogs';
