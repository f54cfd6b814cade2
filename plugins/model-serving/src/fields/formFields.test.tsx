import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FormField,
  Stepper,
  StepperProps,
} from '@backstage/plugin-scaffolder-react/alpha';
import {
  clusterView,
  connectionView,
  runtimeView,
} from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import * as formFields from './formFields';

/** What `createFormField` keeps behind its opaque type, which the scaffolder reads in the same way. */
const extensions = Object.values(formFields).map(
  field => field as FormField & StepperProps['extensions'][number],
);

/** A template with one page of these parameters; resolves to what it would create with. */
function openTemplate(
  properties: Record<string, object>,
  options: {
    api?: FakeModelServingApi;
    initialState?: Record<string, never | string | object>;
  } = {},
) {
  const { api = new FakeModelServingApi(), initialState = {} } = options;
  const created: Record<string, unknown>[] = [];
  renderScreen(
    <Stepper
      manifest={{
        title: 'Deploy a model',
        steps: [{ title: 'Model', schema: { type: 'object', properties } }],
      }}
      extensions={extensions}
      initialState={initialState as never}
      onCreate={async values => {
        created.push(values);
      }}
    />,
    { api },
  );
  return {
    api,
    review: () => userEvent.click(screen.getByRole('button', { name: 'Review' })),
    create: async () => {
      await userEvent.click(screen.getByRole('button', { name: 'Review' }));
      await userEvent.click(
        await screen.findByRole('button', { name: 'Create' }),
      );
      await waitFor(() => expect(created).toHaveLength(1));
      return created[0];
    },
  };
}

const choose = async (label: RegExp, option: RegExp) => {
  await userEvent.click(await screen.findByRole('button', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

describe('ProjectPicker', () => {
  const properties = {
    namespace: { type: 'string', title: 'Project', 'ui:field': 'ProjectPicker' },
  };

  it('offers the projects of the cluster', async () => {
    const { create } = openTemplate(properties);
    await choose(/Project/, /team-a/);
    expect(await create()).toEqual({ namespace: 'team-a' });
  });

  it('preselects the only one', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [clusterView({ namespaces: ['demo'] })];
    const { create } = openTemplate(properties, { api });
    await screen.findByRole('button', { name: /demo.*Project/ });
    expect(await create()).toEqual({ namespace: 'demo' });
  });

  it('says why there is none', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listClusters', new Error('no cluster answers'));
    openTemplate(properties, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'no cluster answers',
    );
  });
});

describe('ModelResourceName', () => {
  const properties = {
    title: { type: 'string', title: 'Name' },
    name: {
      type: 'string',
      title: 'Resource name',
      'ui:field': 'ModelResourceName',
    },
  };
  const initialState = { namespace: 'demo' };
  const nameField = () =>
    screen.findByRole('textbox', { name: /Resource name/ });

  it('is derived from the title until it is edited', async () => {
    const { create } = openTemplate(properties, { initialState });
    const title = await screen.findByRole('textbox', { name: /^Name/ });
    await userEvent.type(title, 'Röntgen Detektor');
    await waitFor(async () =>
      expect(await nameField()).toHaveValue('rontgen-detektor'),
    );
    await userEvent.type(await nameField(), '-x');
    await userEvent.type(title, ' neu');
    expect(await nameField()).toHaveValue('rontgen-detektor-x');
    expect(await create()).toMatchObject({ name: 'rontgen-detektor-x' });
  });

  it('avoids names that are taken', async () => {
    openTemplate(properties, { initialState });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'Iris',
    );
    await waitFor(async () => expect(await nameField()).toHaveValue('iris-2'));
  });

  it('refuses a name that is taken, or against the rule', async () => {
    const { review } = openTemplate(properties, { initialState });
    await userEvent.type(await nameField(), 'iris');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is already a deployment iris in demo',
    );
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    await userEvent.clear(await nameField());
    await userEvent.type(await nameField(), 'Iris!');
    expect(
      (await screen.findAllByText(/lower case letters/))[0],
    ).toBeInTheDocument();
  });
});

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
    expect(await create()).toEqual({ namespace: 'demo', connection: 'archive' });
  });

  it('preselects the only one', async () => {
    const { create } = openTemplate(properties, {
      initialState: { namespace: 'demo' },
    });
    await screen.findByRole('button', { name: /Model bucket/ });
    expect(await create()).toMatchObject({ connection: 'models' });
  });

  it('says how to get one where there is none', async () => {
    openTemplate(properties, { initialState: { namespace: 'team-a' } });
    expect(
      await screen.findByText(/team-a has no connection yet/),
    ).toBeInTheDocument();
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
    await userEvent.click(await dialog.findByRole('button', { name: 'models' }));
    expect(await dialog.findByText('12 B')).toBeInTheDocument();
    await userEvent.click(await dialog.findByRole('button', { name: 'iris' }));
    await dialog.findByText('Nothing lies here');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Choose this folder' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await create()).toMatchObject({ path: 'models/iris' });
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

it('ModelFormatPicker gives name and version of what enabled runtimes serve', async () => {
  const api = new FakeModelServingApi();
  api.runtimes = [
    runtimeView(),
    runtimeView({
      name: 'off',
      enabled: false,
      formats: [{ name: 'pmml', autoSelect: true }],
    }),
  ];
  const { create } = openTemplate(
    {
      modelFormat: {
        type: 'object',
        title: 'Format',
        'ui:field': 'ModelFormatPicker',
      },
    },
    { api },
  );
  await userEvent.click(await screen.findByRole('button', { name: /Format/ }));
  await screen.findByRole('option', { name: 'onnx – 1' });
  expect(
    screen.getAllByRole('option').map(option => option.textContent),
  ).toEqual(['onnx – 1', 'sklearn – 0', 'sklearn – 1']);
  await userEvent.click(screen.getByRole('option', { name: 'sklearn – 1' }));
  expect(await create()).toEqual({
    modelFormat: { name: 'sklearn', version: '1' },
  });
});

describe('RuntimePicker', () => {
  const properties = {
    runtime: { type: 'string', title: 'Runtime', 'ui:field': 'RuntimePicker' },
  };

  function runtime(name: string, title: string, format: string) {
    const { resource } = runtimeView();
    return runtimeView({
      name,
      title,
      formats: [{ name: format, version: '1', autoSelect: true }],
      resource: {
        ...resource,
        metadata: { name },
        spec: {
          containers: [{ name: 'kserve-container' }],
          supportedModelFormats: [
            { name: format, version: '1', autoSelect: true },
          ],
          protocolVersions: ['v2'],
        },
      },
    });
  }

  it('says what automatic means, and why others do not fit', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [
      runtime('onnx-server', 'ONNX server', 'onnx'),
      runtime('pmml-server', 'PMML server', 'pmml'),
    ];
    const { create } = openTemplate(properties, {
      api,
      initialState: {
        namespace: 'demo',
        modelFormat: { name: 'onnx', version: '1' },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Automatic \(ONNX server\)/ }),
    );
    const unfit = await screen.findByRole('option', { name: /PMML server/ });
    expect(unfit).toHaveAttribute('aria-disabled', 'true');
    expect(unfit).toHaveTextContent(/onnx/);
    await userEvent.click(screen.getByRole('option', { name: 'ONNX server' }));
    expect(await create()).toMatchObject({ runtime: 'onnx-server' });
  });
});

describe('ReplicasField', () => {
  const properties = {
    replicas: {
      type: 'object',
      title: 'Replicas',
      default: { min: 1, max: 1 },
      'ui:field': 'ReplicasField',
    },
  };

  it('gives min and max', async () => {
    const { create } = openTemplate(properties);
    const most = await screen.findByRole('textbox', {
      name: 'Maximum replicas',
    });
    await userEvent.clear(most);
    await userEvent.type(most, '3{Tab}');
    expect(await create()).toEqual({ replicas: { min: 1, max: 3 } });
  });

  it('says where none while idle is not possible', async () => {
    openTemplate(properties);
    const least = await screen.findByRole('textbox', {
      name: 'Minimum replicas',
    });
    await userEvent.clear(least);
    await userEvent.type(least, '0{Tab}');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /cannot start a replica on the first request/,
    );
  });
});

describe('ModelSizePicker', () => {
  const properties = {
    resources: { type: 'object', title: 'Size', 'ui:field': 'ModelSizePicker' },
  };

  it('begins with what a laptop has', async () => {
    const { create } = openTemplate(properties);
    await screen.findByRole('button', { name: /Tiny/ });
    expect(await create()).toEqual({
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '1', memory: '512Mi' },
      },
    });
  });

  it('takes own amounts, and refuses a request above its limit', async () => {
    const { create } = openTemplate(properties);
    await choose(/Tiny/, /Custom/);
    const limit = await screen.findByRole('textbox', { name: 'CPU limit' });
    await userEvent.clear(limit);
    await userEvent.type(limit, '50m');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The CPU request is larger than its limit',
    );
    await userEvent.clear(limit);
    await userEvent.type(limit, '2');
    expect(await create()).toMatchObject({
      resources: { limits: { cpu: '2', memory: '512Mi' } },
    });
  });
});

describe('AcceleratorPicker', () => {
  const properties = {
    accelerators: {
      type: 'object',
      title: 'Accelerators',
      'ui:field': 'AcceleratorPicker',
    },
  };

  it('says that there is none', async () => {
    openTemplate(properties);
    expect(await screen.findByText('None on this cluster')).toBeInTheDocument();
  });

  it('gives kind and number', async () => {
    const api = new FakeModelServingApi();
    const { capabilities } = clusterView();
    api.clusters = [
      clusterView({
        capabilities: {
          ...capabilities,
          accelerators: [
            { resource: 'nvidia.com/gpu', title: 'NVIDIA GPU', count: 4 },
          ],
        },
      }),
    ];
    const { create } = openTemplate(properties, { api });
    await choose(/Accelerators/, /NVIDIA GPU/);
    expect(await create()).toEqual({
      accelerators: { resource: 'nvidia.com/gpu', count: 1 },
    });
  });
});

describe('KeyValueField', () => {
  const properties = {
    env: { type: 'array', title: 'Environment', 'ui:field': 'KeyValueField' },
  };

  it('gives rows, and refuses names against the rule', async () => {
    const { create } = openTemplate(properties);
    const add = await screen.findByRole('button', { name: 'Add variable' });
    await userEvent.click(add);
    const name = screen.getByRole('textbox', { name: 'Variable name' });
    await userEvent.type(name, 'PYTHONPATH');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'PYTHONPATH belongs to the runtime',
    );
    await userEvent.clear(name);
    await userEvent.type(name, 'LOG_LEVEL');
    await userEvent.type(screen.getByRole('textbox', { name: 'Value' }), 'info');
    await userEvent.click(add);
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove the row' }),
    );
    expect(add).toHaveFocus();
    expect(await create()).toEqual({
      env: [{ name: 'LOG_LEVEL', value: 'info' }],
    });
  });
});

it('LinesField drops blank lines and comments', async () => {
  const { create } = openTemplate({
    args: { type: 'array', title: 'Arguments', 'ui:field': 'LinesField' },
  });
  await userEvent.type(
    await screen.findByRole('textbox', { name: 'Arguments' }),
    '--a=1{Enter}{Enter}# why{Enter} --b ',
  );
  expect(await create()).toEqual({ args: ['--a=1', '--b'] });
});

it('shows a value as text where it cannot be changed', async () => {
  openTemplate(
    {
      replicas: {
        type: 'object',
        title: 'Replicas',
        'ui:field': 'ReplicasField',
        'ui:readonly': true,
      },
    },
    { initialState: { replicas: { min: 0, max: 3 } } },
  );
  expect(
    await screen.findByText('none while idle, up to 3 replicas'),
  ).toBeInTheDocument();
  expect(screen.queryByRole('textbox')).toBeNull();
});
