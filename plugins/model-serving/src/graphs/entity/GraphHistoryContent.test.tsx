import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ImportedResource } from '@greenroom/backstage-plugin-model-serving-common';
import { historyView } from '../../__testUtils__/explanations';
import { FakeGraphsApi } from '../../__testUtils__/FakeGraphsApi';
import { FakeServingResourcesApi } from '../../__testUtils__/FakeServingResourcesApi';
import { graphDetail } from '../../__testUtils__/graphFixtures';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { GraphHistoryContent } from './GraphHistoryContent';

const entity = { ...irisEntity, spec: { type: 'inference-graph' } };
const { resource, ref } = graphDetail();

function planned(more: Partial<ImportedResource> = {}): ImportedResource {
  const nodes = {
    root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
  };
  return {
    document: 1,
    kind: 'InferenceGraph',
    ref,
    action: 'change',
    changes: ['spec.nodes.root.steps'],
    errors: [],
    warnings: [],
    previous: resource,
    resource: { ...resource, spec: { nodes } } as typeof resource,
    ...more,
  };
}

async function open(
  options: {
    prepare?: (api: FakeServingResourcesApi) => void;
    denied?: string;
    graphsApi?: FakeGraphsApi;
  } = {},
) {
  const resourcesApi = new FakeServingResourcesApi();
  const write = historyView({
    action: 'update',
    changes: ['spec.nodes.root.steps'],
  });
  const before = historyView({ id: 1, generation: 1, action: 'create' });
  resourcesApi.history = [write, before];
  resourcesApi.historyDetails = {
    object: resource,
    against: before,
    diff: [
      {
        path: 'spec.nodes.root.steps',
        before: [{ serviceName: 'iris' }],
        after: [{ serviceName: 'iris' }, { serviceName: 'wine' }],
      },
    ],
  };
  resourcesApi.plan = [planned()];
  options.prepare?.(resourcesApi);
  const rendered = renderScreen(<GraphHistoryContent />, {
    entity,
    resourcesApi,
    ...options,
  });
  await screen.findByRole('grid', { name: 'History' });
  return { ...rendered, resourcesApi };
}

async function show() {
  await userEvent.click(
    screen.getByRole('button', { name: 'Show update of generation 2' }),
  );
  return within(await screen.findByRole('dialog'));
}

async function restore() {
  const dialog = await show();
  await userEvent.click(dialog.getByRole('button', { name: 'Restore' }));
  return within(
    await screen.findByRole('dialog', {
      name: 'Roll Flow back to generation 2?',
    }),
  );
}

describe('the history of a graph', () => {
  it('says who changed what, and what a write changed', async () => {
    const { resourcesApi } = await open();
    const dialog = await show();
    const table = await dialog.findByRole('grid', { name: 'What changed' });
    expect(table).toHaveTextContent('spec.nodes.root.steps');
    expect(table).toHaveTextContent('wine');
    expect(
      dialog.getByRole('region', { name: 'YAML after this write' }),
    ).toHaveTextContent('kind: InferenceGraph');
    expect(resourcesApi.callsOf('getResourceHistoryEntry')[0]).toEqual([
      'getResourceHistoryEntry',
      'InferenceGraph',
      ref,
      { id: 2, against: undefined },
    ]);
  });

  it('restores after it has shown what changes', async () => {
    const { resourcesApi, toasts } = await open();
    const dialog = await restore();
    expect(await dialog.findByText(/1 field would change/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() =>
      expect(toasts).toContainEqual(
        expect.objectContaining({ status: 'success' }),
      ),
    );
    expect(resourcesApi.callsOf('rollBackResource')[0].slice(1)).toEqual([
      'InferenceGraph',
      ref,
      { history: 2 },
    ]);
  });

  it.each<[string, Partial<ImportedResource>, RegExp]>([
    [
      'would be refused, and says why',
      {
        action: 'refused',
        errors: [{ path: 'spec.nodes', message: 'there is a circle' }],
      },
      /spec\.nodes: there is a circle/,
    ],
    [
      'is there already',
      { action: 'unchanged', changes: [], resource },
      /Nothing would change/,
    ],
  ])('does not restore what %s', async (_what, plan, words) => {
    await open({ prepare: api => (api.plan = [planned(plan)]) });
    const dialog = await restore();
    expect(await dialog.findByText(words)).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Roll back' })).toBeDisabled();
  });

  it('offers no way back to those who may not change it', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.detail = graphDetail({ ref: { ...ref, name: 'kept' } });
    await open({ denied: 'graph.update', graphsApi });
    const dialog = await show();
    await waitFor(() =>
      expect(dialog.queryByRole('button', { name: 'Restore' })).toBeNull(),
    );
  });
});
