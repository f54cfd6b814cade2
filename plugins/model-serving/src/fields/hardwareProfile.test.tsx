import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { readHardwareProfile } from '@greenroom/backstage-plugin-model-serving-common';
import { choose, openTemplate } from '../__testUtils__/openTemplate';
import { clusterView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

const profile = (name: string, title: string, disabled = false) =>
  readHardwareProfile({
    metadata: {
      name,
      namespace: 'opendatahub',
      resourceVersion: '7',
      annotations: {
        'opendatahub.io/display-name': title,
        'opendatahub.io/disabled': String(disabled),
      },
    },
    spec: {
      identifiers: [
        {
          displayName: 'CPU',
          identifier: 'cpu',
          minCount: 1,
          maxCount: 8,
          defaultCount: 2,
        },
        {
          displayName: 'GPU',
          identifier: 'nvidia.com/gpu',
          minCount: 1,
          maxCount: 2,
          defaultCount: 1,
        },
      ],
      scheduling: { node: { nodeSelector: { pool: 'gpu' } } },
    },
  });

function withProfiles(): FakeModelServingApi {
  const api = new FakeModelServingApi();
  const { capabilities } = clusterView();
  api.clusters = [
    clusterView({ capabilities: { ...capabilities, hardwareProfiles: true } }),
  ];
  api.hardwareProfiles = {
    items: [profile('gpu', 'One GPU'), profile('old', 'Old', true)],
    namespaces: ['demo', 'opendatahub'],
    problems: [],
  };
  return api;
}

const properties = {
  hardwareProfile: {
    type: 'object',
    title: 'Hardware profile',
    'ui:field': 'HardwareProfilePicker',
  },
  resources: { type: 'object', title: 'Size', 'ui:field': 'ModelSizePicker' },
  accelerator: {
    type: 'object',
    title: 'Accelerator',
    'ui:field': 'AcceleratorPicker',
  },
};
const initialState = { namespace: 'demo' };

describe('HardwareProfilePicker', () => {
  it('is not there on a cluster that knows none', async () => {
    const api = new FakeModelServingApi();
    openTemplate(properties, { api, initialState });
    await screen.findByRole('button', { name: /Size/ });
    expect(screen.queryByText('Hardware profile')).not.toBeInTheDocument();
    expect(api.callsOf('listHardwareProfiles')).toEqual([]);
  });

  it('gives a profile with its amounts, which take the place of size and accelerator', async () => {
    const { create } = openTemplate(properties, {
      api: withProfiles(),
      initialState,
    });
    await choose(/Hardware profile/, /One GPU/);
    expect(
      await screen.findByText('Replicas run on nodes with pool=gpu'),
    ).toBeInTheDocument();
    expect(screen.getAllByText('As the hardware profile has it')).toHaveLength(
      2,
    );
    const limit = screen.getByRole('textbox', { name: 'CPU limit' });
    await userEvent.clear(limit);
    await userEvent.type(limit, '4');
    expect(await create()).toEqual({
      namespace: 'demo',
      hardwareProfile: {
        name: 'gpu',
        namespace: 'opendatahub',
        resourceVersion: '7',
        resources: {
          requests: { cpu: '2', 'nvidia.com/gpu': '1' },
          limits: { cpu: '4', 'nvidia.com/gpu': '1' },
        },
      },
    });
  });

  it('says at the field what is out of bounds, and goes no further', async () => {
    const api = withProfiles();
    const { review, create } = openTemplate(properties, { api, initialState });
    await choose(/Hardware profile/, /One GPU/);
    const gpus = await screen.findByRole('textbox', { name: 'GPU' });
    await userEvent.clear(gpus);
    await userEvent.type(gpus, '3');
    expect(gpus).toBeInvalid();
    const sentence = 'The hardware profile allows 1 to 2 of GPU, not 3';
    expect(screen.getByText(sentence)).toBeInTheDocument();
    await review();
    // Once by the field, once by the check before the next step
    await waitFor(() =>
      expect(api.callsOf('listHardwareProfiles')).toHaveLength(2),
    );
    expect(
      screen.queryByRole('button', { name: 'Create' }),
    ).not.toBeInTheDocument();
    await userEvent.clear(gpus);
    await userEvent.type(gpus, '2');
    expect(await create()).toMatchObject({
      hardwareProfile: { resources: { limits: { 'nvidia.com/gpu': '2' } } },
    });
  });

  it('offers none that is disabled, says what it may not see, and what failed', async () => {
    const api = withProfiles();
    const problem = 'the portal may not list hardware profiles';
    api.hardwareProfiles = { ...api.hardwareProfiles, problems: [problem] };
    const { unmount } = openTemplate(properties, { api, initialState });
    expect(
      await screen.findByText('The portal may not list hardware profiles'),
    ).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: /Hardware profile/ }),
    );
    expect(
      screen.getAllByRole('option').map(option => option.textContent),
    ).toEqual([
      expect.stringContaining('None'),
      expect.stringContaining('One GPU'),
    ]);
    unmount();
    api.failures.set('listHardwareProfiles', new Error('it is away'));
    openTemplate(properties, { api, initialState });
    await waitFor(() =>
      expect(
        screen.getByText(/hardware profiles could not be loaded: it is away/),
      ).toBeInTheDocument(),
    );
  });
});
