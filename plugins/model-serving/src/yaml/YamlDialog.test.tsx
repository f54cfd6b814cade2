import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ImportedResource } from '@greenroom/backstage-plugin-model-serving-common';
import { FakeServingResourcesApi } from '../__testUtils__/FakeServingResourcesApi';
import { renderScreen } from '../__testUtils__/render';
import { YamlDialog } from './YamlDialog';

const item = (change: Partial<ImportedResource> = {}): ImportedResource => ({
  document: 1,
  kind: 'InferenceGraph',
  ref: { cluster: 'local', namespace: 'demo', name: 'pipeline' },
  action: 'create',
  changes: [],
  errors: [],
  warnings: [],
  ...change,
});

async function open(plan: ImportedResource[]) {
  const resourcesApi = new FakeServingResourcesApi();
  resourcesApi.plan = plan;
  const onStored = jest.fn();
  renderScreen(
    <YamlDialog
      title="Import YAML"
      intro="Some documents"
      action="Import"
      onStored={onStored}
      onClose={() => {}}
    />,
    { resourcesApi },
  );
  const dialog = within(await screen.findByRole('dialog'));
  return { dialog, resourcesApi, onStored };
}

describe('YamlDialog', () => {
  it('checks first, then stores just what was checked', async () => {
    const { dialog, resourcesApi, onStored } = await open([
      item({ warnings: [{ path: 'spec.x', message: 'is not known' }] }),
    ]);
    await userEvent.type(dialog.getByRole('textbox', { name: 'YAML' }), 'a: 1');
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(
      await dialog.findByText('InferenceGraph demo/pipeline'),
    ).toBeInTheDocument();
    expect(
      dialog.getByText('Warning: spec.x: is not known'),
    ).toBeInTheDocument();
    expect(resourcesApi.calls).toEqual([
      ['importYaml', { yaml: 'a: 1', cluster: undefined, dryRun: true }],
    ]);
    await userEvent.click(dialog.getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(onStored).toHaveBeenCalled());
    expect(resourcesApi.calls[1]).toEqual([
      'importYaml',
      { yaml: 'a: 1', cluster: undefined, dryRun: false },
    ]);
  });

  it('asks for another check of a changed text', async () => {
    const { dialog } = await open([item()]);
    const text = dialog.getByRole('textbox', { name: 'YAML' });
    await userEvent.type(text, 'a: 1');
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    await dialog.findByRole('button', { name: 'Import' });
    await userEvent.type(text, '2');
    expect(dialog.getByRole('button', { name: 'Check' })).toBeEnabled();
  });

  it('shows each refusal and stores nothing', async () => {
    const { dialog, onStored } = await open([
      item({
        action: 'refused',
        errors: [{ path: 'spec.nodes', message: 'is required' }],
      }),
      item({ document: 2, kind: 'Pod', ref: undefined, action: 'refused' }),
    ]);
    await userEvent.type(dialog.getByRole('textbox', { name: 'YAML' }), 'a: 1');
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(
      await dialog.findByText('spec.nodes: is required'),
    ).toBeInTheDocument();
    expect(dialog.getByText('Pod document 2')).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Import' })).toBeNull();
    expect(onStored).not.toHaveBeenCalled();
  });

  it('says why a text cannot even be read', async () => {
    const { dialog, resourcesApi } = await open([]);
    resourcesApi.failures.set('importYaml', new Error('line 3: no YAML'));
    await userEvent.type(dialog.getByRole('textbox', { name: 'YAML' }), '{{');
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'line 3: no YAML',
    );
  });
});
