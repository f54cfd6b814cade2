import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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

describe('dialogs of a connection', () => {
  it('changes what is not secret, and refuses what is wrong at the field', async () => {
    const { api } = renderScreen(<ConnectionsContent />);
    await open('Edit');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.queryByLabelText(/Secret key/)).toBeNull();
    const bucket = dialog.getByRole('textbox', { name: /Bucket/ });
    await userEvent.clear(bucket);
    await userEvent.type(bucket, 'Not A Bucket');
    expect(dialog.getByRole('alert')).toHaveTextContent(/Bucket has 3 to 63/);
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.clear(bucket);
    await userEvent.type(bucket, 'other-models');
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('patchConnection')[0][2]).toMatchObject({
      title: 'Model bucket',
      values: { AWS_S3_BUCKET: 'other-models' },
    });
  });

  describe('Rotate', () => {
    const iris = {
      ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
      effect: 'next-start' as const,
      message: 'Its replica keeps serving.',
    };
    function rotating(ok = true) {
      const api = new FakeModelServingApi();
      api.rotation = {
        ...api.rotation,
        deployments: [iris],
        others: 1,
        test: { ok, steps: [], message: ok ? 'All is well.' : 'Wrong key.' },
        message: 'Used by 2 deployments.',
      };
      return api;
    }

    it('says what restarts and when, tests, and restarts on demand', async () => {
      const api = rotating();
      const { toasts } = renderScreen(<ConnectionsContent />, { api });
      await open('Rotate');
      const dialog = within(await screen.findByRole('dialog'));
      expect(
        await dialog.findByText(/Its replica keeps serving/),
      ).toBeVisible();
      expect(dialog.getByText('And 1 that you may not see.')).toBeVisible();
      expect(dialog.getByRole('button', { name: 'Rotate' })).toBeDisabled();
      await userEvent.type(dialog.getByLabelText(/New secret key/), 'n3w');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Test connection' }),
      );
      expect(await dialog.findByText(/All is well/)).toBeVisible();
      await userEvent.click(
        dialog.getByRole('switch', { name: 'Restart this deployment now' }),
      );
      expect(dialog.getByText(/replaced now, step by step/)).toBeVisible();
      await userEvent.click(dialog.getByRole('button', { name: 'Rotate' }));
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      const input = {
        values: { AWS_SECRET_ACCESS_KEY: 'n3w' },
        test: true,
      };
      expect(
        api.callsOf('rotateConnection').map(([, , ...call]) => call),
      ).toEqual([
        [{ values: {} }, true],
        [{ ...input, restart: false }, true],
        [{ ...input, restart: true }, false],
      ]);
      expect(toasts).toEqual([
        expect.objectContaining({ title: 'Model bucket was rotated' }),
      ]);
    });

    it('stays open with the reason if the new values do not work', async () => {
      renderScreen(<ConnectionsContent />, { api: rotating(false) });
      await open('Rotate');
      const dialog = within(await screen.findByRole('dialog'));
      await userEvent.type(dialog.getByLabelText(/New access key/), 'x');
      await userEvent.click(dialog.getByRole('button', { name: 'Rotate' }));
      expect(await dialog.findByText(/Wrong key/)).toBeVisible();
    });

    it('shows why what it means could not be told', async () => {
      const api = rotating();
      api.failures.set('rotateConnection', new Error('no database'));
      renderScreen(<ConnectionsContent />, { api });
      await open('Rotate');
      const dialog = within(await screen.findByRole('dialog'));
      expect(await dialog.findByRole('alert')).toHaveTextContent('no database');
    });
  });

  it('shares with projects and owners, and takes it back', async () => {
    const { api } = renderScreen(<ConnectionsContent />);
    await open('Share');
    const dialog = within(await screen.findByRole('dialog'));
    const owner = dialog.getByRole('textbox', { name: 'Add an owner' });
    await userEvent.type(owner, 'everybody');
    expect(dialog.getByRole('button', { name: 'Add' })).toBeDisabled();
    expect(dialog.getByRole('alert')).toHaveTextContent(/entity reference/);
    await userEvent.clear(owner);
    await userEvent.type(owner, 'group:default/Vision');
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.click(dialog.getByRole('button', { name: 'Add' }));
    await userEvent.click(
      dialog.getByRole('button', { name: /Add a project/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'team-a' }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('shareConnection')[0][2]).toEqual({
      namespaces: ['team-a'],
      owners: ['group:default/vision'],
    });
  });

  it('stays open if sharing is refused', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('shareConnection', new Error('used by demo/iris'));
    renderScreen(<ConnectionsContent />, { api });
    await open('Share');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText(/used by demo\/iris/)).toBeVisible();
  });

  it('shows it as a Secret', async () => {
    renderScreen(<ConnectionsContent />);
    await open('View as Secret');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      await dialog.findByRole('region', { name: 'Secret' }),
    ).toHaveTextContent('kind: Secret');
  });

  it('browses without choosing', async () => {
    const api = new FakeModelServingApi();
    api.folders[''] = {
      prefix: '',
      folders: ['iris/'],
      files: [{ key: 'readme.md' }],
    };
    renderScreen(<ConnectionsContent />, { api });
    await open('Browse');
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByRole('button', { name: 'iris' })).toBeEnabled();
    expect(
      dialog.queryByRole('button', { name: 'Choose this folder' }),
    ).toBeNull();
  });
});
