import { Content, PageWithHeader } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { ClustersPage } from '../clusters';
import { ConnectionsContent } from '../connections';
import { DeploymentsPage } from '../deployments';
import { GraphsContent } from '../graphs';
import { rootRouteRef } from '../routes';
import { ResourcesContent } from '../resources';
import { RuntimesContent } from '../runtimes';
import { OwnTokensContent } from '../tokens';
import { SubPage, SubPages } from './SubPages';

const pages: readonly SubPage[] = [
  { path: 'deployments', title: 'Deployments', element: <DeploymentsPage /> },
  { path: 'graphs', title: 'Graphs', element: <GraphsContent /> },
  {
    path: 'connections',
    title: 'Connections',
    element: <ConnectionsContent />,
  },
  { path: 'runtimes', title: 'Runtimes', element: <RuntimesContent /> },
  { path: 'resources', title: 'Resources', element: <ResourcesContent /> },
  { path: 'clusters', title: 'Clusters', element: <ClustersPage /> },
  { path: 'tokens', title: 'My tokens', element: <OwnTokensContent /> },
];

/** The page in the frame of the old system. */
export function ModelServingRoutes() {
  const link = useRouteRef(rootRouteRef);
  return (
    <PageWithHeader title="Model serving" themeId="tool">
      <Content>
        <SubPages label="Model serving" base={link()} pages={pages} />
      </Content>
    </PageWithHeader>
  );
}
