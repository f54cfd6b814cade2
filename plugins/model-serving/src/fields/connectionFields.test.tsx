import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { choose, openTemplate } from '../__testUtils__/openTemplate';
import { connectionView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

describe('ConnectionPicker', () => {
  const properties = {
    connection: {
      type: 'string',
      title: 'Connection',
      'ui:field': 'ConnectionPicker',
    },
  };

  it('waits for a project', async () => {
    const { api } = openTemplate(properties);
    expect(
      await screen.findByText('Choose a project first'),
    ).toBeInTheDocument();
    expect(api.callsOf('listConnections')).toHaveLength(0);
  });

  it('offers the connections of the project', async () => {
    const api = new FakeModelServingApi();
    api.connections = [
      connectionView(),
      connectionView({
        ref: { cluster: 'local', namespace: 'demo', name: 'archive' },
        title: 'Archive',
      }),
    ];
    const { create } = openTemplate(properties, {
      api,
      initialState: { namespace: 'demo' },
    });
    await choose(/Connection/, /Archive/);
    expect(await create()).toEqual({
      namespace: 'demo',
      connection: 'archive',
    });
  });

  it('preselects the only one', async () => {
    const { create } = openTemplate(properties, {
      initialState: { namespace: 'demo' },
    });
    await screen.findByRole('button', { name: /Model bucket/ });
    expect(await create()).toMatchObject({ connection: 'models' });
  });

  describe('where there is none', () => {
    const open = async (options: { denied?: string } = {}) => {
      const opened = openTemplate(
        { title: { type: 'string', title: 'Title' }, ...properties },
        { initialState: { cluster: 'kube', namespace: 'team-a' }, ...options },
      );
      await screen.findByText(/team-a has no connection yet/);
      return opened;
    };
    const button = () =>
      screen.getByRole('button', { name: 'Create connection' });

    it('makes one without leaving the form, chooses it, and goes on there', async () => {
      const { api, create } = await open();
      await userEvent.type(screen.getByRole('textbox', { name: 'Title' }), 'x');
      await userEvent.click(button());
      const dialog = within(
        await screen.findByRole('dialog', { name: /New connection in team-a/ }),
      );
      const enter = (name: RegExp, text: string) =>
        userEvent.type(dialog.getByLabelText(name), text);
      await enter(/^Name/, 'Team models');
      await enter(/^Access key/, 'key');
      await enter(/^Secret key/, 'secret');
      await enter(/^Endpoint/, 'minio');
      expect(dialog.getByRole('button', { name: 'Create' })).toBeDisabled();
      expect(dialog.getByLabelText(/^Endpoint/)).toBeInvalid();
      await userEvent.clear(dialog.getByLabelText(/^Endpoint/));
      await enter(/^Endpoint/, 'https://minio.example.com');
      await enter(/^Bucket/, 'models');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Test connection' }),
      );
      await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      const made = {
        cluster: 'kube',
        namespace: 'team-a',
        name: 'team-models',
        title: 'Team models',
        type: 's3',
        values: {
          AWS_ACCESS_KEY_ID: 'key',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_S3_ENDPOINT: 'https://minio.example.com',
          AWS_S3_BUCKET: 'models',
        },
      };
      expect(api.callsOf('createConnection')).toEqual([
        ['createConnection', made],
      ]);
      expect(api.callsOf('testNewConnection')[0][1]).toMatchObject({
        values: made.values,
      });
      const picker = await screen.findByRole('button', { name: /Team models/ });
      await waitFor(() => expect(picker).toHaveFocus());
      expect(await create()).toMatchObject({
        title: 'x',
        connection: 'team-models',
      });
    });

    it('says why it was not made, and gives the focus back when it is closed', async () => {
      const { api } = await open();
      api.failures.set('createConnection', new Error('the name is taken'));
      await userEvent.click(button());
      const dialog = within(await screen.findByRole('dialog'));
      await choose(/S3-compatible.*Type/, /URI/);
      await userEvent.type(dialog.getByLabelText(/^Name/), 'Iris');
      await userEvent.type(
        dialog.getByRole('textbox', { name: /^URI/ }),
        'https://a.example/m',
      );
      await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
      expect(await dialog.findByText(/the name is taken/)).toBeVisible();
      await userEvent.keyboard('{Escape}');
      await waitFor(() => expect(button()).toHaveFocus());
    });

    it('makes the login of a registry of a user name and a password', async () => {
      const { api } = await open();
      await userEvent.click(button());
      const dialog = within(await screen.findByRole('dialog'));
      await choose(/S3-compatible.*Type/, /OCI/);
      await userEvent.type(dialog.getByLabelText(/^Name/), 'Registry');
      await userEvent.type(
        dialog.getByLabelText(/^Registry host/),
        'quay.io/t',
      );
      await userEvent.type(dialog.getByLabelText(/^User name/), 'ada');
      await userEvent.type(dialog.getByLabelText(/^Password/), 'pw');
      await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
      await waitFor(() =>
        expect(api.callsOf('createConnection')[0]?.[1]).toMatchObject({
          type: 'oci-v1',
          values: {
            OCI_HOST: 'quay.io/t',
            '.dockerconfigjson': JSON.stringify({
              auths: { 'quay.io': { auth: btoa('ada:pw') } },
            }),
          },
        }),
      );
    });

    it('offers nothing to whoever may make none, and says so', async () => {
      await open({ denied: 'connection.create' });
      expect(await screen.findByText(/may not make connections/)).toBeVisible();
      expect(
        screen.queryByRole('button', { name: 'Create connection' }),
      ).toBeNull();
    });
  });

  describe('chosen for another place', () => {
    const elsewhere = { namespace: 'demo', connection: 'archive' };

    it('is said to be missing at once, and is no way to the next step', async () => {
      const { review, create } = openTemplate(properties, {
        initialState: elsewhere,
      });
      const missing = /The project demo has no connection archive/;
      const picker = await screen.findByRole('button', { name: /Connection/ });
      await waitFor(() => expect(picker).toHaveAccessibleDescription(missing));
      await review();
      expect((await screen.findAllByText(missing))[0]).toBeVisible();
      expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
      await choose(/Connection/, /Model bucket/);
      expect(await create()).toMatchObject({ connection: 'models' });
    });

    it('does not hold up what takes a new one', async () => {
      const { create } = openTemplate(
        { source: { type: 'string', enum: ['existing', 'new'] } },
        {
          initialState: { ...elsewhere, source: 'new' },
          dependencies: {
            source: {
              oneOf: [
                {
                  properties: { source: { enum: ['existing'] }, ...properties },
                },
                { properties: { source: { enum: ['new'] } } },
              ],
            },
          },
        },
      );
      expect(await create()).toMatchObject({ source: 'new' });
    });
  });
});

describe('ModelPathPicker', () => {
  const properties = {
    path: { type: 'string', title: 'Path', 'ui:field': 'ModelPathPicker' },
  };
  const initialState = { namespace: 'demo', connection: 'models' };

  it('is filled by browsing', async () => {
    const api = new FakeModelServingApi();
    api.folders = {
      '': { prefix: '', folders: ['models/'], files: [] },
      'models/': {
        prefix: 'models/',
        folders: ['models/iris/'],
        files: [{ key: 'models/readme.txt', size: 12 }],
      },
    };
    const { create } = openTemplate(properties, { api, initialState });
    const browse = await screen.findByRole('button', { name: 'Browse' });
    await waitFor(() => expect(browse).toBeEnabled());
    await userEvent.click(browse);
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(
      await dialog.findByRole('button', { name: 'models' }),
    );
    expect(await dialog.findByText('12 B')).toBeInTheDocument();
    await userEvent.click(await dialog.findByRole('button', { name: 'iris' }));
    await dialog.findByText('Nothing lies here');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Choose this folder' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await create()).toMatchObject({ path: 'models/iris' });
  });

  it('says where browsing works while the connection does not exist yet', async () => {
    openTemplate(
      {
        path: {
          ...properties.path,
          'ui:options': { browseWhen: { source: 'existing' } },
        },
      },
      { initialState: { ...initialState, source: 'new' } },
    );
    expect(
      await screen.findByText(/Browse works with an existing connection/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Browse' })).toBeNull();
  });

  it('refuses what is no path', async () => {
    const { review } = openTemplate(properties, { initialState });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Path/ }),
      'a//b',
    );
    await review();
    expect(
      (await screen.findAllByText(/must not contain \/\//))[0],
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });
});

describe('ConnectionTest', () => {
  const properties = {
    connectionTest: {
      type: 'string',
      title: 'Test',
      'ui:field': 'ConnectionTest',
    },
  };
  const initialState = {
    namespace: 'demo',
    endpoint: 'http://localhost:9000',
    bucket: 'models',
    path: 'iris',
  };
  const secrets = { accessKey: 'AK', secretKey: 'SK' };

  it('tests what the form describes, with its keys, and has no value', async () => {
    const api = new FakeModelServingApi();
    api.testResult = {
      ok: false,
      message: 'The keys are refused.',
      steps: [{ name: 'authenticate', ok: false, message: '403' }],
    };
    const { create } = openTemplate(properties, { api, initialState, secrets });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Test connection' }),
    );
    expect(await screen.findByText(/It does not work/)).toHaveTextContent(
      'The keys are refused.',
    );
    expect(screen.getByText(/Keys: failed/)).toHaveTextContent('403');
    expect(api.callsOf('testNewConnection')).toEqual([
      [
        'testNewConnection',
        expect.objectContaining({
          namespace: 'demo',
          type: 's3',
          values: {
            AWS_S3_ENDPOINT: 'http://localhost:9000',
            AWS_S3_BUCKET: 'models',
            AWS_ACCESS_KEY_ID: 'AK',
            AWS_SECRET_ACCESS_KEY: 'SK',
          },
        }),
        'iris',
      ],
    ]);
    expect(await create()).toEqual(initialState);
  });

  it('waits for what it needs', async () => {
    openTemplate(properties, { initialState });
    expect(
      await screen.findByRole('button', { name: 'Test connection' }),
    ).toBeDisabled();
  });

  it('says why the test could not be run', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('testNewConnection', new Error('not allowed'));
    openTemplate(properties, { api, initialState, secrets });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Test connection' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent('not allowed');
  });
});
