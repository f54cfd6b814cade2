import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { choose, openTemplate } from '../__testUtils__/openTemplate';
import {
  clusterView,
  kserveCluster,
  runtimeView,
} from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

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

it('ModelFormatPicker lets nobody go on without a format', async () => {
  const { review } = openTemplate(
    {
      modelFormat: {
        type: 'object',
        title: 'Format',
        'ui:field': 'ModelFormatPicker',
      },
    },
    { required: ['modelFormat'] },
  );
  await screen.findByRole('button', { name: /Format/ });
  await review();
  expect(
    await screen.findAllByText('Choose what the model is stored as'),
  ).not.toHaveLength(0);
  expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
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

  it('takes by what to scale, where requests do, and says what follows', async () => {
    const api = new FakeModelServingApi();
    api.clusters = api.clusters.map(cluster => ({
      ...cluster,
      capabilities: {
        ...cluster.capabilities,
        autoscalerClasses: ['none', 'kpa'],
        scaleToZero: true,
      },
    }));
    const { create } = openTemplate(properties, {
      api,
      initialState: { replicas: { min: 0, max: 3 } },
    });
    const target = await screen.findByRole('textbox', {
      name: 'Target per replica',
    });
    await userEvent.type(target, '10{Tab}');
    expect(
      await screen.findByText(/Another replica for every 7 requests at a time/),
    ).toHaveTextContent(/the first request starts one and waits for it/);
    expect(await create()).toEqual({
      replicas: { min: 0, max: 3, target: 10 },
    });
  });

  it('says that cpu adds replicas where nothing counts requests', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [kserveCluster({ autoscalerClasses: ['hpa', 'none'] })];
    const { create } = openTemplate(properties, {
      api,
      initialState: { cluster: 'production', replicas: { min: 1, max: 3 } },
    });
    expect(
      await screen.findByRole('button', { name: /CPU in use/ }),
    ).toBeVisible();
    expect(screen.getByText(/more than 80 % of the cpu/)).toBeVisible();
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Target per replica in percent' }),
      '60{Tab}',
    );
    expect(await create()).toMatchObject({
      replicas: { min: 1, max: 3, metric: 'cpu', target: 60 },
    });
  });

  it('takes cpu to scale by, where it is measured, but not to none', async () => {
    const api = new FakeModelServingApi();
    api.clusters = api.clusters.map(cluster => ({
      ...cluster,
      capabilities: {
        ...cluster.capabilities,
        autoscalerClasses: ['none', 'kpa', 'hpa'],
        scaleToZero: true,
      },
    }));
    const { create } = openTemplate(properties, {
      api,
      initialState: { replicas: { min: 0, max: 3, target: 5 } },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Scale by/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'CPU in use' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /the minimum is at least 1/,
    );
    const least = screen.getByRole('textbox', { name: 'Minimum replicas' });
    await userEvent.clear(least);
    await userEvent.type(least, '1{Tab}');
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Target per replica in percent' }),
      '60{Tab}',
    );
    expect(
      await screen.findByText(/more than 60 % of the cpu/),
    ).toBeInTheDocument();
    expect(await create()).toEqual({
      replicas: { min: 1, max: 3, metric: 'cpu', target: 60 },
    });
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
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Value' }),
      'info',
    );
    await userEvent.click(add);
    await userEvent.click(
      screen.getByRole('button', { name: 'Remove the row' }),
    );
    expect(add).toHaveFocus();
    expect(await create()).toEqual({
      env: [{ name: 'LOG_LEVEL', value: 'info' }],
    });
  });

  it('says at its row what the form says of all rows', async () => {
    const { review } = openTemplate(properties);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add variable' }),
    );
    const name = screen.getByRole('textbox', { name: 'Variable name' });
    await userEvent.type(name, 'PYTHONPATH');
    await review();
    await screen.findByText(/^'Environment' PYTHONPATH belongs/);
    expect(screen.getByRole('alert')).toHaveTextContent(
      'PYTHONPATH belongs to the runtime',
    );
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
