import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  graphsApiRef,
  modelServingApiRef,
  servingResourcesApiRef,
} from './api';
import { FakeGraphsApi } from './__testUtils__/FakeGraphsApi';
import { FakeModelServingApi } from './__testUtils__/FakeModelServingApi';
import { FakeServingResourcesApi } from './__testUtils__/FakeServingResourcesApi';
import { irisEntity } from './__testUtils__/render';
import { rootRouteRef } from './routes';
import {
  EntityModelServingContent,
  EntityModelServingGraphContent,
  isModelServingAvailable,
  isModelServingGraphAvailable,
  ModelServingPage,
} from './legacy';

function Providers(props: { children: JSX.Element }) {
  return (
    <TestApiProvider
      apis={[
        [modelServingApiRef, new FakeModelServingApi()],
        [servingResourcesApiRef, new FakeServingResourcesApi()],
        [graphsApiRef, new FakeGraphsApi()],
        [toastApiRef, { post: () => ({ close: () => undefined }) }],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      {props.children}
    </TestApiProvider>
  );
}

const mountedRoutes = {
  '/model-serving': rootRouteRef,
  '/catalog/:namespace/:kind/:name': entityRouteRef,
};

describe('the old frontend system', () => {
  it('shows the page', async () => {
    await renderInTestApp(
      <Providers>
        <Routes>
          <Route path="/model-serving/*" element={<ModelServingPage />} />
        </Routes>
      </Providers>,
      { mountedRoutes, routeEntries: ['/model-serving'] },
    );
    expect(
      await screen.findByRole('rowheader', { name: /Iris/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Runtimes' })).toHaveAttribute(
      'href',
      '/model-serving/runtimes',
    );
  });

  it('shows the tabs of an entity below one tab', async () => {
    await renderInTestApp(
      <Providers>
        <EntityProvider entity={irisEntity}>
          <Routes>
            <Route path="/serving/*" element={<EntityModelServingContent />} />
          </Routes>
        </EntityProvider>
      </Providers>,
      { mountedRoutes, routeEntries: ['/serving'] },
    );
    expect(
      await screen.findByRole('region', { name: 'Steps' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Use it' })).toHaveAttribute(
      'href',
      '/serving/use-it',
    );
  });

  it('shows the tabs of a graph below one tab', async () => {
    const entity = { ...irisEntity, spec: { type: 'inference-graph' } };
    expect(isModelServingGraphAvailable(entity)).toBe(true);
    expect(isModelServingAvailable(entity)).toBe(false);
    await renderInTestApp(
      <Providers>
        <EntityProvider entity={entity}>
          <Routes>
            <Route
              path="/graph/*"
              element={<EntityModelServingGraphContent />}
            />
          </Routes>
        </EntityProvider>
      </Providers>,
      { mountedRoutes, routeEntries: ['/graph'] },
    );
    expect(
      await screen.findByRole('grid', { name: 'Steps' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Use it' })).toHaveAttribute(
      'href',
      '/graph/use-it',
    );
  });
});
