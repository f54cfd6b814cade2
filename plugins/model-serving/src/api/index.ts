export { graphsApiRef } from './GraphsApi';
export type { GraphsApi } from './GraphsApi';
export { GraphsClient } from './GraphsClient';
export { modelServingApiRef } from './ModelServingApi';
export type {
  ConnectionPatch,
  ConnectionQuery,
  DeploymentPatch,
  LogQuery,
  ModelServingApi,
  RequestOptions,
  RuntimeQuery,
} from './ModelServingApi';
export { ModelServingClient } from './ModelServingClient';
export { servingResourcesApiRef } from './ServingResourcesApi';
export type { RuntimeRef, ServingResourcesApi } from './ServingResourcesApi';
export { ServingResourcesClient } from './ServingResourcesClient';
export { tokensApiRef } from './TokensApi';
export type { Guarded, TokensApi } from './TokensApi';
export { TokensClient } from './TokensClient';
