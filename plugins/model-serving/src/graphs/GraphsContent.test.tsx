import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { closedByEscape } from '../__testUtils__/closedByEscape';
import { FakeGraphsApi } from '../__testUtils__/FakeGraphsApi';
import { graphDetail } from '../__testUtils__/graphFixtures';
import { renderScreen } from '../__testUtils__/render';
import { GraphsContent } from './GraphsContent';

const row = async (name: RegExp) =>
  within(await screen.findByRole('row', { name }));

async function choose(name: RegExp, action: string) {
  const { getByRole } = await row(name);
  await userEvent.click(getByRole('button', { name: /^More actions/ }));
  await userEvent.click(await screen.findByRole('menuitem', { name: action }));
  return within(await screen.findByRole('dialog'));
}

describe('GraphsContent', () => {
  it('shows state, size, services and traffic, with a link to the page', async () => {
    renderScreen(<GraphsContent />);
    const flow = await row(/Flow/);
    expect(flow.getByRole('link', { name: 'Flow' })).toHaveAttribute(
      'href',
      '/catalog/demo/component/flow_graph',
    );
    for (const text of [
      'Ready',
      'Answers requests.',
      '2 steps in 1 node',
      'iris, wine',
      '4 /s',
      '11 ms',
    ]) {
      expect(flow.getByText(text)).toBeInTheDocument();
    }
  });

  it('says how to begin where there is none', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.graphs = [];
    renderScreen(<GraphsContent />, { graphsApi });
    expect(await screen.findByText('No graphs yet')).toBeInTheDocument();
    expect(screen.getByText(/Create graph” to make/)).toBeInTheDocument();
  });

  it('says why it could not be loaded, and tries again', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.failures.set('listGraphs', new Error('no database'));
    renderScreen(<GraphsContent />, { graphsApi });
    expect(await screen.findByRole('alert')).toHaveTextContent('no database');
    graphsApi.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByRole('link', { name: 'Flow' })).toBeVisible();
  });

  it('searches once nobody types any more', async () => {
    const { graphsApi } = renderScreen(<GraphsContent />);
    await row(/Flow/);
    const box = screen.getByRole('searchbox', { name: 'Search' });
    // In one go: on a busy machine somebody who types rests between two letters.
    for (const value of ['n', 'no', 'nothing'])
      fireEvent.change(box, { target: { value } });
    expect(await screen.findByText('No graph matches')).toBeInTheDocument();
    const asked = graphsApi.callsOf('listGraphs').map(([, query]) => query);
    expect(new Set(asked.map(query => JSON.stringify(query)))).toEqual(
      new Set(['{}', '{"search":"nothing"}']),
    );
  });

  it('gives the focus back to the menu that opened a dialog', async () => {
    renderScreen(<GraphsContent />);
    const { getByRole } = await row(/Flow/);
    const menu = getByRole('button', { name: /^More actions/ });
    await closedByEscape(menu, 'Delete');
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it('stops after asking, and starts without', async () => {
    const graphsApi = new FakeGraphsApi();
    const { toasts } = renderScreen(<GraphsContent />, { graphsApi });
    const { getByRole } = await row(/Flow/);
    graphsApi.graphs = [graphDetail({ isStopped: true })];
    await userEvent.click(getByRole('button', { name: 'Stop' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Stop' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start' }));
    await waitFor(() =>
      expect(toasts.map(({ title }) => title)).toEqual([
        'Flow: stopped',
        'Flow: starting',
      ]),
    );
  });

  it('deletes only after its name was typed', async () => {
    const { resourcesApi } = renderScreen(<GraphsContent />);
    const dialog = await choose(/Flow/, 'Delete');
    const button = dialog.getByRole('button', { name: 'Delete' });
    expect(button).toBeDisabled();
    expect(dialog.getByText('The services iris, wine stay.')).toBeVisible();
    await userEvent.type(dialog.getByRole('textbox'), 'flow');
    await userEvent.click(button);
    await waitFor(() =>
      expect(resourcesApi.callsOf('deleteResource')).toEqual([
        ['deleteResource', 'InferenceGraph', graphDetail().ref],
      ]),
    );
  });

  it('forgets, and changes nothing else, whose cluster is not configured any more', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.graphs = [graphDetail({ isClusterRemoved: true })];
    const { resourcesApi } = renderScreen(<GraphsContent />, { graphsApi });
    const flow = await row(/Flow/);
    expect(flow.getByRole('button', { name: 'Stop' })).toBeDisabled();
    const dialog = await choose(/Flow/, 'Forget');
    expect(
      dialog.getByText(/Nothing on the cluster local is touched/),
    ).toBeVisible();
    await userEvent.type(dialog.getByRole('textbox'), 'flow');
    await userEvent.click(dialog.getByRole('button', { name: 'Forget' }));
    await waitFor(() =>
      expect(resourcesApi.callsOf('deleteResource')).toHaveLength(1),
    );
  });
});
