import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiCpuLine } from '@remixicon/react';
import { rootRouteRef } from '../routes';

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
      const { DeploymentsPage } = await import('../deployments');
      return <DeploymentsPage />;
    },
  },
});

const graphsPage = SubPageBlueprint.make({
  name: 'graphs',
  params: {
    path: 'graphs',
    title: 'Graphs',
    loader: async () => {
      const { GraphsContent } = await import('../graphs');
      return <GraphsContent />;
    },
  },
});

const connectionsPage = SubPageBlueprint.make({
  name: 'connections',
  params: {
    path: 'connections',
    title: 'Connections',
    loader: async () => {
      const { ConnectionsContent } = await import('../connections');
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
      const { RuntimesContent } = await import('../runtimes');
      return <RuntimesContent />;
    },
  },
});

const resourcesPage = SubPageBlueprint.make({
  name: 'resources',
  params: {
    path: 'resources',
    title: 'Resources',
    loader: async () => {
      const { ResourcesContent } = await import('../resources');
      return <ResourcesContent />;
    },
  },
});

const clustersPage = SubPageBlueprint.make({
  name: 'clusters',
  params: {
    path: 'clusters',
    title: 'Clusters',
    loader: async () => {
      const { ClustersPage } = await import('../clusters');
      return <ClustersPage />;
    },
  },
});

const tokensPage = SubPageBlueprint.make({
  name: 'tokens',
  params: {
    path: 'tokens',
    title: 'My tokens',
    loader: async () => {
      const { OwnTokensContent } = await import('../tokens');
      return <OwnTokensContent />;
    },
  },
});

/** The page `/model-serving` with its sub-pages; the first one is its start. */
export const pageExtensions = [
  page,
  deploymentsPage,
  graphsPage,
  connectionsPage,
  runtimesPage,
  resourcesPage,
  clustersPage,
  tokensPage,
];
