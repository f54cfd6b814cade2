import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { RiCpuLine } from '@remixicon/react';
import {
  graphsApiRef,
  GraphsClient,
  modelServingApiRef,
  ModelServingClient,
  servingResourcesApiRef,
  ServingResourcesClient,
  tokensApiRef,
  TokensClient,
} from './api';
import {
  entityExtensions,
  graphExtensions,
  pageExtensions,
} from './extensions';
import {
  clusterRouteRef,
  connectionsRouteRef,
  deploymentsRouteRef,
  editDeploymentRouteRef,
  rootRouteRef,
  templateRouteRef,
} from './routes';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: modelServingApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => ModelServingClient.create({ fetchApi }),
    }),
});

const resourcesApi = ApiBlueprint.make({
  name: 'resources',
  params: defineParams =>
    defineParams({
      api: servingResourcesApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => ServingResourcesClient.create({ fetchApi }),
    }),
});

const graphsApi = ApiBlueprint.make({
  name: 'graphs',
  params: defineParams =>
    defineParams({
      api: graphsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => GraphsClient.create({ fetchApi }),
    }),
});

const tokensApi = ApiBlueprint.make({
  name: 'tokens',
  params: defineParams =>
    defineParams({
      api: tokensApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => TokensClient.create({ fetchApi }),
    }),
});

/**
 * Model serving for Backstage's new frontend system: the page `/model-serving`, and cards and tabs on the entities of
 * deployments.
 * @public
 */
export const modelServingPlugin = createFrontendPlugin({
  pluginId: 'model-serving',
  title: 'Model serving',
  icon: <RiCpuLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    deployments: deploymentsRouteRef,
    cluster: clusterRouteRef,
    connections: connectionsRouteRef,
    editDeployment: editDeploymentRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    api,
    resourcesApi,
    graphsApi,
    tokensApi,
    ...pageExtensions,
    ...entityExtensions,
    ...graphExtensions,
  ],
});
