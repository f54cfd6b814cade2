export { creationFailure } from './creationFailure';
export { revisionFacts } from './revisionFacts';
export type { ServingPorts } from './replicaFacts';
