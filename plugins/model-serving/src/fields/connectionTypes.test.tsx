import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  Connection,
  ConnectionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { choose, openTemplate } from '../__testUtils__/openTemplate';
import { connectionView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

/** A connection of the project `ml`, shared with `demo`, or of `demo` itself. */
function connection(
  namespace: string,
  name: string,
  title: string,
  spec: Partial<Connection['spec']>,
): ConnectionView {
  const view = connectionView();
  return connectionView({
    ref: { cluster: 'local', namespace, name },
    title,
    resource: {
      ...view.resource,
      spec: {
        ...view.resource.spec,
        sharedWith: { namespaces: ['demo'], owners: [] },
        ...spec,
      },
    },
  });
}

const registry = connection('ml', 'registry', 'Registry', {
  type: 'oci-v1',
  values: { OCI_HOST: 'quay.io' },
  secretKeys: ['.dockerconfigjson'],
});
const pushOnly = connection('demo', 'push', 'Push only', {
  type: 'oci-v1',
  values: { OCI_HOST: 'quay.io', ACCESS_TYPE: '["Push"]' },
  secretKeys: ['.dockerconfigjson'],
});
const address = connection('demo', 'address', 'Address', {
  type: 'uri-v1',
  values: { URI: 'https://models.test/iris.onnx' },
  secretKeys: [],
});

const properties = {
  connection: {
    type: 'string',
    title: 'Connection',
    'ui:field': 'ConnectionPicker',
  },
  path: { type: 'string', title: 'Path', 'ui:field': 'ModelPathPicker' },
};
const initialState = { namespace: 'demo', owner: 'group:default/ml' };

function apiWith(...connections: ConnectionView[]): FakeModelServingApi {
  const api = new FakeModelServingApi();
  api.connections = connections;
  return api;
}

describe('a deployment from a connection of any type', () => {
  it('offers what others share, by the name that the project has for it', async () => {
    const api = apiWith(registry, address);
    const { create } = openTemplate(properties, { api, initialState });
    await choose(/Connection/, /Registry/);
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Path/ }),
      'models/iris:v1',
    );
    expect(await create()).toMatchObject({
      connection: 'ml.registry',
      path: 'models/iris:v1',
    });
    expect(api.callsOf('listConnections')).toContainEqual([
      'listConnections',
      expect.objectContaining({
        usableIn: 'demo',
        usableBy: 'group:default/ml',
      }),
    ]);
  });

  it('asks for an image of a registry, and finds it by browsing', async () => {
    const api = apiWith(registry);
    api.folders = {
      '': { prefix: '', folders: ['models/iris/'], files: [] },
      'models/iris/': {
        prefix: 'models/iris/',
        folders: [],
        files: [{ key: 'models/iris:v1' }],
      },
    };
    const { create } = openTemplate(properties, { api, initialState });
    const path = await screen.findByRole('textbox', { name: /Path/ });
    await screen.findByText(/Image with its tag/);
    await userEvent.type(path, 'models/iris');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /a repository with a tag/,
    );
    await userEvent.clear(path);
    await userEvent.click(screen.getByRole('button', { name: 'Browse' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      await dialog.findByRole('button', { name: 'models/iris' }),
    );
    await userEvent.click(
      await dialog.findByRole('button', { name: 'models/iris:v1' }),
    );
    expect(await create()).toMatchObject({ path: 'models/iris:v1' });
    expect(api.callsOf('browseConnection')[0][1]).toEqual(registry.ref);
  });

  it('needs no path behind a URI', async () => {
    const { create } = openTemplate(properties, {
      api: apiWith(address),
      initialState,
    });
    expect(
      await screen.findByText(
        'The model lies at https://models.test/iris.onnx.',
      ),
    ).toBeVisible();
    expect(await create()).toMatchObject({
      connection: 'address',
      path: 'https://models.test/iris.onnx',
    });
  });

  it('does not offer a login that may not pull', async () => {
    openTemplate(properties, {
      api: apiWith(registry, pushOnly),
      initialState,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Connection/ }),
    );
    expect(
      await screen.findByRole('option', { name: /Push only/ }),
    ).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('ConnectionTest of other types', () => {
  const field = (connectionType: string) => ({
    connectionTest: {
      type: 'string',
      title: 'Test',
      'ui:field': 'ConnectionTest',
      'ui:options': { connectionType },
    },
  });

  it.each`
    type        | form                       | secrets                                 | values
    ${'uri-v1'} | ${{ uri: 'https://a/m' }}  | ${{}}                                   | ${{ URI: 'https://a/m' }}
    ${'uri-v1'} | ${{ uri: 'https://a/m' }}  | ${{ headers: 'A: b' }}                  | ${{ URI: 'https://a/m', headers: 'A: b' }}
    ${'oci-v1'} | ${{ registry: 'quay.io' }} | ${{ username: 'mona', password: 'pw' }} | ${{ OCI_HOST: 'quay.io', '.dockerconfigjson': '{"auths":{"quay.io":{"auth":"bW9uYTpwdw=="}}}' }}
  `('$type is tested with $values', async ({ type, form, secrets, values }) => {
    const { api } = openTemplate(field(type), {
      initialState: { namespace: 'demo', ...form },
      secrets,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Test connection' }),
    );
    await screen.findByText(/It works/);
    expect(api.callsOf('testNewConnection')).toEqual([
      [
        'testNewConnection',
        expect.objectContaining({ type, values }),
        undefined,
      ],
    ]);
  });

  it('says what it waits for', async () => {
    openTemplate(field('oci-v1'), { initialState: { namespace: 'demo' } });
    expect(
      await screen.findByText(/once project, registry, user name and password/),
    ).toBeVisible();
  });
});
