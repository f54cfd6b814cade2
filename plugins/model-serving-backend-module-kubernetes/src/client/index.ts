export { isNotFound, KubeApiError } from './KubeApiError';
export { KubeClient } from './KubeClient';
export type { KubeRequest } from './KubeClient';
export { applyObject, deleteObject, mergeObject, readObject } from './objects';
export { pathOf, resourceTypes } from './resourceTypes';
export type { ResourceType } from './resourceTypes';
