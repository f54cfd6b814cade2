import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiCpuLine } from '@remixicon/react';
import { modelServingApiRef, ModelServingClient } from './api';
import {
  connectionsRouteRef,
  deploymentsRouteRef,
  editDeploymentRouteRef,
  rootRouteRef,
  templateRouteRef,
} from './routes';

/** Entities that stand for a deployment; the annotation, since a type may be used by others too. */
const isDeployment = {
  kind: 'component',
  'spec.type': 'inference-service',
  'metadata.annotations.greenroom/name': { $exists: true },
};

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: modelServingApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => ModelServingClient.create({ fetchApi }),
    }),
});

const page = PageBlueprint.make({
  params: {
    path: '/model-serving',
    title: 'Model serving',
    icon: <RiCpuLine />,
    routeRef: rootRouteRef,
  },
});

const deploymentsPage = SubPageBlueprint.make({
  name: 'deployments',
  params: {
    path: 'deployments',
    title: 'Deployments',
    loader: async () => {
      const { DeploymentsPage } = await import('./deployments');
      return <DeploymentsPage />;
    },
  },
});

const connectionsPage = SubPageBlueprint.make({
  name: 'connections',
  params: {
    path: 'connections',
    title: 'Connections',
    loader: async () => {
      const { ConnectionsContent } = await import('./connections');
      return <ConnectionsContent />;
    },
  },
});

const runtimesPage = SubPageBlueprint.make({
  name: 'runtimes',
  params: {
    path: 'runtimes',
    title: 'Runtimes',
    loader: async () => {
      const { RuntimesContent } = await import('./runtimes');
      return <RuntimesContent />;
    },
  },
});

const stateCard = EntityCardBlueprint.make({
  name: 'state',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { StateCard } = await import('./entity/cards');
      return <StateCard />;
    },
  },
});

const endpointsCard = EntityCardBlueprint.make({
  name: 'endpoints',
  params: {
    filter: isDeployment,
    loader: async () => {
      const { EndpointsCard } = await import('./entity/cards');
      return <EndpointsCard />;
    },
  },
});

const statusContent = EntityContentBlueprint.make({
  name: 'status',
  params: {
    path: 'status',
    title: 'Status',
    filter: isDeployment,
    loader: async () => {
      const { StatusContent } = await import('./entity/status');
      return <StatusContent />;
    },
  },
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
    connections: connectionsRouteRef,
    editDeployment: editDeploymentRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    api,
    page,
    deploymentsPage,
    connectionsPage,
    runtimesPage,
    stateCard,
    endpointsCard,
    statusContent,
  ],
});
