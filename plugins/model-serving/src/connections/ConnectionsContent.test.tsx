import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { closedByEscape } from '../__testUtils__/closedByEscape';
import { connectionView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { ConnectionsContent } from './ConnectionsContent';

const rowOf = async (name: RegExp) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr')!);

/** Chooses an action in the menu of the first connection. */
async function open(action: string | RegExp) {
  const row = await rowOf(/Model bucket/);
  await userEvent.click(
    row.getByRole('button', { name: 'More actions for Model bucket' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: action }));
}

describe('ConnectionsContent', () => {
  it('gives the focus back to the menu that opened a dialog', async () => {
    renderScreen(<ConnectionsContent />);
    const menu = await screen.findByRole('button', {
      name: 'More actions for Model bucket',
    });
    await closedByEscape(menu, 'View as Secret');
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it('shows a skeleton while it loads', () => {
    const api = new FakeModelServingApi();
    api.hanging.add('listConnections');
    renderScreen(<ConnectionsContent />, { api });
    const table = screen.getByRole('grid', { name: 'Connections' });
    expect(table.parentElement).toHaveAttribute('aria-busy', 'true');
  });

  it('says what a connection is while there is none', async () => {
    const api = new FakeModelServingApi();
    api.connections = [];
    renderScreen(<ConnectionsContent />, { api });
    expect(await screen.findByText('No connections yet')).toBeInTheDocument();
  });

  it('shows why it failed, with Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listConnections', new Error('no database'));
    renderScreen(<ConnectionsContent />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent('no database');
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/Model bucket/)).toBeDefined();
  });

  it('shows type, place, test and users', async () => {
    renderScreen(<ConnectionsContent />);
    const row = await rowOf(/Model bucket/);
    for (const text of [
      'S3-compatible bucket',
      's3://models at http://localhost:9000',
      'Verified',
      'iris',
    ]) {
      expect(row.getByText(text)).toBeInTheDocument();
    }
  });

  it('tests a connection and tells each step', async () => {
    const api = new FakeModelServingApi();
    api.testResult = {
      ok: false,
      message: 'The bucket does not exist.',
      steps: [
        { name: 'connect', ok: true, message: 'connected' },
        { name: 'bucket', ok: false, message: 'no bucket models' },
      ],
    };
    renderScreen(<ConnectionsContent />, { api });
    const row = await rowOf(/Model bucket/);
    await userEvent.click(
      row.getByRole('button', { name: 'Test Model bucket' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText(/It does not work/)).toHaveTextContent(
      'The bucket does not exist.',
    );
    expect(dialog.getByText(/Bucket: failed/)).toHaveTextContent(
      'no bucket models',
    );
    await userEvent.click(
      dialog.getByRole('button', { name: 'Test connection' }),
    );
    await waitFor(() => expect(api.callsOf('testConnection')).toHaveLength(2));
  });

  it('does not delete what is in use, and names who uses it', async () => {
    const { api } = renderScreen(<ConnectionsContent />);
    await open('Delete');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Used by demo\/iris/)).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
    expect(api.callsOf('deleteConnection')).toHaveLength(0);
  });

  it('deletes an unused one, and stays open with the reason if it is refused', async () => {
    const api = new FakeModelServingApi();
    api.connections = [connectionView({ usedBy: [] })];
    api.failures.set('deleteConnection', new Error('used meanwhile'));
    renderScreen(<ConnectionsContent />, { api });
    await open('Delete');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'used meanwhile',
    );
    api.failures.clear();
    await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('counts users that one may not see, and does not delete under them', async () => {
    const api = new FakeModelServingApi();
    api.connections = [connectionView({ usedBy: [], usedByOthers: 2 })];
    renderScreen(<ConnectionsContent />, { api });
    const row = await rowOf(/Model bucket/);
    expect(row.getByText('2 that you may not see')).toBeInTheDocument();
    await open('Delete');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Used by 2 that you may not see/)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled();
  });

  it('shows with whom it is shared, and users of other projects with theirs', async () => {
    const api = new FakeModelServingApi();
    const view = connectionView();
    api.connections = [
      {
        ...view,
        usedBy: [{ cluster: 'local', namespace: 'team-a', name: 'digits' }],
        resource: {
          ...view.resource,
          spec: {
            ...view.resource.spec,
            sharedWith: { namespaces: ['team-a'], owners: ['group:default/x'] },
          },
        },
      },
    ];
    renderScreen(<ConnectionsContent />, { api });
    const row = await rowOf(/Model bucket/);
    expect(row.getByText('Project team-a')).toBeVisible();
    expect(row.getByRole('link', { name: 'x' })).toBeVisible();
    expect(row.getByText('team-a/digits')).toBeVisible();
  });

  it('offers templates for each type, and a Secret', async () => {
    const { api } = renderScreen(<ConnectionsContent />);
    await rowOf(/Model bucket/);
    await userEvent.click(
      screen.getByRole('button', { name: 'Create connection' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /From a Secret/ }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Secret/ }),
      'kind: Secret',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Create' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('importConnection')).toEqual([
      ['importConnection', 'kind: Secret', { namespace: 'demo' }],
    ]);
  });

  it('switches off what only the owner may do', async () => {
    // A name of its own: decisions are remembered for a moment, by name.
    const api = new FakeModelServingApi();
    const { ref } = connectionView();
    api.connections = [connectionView({ ref: { ...ref, name: 'denied' } })];
    renderScreen(<ConnectionsContent />, { api, denied: 'connection.update' });
    const row = await rowOf(/Model bucket/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    for (const name of ['Edit', 'Rotate', 'Share']) {
      await waitFor(() =>
        expect(screen.getByRole('menuitem', { name })).toHaveAttribute(
          'aria-disabled',
          'true',
        ),
      );
    }
  });

  it('searches by name, project and description', async () => {
    renderScreen(<ConnectionsContent />);
    await rowOf(/Model bucket/);
    await userEvent.type(screen.getByRole('searchbox'), 'nothing like it');
    expect(
      await screen.findByText('No connection matches'),
    ).toBeInTheDocument();
  });
});
