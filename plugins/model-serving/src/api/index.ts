export { modelServingApiRef } from './ModelServingApi';
export type {
  ConnectionQuery,
  DeploymentPatch,
  LogQuery,
  ModelServingApi,
  RequestOptions,
  RuntimeQuery,
} from './ModelServingApi';
export { ModelServingClient } from './ModelServingClient';
