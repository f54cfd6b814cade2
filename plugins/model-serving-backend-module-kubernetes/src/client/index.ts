export { isNotFound, isUnknownKind, KubeApiError } from './KubeApiError';
export type { RefusalCause } from './KubeApiError';
export { KubeClient } from './KubeClient';
export type { KubeRequest } from './KubeClient';
export { linesOf } from './linesOf';
export {
  applyObject,
  createObject,
  deleteObject,
  listMetadata,
  mergeObject,
  metadataOf,
  readObject,
  replaceObject,
} from './objects';
export type { WriteParameters } from './objects';
export { callPod } from './podProxy';
export { pathOf, resourceTypes } from './resourceTypes';
export type { ResourceType } from './resourceTypes';
