import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { closedByEscape } from '../__testUtils__/closedByEscape';
import { runtimeView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { FakeServingResourcesApi } from '../__testUtils__/FakeServingResourcesApi';
import { RuntimesContent } from './RuntimesContent';
import { formatsInWords } from './runtimeWords';

const rowOf = async (name: RegExp) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr')!);

describe('RuntimesContent', () => {
  it('shows a skeleton while it loads', () => {
    const api = new FakeModelServingApi();
    api.hanging.add('listRuntimes');
    renderScreen(<RuntimesContent />, { api });
    const table = screen.getByRole('grid', { name: 'Runtimes' });
    expect(table.parentElement).toHaveAttribute('aria-busy', 'true');
  });

  it('says what a runtime is while there is none', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [];
    renderScreen(<RuntimesContent />, { api });
    expect(await screen.findByText('No runtimes')).toBeInTheDocument();
  });

  it('shows why it failed, with Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listRuntimes', new Error('no cluster'));
    renderScreen(<RuntimesContent />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent('no cluster');
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/Model server/)).toBeDefined();
  });

  it('shows what each serves, and why one cannot be started', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [
      runtimeView(),
      runtimeView({ name: 'off', title: 'Old', enabled: false }),
      runtimeView({
        name: 'triton',
        title: 'Triton',
        available: false,
        unavailableReason: 'tritonserver is not on this machine',
      }),
    ];
    renderScreen(<RuntimesContent />, { api });
    const server = await rowOf(/Model server/);
    expect(server.getByText('onnx 1, sklearn 0 and 1')).toBeInTheDocument();
    expect(server.getByText('v1, v2')).toBeInTheDocument();
    expect(server.getByText('Available')).toBeInTheDocument();
    expect(server.getByText('1 deployment')).toBeInTheDocument();
    expect((await rowOf(/Old/)).getByText('Switched off')).toBeInTheDocument();
    const triton = await rowOf(/Triton/);
    expect(triton.getByText('Not available')).toBeInTheDocument();
    expect(
      triton.getByText('tritonserver is not on this machine'),
    ).toBeInTheDocument();
  });

  it('gives the focus back to the menu that opened a dialog', async () => {
    renderScreen(<RuntimesContent />);
    const row = await rowOf(/Model server/);
    const menu = row.getByRole('button', { name: /More actions/ });
    await closedByEscape(menu, 'View YAML');
    await waitFor(() => expect(menu).toHaveFocus());
  });

  const choose = async (title: RegExp, item: string) => {
    const row = await rowOf(title);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: item }));
  };

  it('says what switching off does, then does it', async () => {
    const { resourcesApi } = renderScreen(<RuntimesContent />);
    await choose(/Model server/, 'Switch off');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/1 deployment on it keep running/)).toBeVisible();
    await userEvent.click(dialog.getByRole('button', { name: 'Switch off' }));
    await waitFor(() =>
      expect(resourcesApi.calls).toContainEqual([
        'switchRuntime',
        'model-server',
        false,
      ]),
    );
  });

  it('duplicates into a project', async () => {
    const { resourcesApi } = renderScreen(<RuntimesContent />);
    await choose(/Model server/, 'Duplicate');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveValue(
      'model-server-copy',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Duplicate' }));
    await waitFor(() =>
      expect(resourcesApi.callsOf('duplicateRuntime')).toEqual([
        ['duplicateRuntime', 'model-server', { name: 'model-server-copy' }],
      ]),
    );
  });

  it('moves one below the next, and says where it is', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [runtimeView(), runtimeView({ name: 'b', title: 'Second' })];
    const { resourcesApi } = renderScreen(<RuntimesContent />, { api });
    await choose(/Model server/, 'Move down');
    expect(
      await screen.findByText('Model server is now at place 2'),
    ).toBeInTheDocument();
    expect(resourcesApi.callsOf('orderRuntimes')).toEqual([
      [
        'orderRuntimes',
        {
          cluster: 'local',
          runtimes: [
            { namespace: undefined, name: 'b' },
            { namespace: undefined, name: 'model-server' },
          ],
        },
      ],
    ]);
  });

  it('neither edits nor deletes a built-in one, and says what to do instead', async () => {
    renderScreen(<RuntimesContent />);
    const row = await rowOf(/Model server/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    for (const name of [
      'Edit (duplicate it first)',
      'Delete (switch it off instead)',
    ]) {
      expect(await screen.findByRole('menuitem', { name })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    }
  });

  it('does not delete what is in use, and names who uses it', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [runtimeView({ origin: 'custom' })];
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.users = [
      {
        ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
        title: 'Iris',
        version: '0.1',
        outdated: true,
      },
    ];
    renderScreen(<RuntimesContent />, { api, resourcesApi });
    await choose(/Model server/, 'Delete');
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('Iris')).toBeInTheDocument();
    expect(dialog.getByText('0.1, not the current one')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
  });

  it('deletes an unused one, and stays open with the reason if it is refused', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [runtimeView({ origin: 'custom', usedBy: 0 })];
    const { resourcesApi } = renderScreen(<RuntimesContent />, { api });
    resourcesApi.failures.set('deleteResource', new Error('used meanwhile'));
    await choose(/Model server/, 'Delete');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await dialog.findByText('used meanwhile')).toBeInTheDocument();
    resourcesApi.failures.clear();
    await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('switches off what the user may not do', async () => {
    // A name of its own: decisions are remembered for a moment, by name.
    const api = new FakeModelServingApi();
    api.runtimes = [runtimeView({ name: 'denied' })];
    renderScreen(<RuntimesContent />, { api, denied: 'runtime.manage' });
    const row = await rowOf(/Model server/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    await waitFor(() =>
      expect(
        screen.getByRole('menuitem', { name: 'Switch off' }),
      ).toHaveAttribute('aria-disabled', 'true'),
    );
    expect(
      screen.getByRole('menuitem', { name: 'View YAML' }),
    ).not.toHaveAttribute('aria-disabled');
  });
});

it('names a format without versions alone', () => {
  expect(formatsInWords([{ name: 'onnx', autoSelect: true }])).toBe('onnx');
});
