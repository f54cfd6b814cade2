import { screen } from '@testing-library/react';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { deploymentDetail } from '../../__testUtils__/fixtures';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { ConfigurationContent } from './ConfigurationContent';

const NAME = 'opendatahub.io/hardware-profile-name';
const NAMESPACE = 'opendatahub.io/hardware-profile-namespace';

function withProfile(): FakeModelServingApi {
  const api = new FakeModelServingApi();
  const { resource } = deploymentDetail();
  api.detail = deploymentDetail({
    configuration: [
      {
        section: 'hardware',
        name: 'hardwareProfile',
        value: 'gpu (in opendatahub)',
        origin: 'deployment',
      },
    ],
    resource: {
      ...resource,
      metadata: {
        ...resource.metadata,
        annotations: { [NAME]: 'gpu', [NAMESPACE]: 'opendatahub' },
      },
    },
  });
  return api;
}

describe('the hardware profile of a deployment', () => {
  it('is shown by its title, with its name', async () => {
    const api = withProfile();
    api.hardwareProfiles = {
      items: [
        {
          name: 'gpu',
          namespace: 'opendatahub',
          title: 'One GPU',
          enabled: true,
          forServing: true,
          amounts: [],
        },
      ],
      namespaces: ['opendatahub'],
      problems: [],
    };
    renderScreen(<ConfigurationContent />, { api, entity: irisEntity });
    expect(
      await screen.findByText('One GPU: gpu (in opendatahub)'),
    ).toBeVisible();
  });

  it('is shown by its name where nothing more can be seen of it', async () => {
    const api = withProfile();
    api.failures.set('listHardwareProfiles', new Error('not allowed'));
    renderScreen(<ConfigurationContent />, { api, entity: irisEntity });
    expect(await screen.findByText('gpu (in opendatahub)')).toBeVisible();
  });

  it('is asked for by those only that name one', async () => {
    const { api } = renderScreen(<ConfigurationContent />, {
      entity: irisEntity,
    });
    await screen.findByRole('grid', { name: 'Effective configuration' });
    expect(api.callsOf('listHardwareProfiles')).toEqual([]);
  });
});
