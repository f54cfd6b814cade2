export * from './types';
export { AuthorizedConnections } from './AuthorizedConnections';
export { ConnectionProber } from './ConnectionProber';
export { DefaultConnections } from './DefaultConnections';
export { PROBE_RETRY_SECONDS, ProbeBusyError } from './ProbeSlots';
