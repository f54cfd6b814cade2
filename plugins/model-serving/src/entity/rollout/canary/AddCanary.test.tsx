import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeModelServingApi } from '../../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../../__testUtils__/render';
import { RolloutContent } from '../RolloutContent';

async function open(api = new FakeModelServingApi()) {
  renderScreen(<RolloutContent />, { api, entity: irisEntity });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Add a named canary' }),
  );
  return { api, dialog: within(await screen.findByRole('dialog')) };
}

const fill = async (
  dialog: ReturnType<typeof within>,
  values: Readonly<Record<string, string>>,
) => {
  for (const [name, value] of Object.entries(values)) {
    const input = dialog.getByRole('textbox', { name });
    await userEvent.clear(input);
    await userEvent.type(input, value);
    await userEvent.tab();
  }
};

const asked = {
  Name: 'deep',
  'Share of the traffic in percent': '25',
  'Model location': 'models/deep',
};

describe('a named canary from the page', () => {
  it('is checked, then written onto the version that was looked at', async () => {
    const { api, dialog } = await open();
    const add = dialog.getByRole('button', { name: 'Add' });
    expect(add).toBeDisabled();
    await fill(dialog, asked);
    await userEvent.click(add);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const { resourceVersion } = api.detail;
    const patch = {
      metadata: { resourceVersion },
      spec: {
        canary: [
          {
            predictor: {
              name: 'deep',
              model: expect.objectContaining({
                storage: { path: 'models/deep' },
              }),
            },
            trafficPercent: 25,
          },
        ],
      },
    };
    for (const call of ['previewDeployment', 'patchDeployment'] as const)
      expect(api.callsOf(call)[0]?.[2]).toEqual(patch);
  });

  it('says what is wrong at its fields, and keeps what was typed', async () => {
    const api = new FakeModelServingApi();
    api.dryRun = {
      errors: [
        {
          path: 'spec.canary[0].predictor.name',
          message: 'canary predictor.name "deep" is duplicated',
        },
        { path: 'spec.predictor', message: 'the stable one is wrong, too' },
      ],
    };
    const { dialog } = await open(api);
    await fill(dialog, asked);
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }));
    expect(
      await dialog.findByText('canary predictor.name "deep" is duplicated'),
    ).toBeInTheDocument();
    expect(dialog.getByText('the stable one is wrong, too')).toBeVisible();
    expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('deep');
    expect(api.callsOf('patchDeployment')).toEqual([]);
  });
});
