import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { closedByEscape } from '../__testUtils__/closedByEscape';
import {
  FakeServingResourcesApi,
  resourceView,
} from '../__testUtils__/FakeServingResourcesApi';
import { renderScreen } from '../__testUtils__/render';
import { ResourcesContent } from './ResourcesContent';

const rowOf = async (name: RegExp) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr')!);

describe('ResourcesContent', () => {
  it('shows kind, project and whether a cluster acts on it', async () => {
    renderScreen(<ResourcesContent />);
    const row = await rowOf(/Pipeline/);
    for (const text of [
      'InferenceGraph',
      'demo',
      'Kept only',
      'This cluster does not run graphs yet.',
    ]) {
      expect(row.getByText(text)).toBeInTheDocument();
    }
  });

  it('says what a resource is while there is none', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.resources = [];
    renderScreen(<ResourcesContent />, { resourcesApi });
    expect(await screen.findByText('No resources yet')).toBeInTheDocument();
  });

  it('shows why it failed, with Retry', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.failures.set('listResources', new Error('no database'));
    renderScreen(<ResourcesContent />, { resourcesApi });
    expect(await screen.findByRole('alert')).toHaveTextContent('no database');
    resourcesApi.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/Pipeline/)).toBeDefined();
  });

  it('asks for one kind', async () => {
    const { resourcesApi } = renderScreen(<ResourcesContent />);
    await rowOf(/Pipeline/);
    await userEvent.click(screen.getByRole('button', { name: /Kind/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'TrainedModel' }),
    );
    await waitFor(() =>
      expect(resourcesApi.callsOf('listResources')).toContainEqual([
        'listResources',
        { kinds: ['TrainedModel'] },
      ]),
    );
  });

  it('gives the focus back to the menu that opened a dialog', async () => {
    renderScreen(<ResourcesContent />);
    const row = await rowOf(/Pipeline/);
    const menu = row.getByRole('button', { name: /More actions/ });
    await closedByEscape(menu, 'Delete');
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it('edits on the version that was read', async () => {
    renderScreen(<ResourcesContent />);
    const row = await rowOf(/Pipeline/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Edit' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      (dialog.getByRole('textbox', { name: 'YAML' }) as HTMLTextAreaElement)
        .value,
    ).toContain('resourceVersion: "3"');
  });

  it('names what still refers to one that cannot be deleted', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.failures.set(
      'deleteResource',
      new Error('used by InferenceGraph demo/other'),
    );
    renderScreen(<ResourcesContent />, { resourcesApi });
    const row = await rowOf(/Pipeline/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Delete' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'used by InferenceGraph demo/other',
    );
  });

  it('says that what is of a cluster that is not configured any more is only forgotten', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.resources = [resourceView({ isClusterRemoved: true })];
    renderScreen(<ResourcesContent />, { resourcesApi });
    const row = await rowOf(/Pipeline/);
    await userEvent.click(row.getByRole('button', { name: /More actions/ }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Forget' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/Nothing on the cluster local is touched/),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Forget' }));
    await waitFor(() =>
      expect(resourcesApi.callsOf('deleteResource')).toHaveLength(1),
    );
  });
});
