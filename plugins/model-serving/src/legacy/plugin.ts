import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  graphsApiRef,
  GraphsClient,
  modelServingApiRef,
  ModelServingClient,
  servingResourcesApiRef,
  ServingResourcesClient,
  tokensApiRef,
  TokensClient,
} from '../api';
import {
  clusterRouteRef,
  connectionsRouteRef,
  deploymentsRouteRef,
  editDeploymentRouteRef,
  rootRouteRef,
  templateRouteRef,
} from '../routes';
import { entityContentRouteRef, graphContentRouteRef } from './routes';

/**
 * The plugin in the old frontend system.
 * @public
 * @deprecated Use the default export of the package in the new frontend system.
 */
export const modelServingPlugin = createPlugin({
  id: 'model-serving',
  apis: [
    createApiFactory({
      api: modelServingApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => ModelServingClient.create({ fetchApi }),
    }),
    createApiFactory({
      api: servingResourcesApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => ServingResourcesClient.create({ fetchApi }),
    }),
    createApiFactory({
      api: graphsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => GraphsClient.create({ fetchApi }),
    }),
    createApiFactory({
      api: tokensApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => TokensClient.create({ fetchApi }),
    }),
  ],
  routes: {
    root: rootRouteRef,
    deployments: deploymentsRouteRef,
    cluster: clusterRouteRef,
    connections: connectionsRouteRef,
    editDeployment: editDeploymentRouteRef,
    entityContent: entityContentRouteRef,
    graphContent: graphContentRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
});

/**
 * The page with deployments, graphs, connections, runtimes and resources.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const ModelServingPage: () => JSX.Element = modelServingPlugin.provide(
  createRoutableExtension({
    name: 'ModelServingPage',
    component: () =>
      import('./ModelServingRoutes').then(m => m.ModelServingRoutes),
    mountPoint: rootRouteRef,
  }),
);

/**
 * All tabs of a deployment's entity, as one tab with sub-tabs.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const EntityModelServingContent: () => JSX.Element =
  modelServingPlugin.provide(
    createRoutableExtension({
      name: 'EntityModelServingContent',
      component: () => import('./EntityTabs').then(m => m.EntityTabs),
      mountPoint: entityContentRouteRef,
    }),
  );

/**
 * All tabs of a graph's entity, as one tab with sub-tabs.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const EntityModelServingGraphContent: () => JSX.Element =
  modelServingPlugin.provide(
    createRoutableExtension({
      name: 'EntityModelServingGraphContent',
      component: () => import('./EntityTabs').then(m => m.GraphEntityTabs),
      mountPoint: graphContentRouteRef,
    }),
  );

/**
 * Card: state, and what can be done.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const EntityModelServingStateCard: () => JSX.Element =
  modelServingPlugin.provide(
    createComponentExtension({
      name: 'EntityModelServingStateCard',
      component: {
        lazy: () => import('../entity/cards').then(m => m.StateCard),
      },
    }),
  );

/**
 * Card: where the model can be called.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const EntityModelServingEndpointsCard: () => JSX.Element =
  modelServingPlugin.provide(
    createComponentExtension({
      name: 'EntityModelServingEndpointsCard',
      component: {
        lazy: () => import('../entity/cards').then(m => m.EndpointsCard),
      },
    }),
  );

/**
 * Card: replicas and requests.
 * @public
 * @deprecated As {@link modelServingPlugin}.
 */
export const EntityModelServingActivityCard: () => JSX.Element =
  modelServingPlugin.provide(
    createComponentExtension({
      name: 'EntityModelServingActivityCard',
      component: {
        lazy: () => import('../entity/cards').then(m => m.ActivityCard),
      },
    }),
  );
