export { creationFailure } from './creationFailure';
export { knownPod } from './knownPod';
export { revisionFacts } from './revisionFacts';
