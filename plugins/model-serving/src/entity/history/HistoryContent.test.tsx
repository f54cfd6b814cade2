import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  changeExplanation,
  historyView,
} from '../../__testUtils__/explanations';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { deploymentDetail } from '../../__testUtils__/fixtures';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { HistoryContent } from './HistoryContent';

const created = historyView({
  id: 1,
  generation: 1,
  action: 'create',
  how: 'template',
  changes: [],
});

async function open(prepare: (api: FakeModelServingApi) => void = () => {}) {
  const api = new FakeModelServingApi();
  api.history = [historyView(), created];
  api.historyDetails = {
    object: api.detail.resource,
    against: created,
    diff: [{ path: 'spec.predictor.minReplicas', before: 1, after: 2 }],
  };
  prepare(api);
  const rendered = renderScreen(<HistoryContent />, {
    api,
    entity: irisEntity,
  });
  await screen.findByRole('grid', { name: 'History' });
  return rendered;
}

async function show(name = 'Show scale of generation 2') {
  await userEvent.click(screen.getByRole('button', { name }));
  return within(await screen.findByRole('dialog'));
}

describe('HistoryContent', () => {
  it('says who made what with what', async () => {
    await open();
    const row = screen
      .getByRole('rowheader', { name: 'create' })
      .closest('tr')!;
    expect(within(row).getByText('Template')).toBeInTheDocument();
    expect(within(row).getByText('Accepted')).toBeInTheDocument();
  });

  it('opens a write with what it changed, field by field', async () => {
    await open();
    const dialog = await show();
    const table = await dialog.findByRole('grid', { name: 'What changed' });
    const row = within(table)
      .getByRole('rowheader', { name: 'spec.predictor.minReplicas' })
      .closest('tr')!;
    expect(row).toHaveTextContent('12');
    expect(
      dialog.getByRole('region', { name: 'YAML after this write' }),
    ).toHaveTextContent('kind: InferenceService');
  });

  it('compares with any other write', async () => {
    const { api } = await open();
    const dialog = await show();
    await userEvent.click(dialog.getByRole('button', { name: /Compare with/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: /#1 create/ }),
    );
    await waitFor(() =>
      expect(api.callsOf('getHistoryEntry').at(-1)?.[2]).toEqual({
        id: 2,
        against: 1,
      }),
    );
  });

  it('restores after it has shown what changes', async () => {
    const { api, toasts } = await open();
    await userEvent.click(
      (await show()).getByRole('button', { name: 'Restore' }),
    );
    const dialog = within(
      await screen.findByRole('dialog', {
        name: 'Roll Iris back to generation 2?',
      }),
    );
    expect(
      await dialog.findByText(/The predictor gets a new revision/),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() =>
      expect(toasts).toContainEqual(
        expect.objectContaining({ status: 'success' }),
      ),
    );
    expect(api.callsOf('rollBackDeployment')[0][2]).toEqual({ history: 2 });
  });

  it('does not restore what would be refused, and says why', async () => {
    await open(api => {
      api.change = changeExplanation({
        errors: [{ path: 'spec.predictor.model', message: 'no runtime fits' }],
      });
    });
    await userEvent.click(
      (await show()).getByRole('button', { name: 'Restore' }),
    );
    expect(
      await screen.findByText('spec.predictor.model: no runtime fits'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Roll back' })).toBeDisabled();
  });

  it('stays open with the reason when a rollback is refused', async () => {
    const { toasts } = await open(api => {
      api.failures.set('rollBackDeployment', new Error('is being deleted'));
    });
    await userEvent.click(
      (await show()).getByRole('button', { name: 'Restore' }),
    );
    const roll = await screen.findByRole('button', { name: 'Roll back' });
    await waitFor(() => expect(roll).toBeEnabled());
    await userEvent.click(roll);
    await waitFor(() =>
      expect(toasts).toContainEqual(
        expect.objectContaining({ description: 'is being deleted' }),
      ),
    );
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });

  it('says why there is nothing to see of a refused write', async () => {
    await open(api => {
      const reason = `spec.predictor.minReplicas: ${'no '.repeat(60)}end`;
      api.history = [
        historyView({ result: 'refused', hasObject: false, reason }),
      ];
      api.historyDetails = {};
    });
    const dialog = await show();
    expect(await dialog.findByText(/It was refused/)).toBeInTheDocument();
    expect(
      dialog.getByText(/^spec.predictor.minReplicas: .*end$/),
    ).toBeVisible();
    expect(dialog.queryByRole('button', { name: 'Restore' })).toBeNull();
  });

  it('offers no way back to those who may not change it', async () => {
    const api = new FakeModelServingApi();
    const ref = { cluster: 'local', namespace: 'demo', name: 'kept' };
    api.detail = deploymentDetail({ ref });
    api.history = [historyView()];
    renderScreen(<HistoryContent />, {
      api,
      entity: irisEntity,
      denied: '.update',
    });
    await screen.findByRole('grid', { name: 'History' });
    const dialog = await show();
    await waitFor(() =>
      expect(dialog.queryByRole('button', { name: 'Restore' })).toBeNull(),
    );
  });
});
