import type { RenderResult } from '@testing-library/react';
import { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { Entity } from '@backstage/catalog-model';
import {
  StorageApi,
  storageApiRef,
  toastApiRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  graphsApiRef,
  modelServingApiRef,
  servingResourcesApiRef,
  tokensApiRef,
} from '../api';
import { rootRouteRef, templateRouteRef } from '../routes';
import { FakeGraphsApi } from './FakeGraphsApi';
import { FakeModelServingApi } from './FakeModelServingApi';
import { FakeServingResourcesApi } from './FakeServingResourcesApi';
import { FakeTokensApi } from './FakeTokensApi';

/** The entity of the deployment `iris`, as the provider writes it. */
export const irisEntity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    annotations: {
      'greenroom/cluster': 'local',
      'greenroom/namespace': 'demo',
      'greenroom/name': 'iris',
    },
  },
  spec: { type: 'inference-service' },
};

/** A rendered screen, the fake backend behind it, and the toasts it posted. */
export type RenderedScreen = RenderResult & {
  readonly api: FakeModelServingApi;
  readonly resourcesApi: FakeServingResourcesApi;
  readonly graphsApi: FakeGraphsApi;
  readonly tokensApi: FakeTokensApi;
  readonly toasts: readonly {
    title: unknown;
    description?: unknown;
    status?: string;
  }[];
};

/** Renders in an app of the new frontend system, over a fake backend. */
export function renderScreen(
  element: ReactElement,
  options: {
    api?: FakeModelServingApi;
    resourcesApi?: FakeServingResourcesApi;
    graphsApi?: FakeGraphsApi;
    tokensApi?: FakeTokensApi;
    path?: string;
    entity?: Entity;
    mountPath?: string;
    /** What is in the catalog; default nothing. */
    entities?: Entity[];
    /** What the user chose before; default nothing. */
    storage?: StorageApi;
    /** End of the name of a permission that the user lacks. */
    denied?: string;
  } = {},
): RenderedScreen {
  const {
    api = new FakeModelServingApi(),
    resourcesApi = new FakeServingResourcesApi(),
    graphsApi = new FakeGraphsApi(),
    tokensApi = new FakeTokensApi(),
    path,
    entity,
    mountPath,
    denied,
  } = options;
  const toasts: { title: unknown; description?: unknown; status?: string }[] =
    [];
  const rendered = renderInTestApp(
    <>
      {entity ? (
        <EntityProvider entity={entity}>{element}</EntityProvider>
      ) : (
        element
      )}
      <Where />
    </>,
    {
      apis: [
        [modelServingApiRef, api],
        [servingResourcesApiRef, resourcesApi],
        [graphsApiRef, graphsApi],
        [tokensApiRef, tokensApi],
        [catalogApiRef, catalogApiMock({ entities: options.entities })],
        [storageApiRef, options.storage ?? mockApis.storage()],
        [
          toastApiRef,
          {
            post: toast => {
              toasts.push(toast);
              return { close: () => undefined };
            },
          },
        ],
        mockApis.permission({
          authorize: ({ permission }) =>
            denied && permission.name.endsWith(denied) ? 'DENY' : 'ALLOW',
        }),
        mockApis.identity({
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs: ['user:default/ada', 'group:default/ml'],
        }),
      ],
      mountedRoutes: {
        '/model-serving': rootRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      initialRouteEntries: path ? [path] : undefined,
      mountPath,
    },
  );
  return { api, resourcesApi, graphsApi, tokensApi, toasts, ...rendered };
}

/** The address that the app is at, for tests that leave the screen. */
function Where() {
  const { pathname, search } = useLocation();
  return <span hidden data-testid="location">{`${pathname}${search}`}</span>;
}
