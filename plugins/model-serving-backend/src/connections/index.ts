export * from './types';
export { AuthorizedConnections } from './AuthorizedConnections';
export { ConnectionProber } from './ConnectionProber';
export { DefaultConnections } from './DefaultConnections';
export { importConnection } from './importConnection';
export { PROBE_RETRY_SECONDS, ProbeBusyError } from './ProbeSlots';
export { reencryptSecrets } from './reencryptSecrets';
export { SecretKeys } from './SecretKeys';
