export { creationFailure } from './creationFailure';
export { revisionFacts } from './revisionFacts';
