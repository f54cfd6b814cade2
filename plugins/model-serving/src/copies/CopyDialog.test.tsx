import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  clusterView,
  connectionView,
  deploymentDetail,
} from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { FakeServingResourcesApi } from '../__testUtils__/FakeServingResourcesApi';
import { choose } from '../__testUtils__/openTemplate';
import { irisEntity, renderScreen } from '../__testUtils__/render';
import { CopyDialog } from './CopyDialog';

const KEY = 'spec.predictor.model.storage.key';
const original = deploymentDetail();

async function openCopy(
  resourcesApi = new FakeServingResourcesApi(),
  change: (api: FakeModelServingApi) => void = () => {},
) {
  const api = new FakeModelServingApi();
  api.clusters = [
    clusterView(),
    clusterView({
      name: 'kube',
      title: 'Staging',
      isDefault: false,
      namespaces: ['prod', 'demo'],
    }),
    clusterView({
      name: 'gone',
      title: 'Gone',
      isDefault: false,
      reachable: false,
    }),
  ];
  change(api);
  const onClose = jest.fn();
  const rendered = renderScreen(
    <CopyDialog deployment={original} onClose={onClose} />,
    { api, resourcesApi, entities: [irisEntity] },
  );
  const dialog = within(await screen.findByRole('dialog'));
  await waitFor(() =>
    expect(resourcesApi.callsOf('previewCopy')).not.toEqual([]),
  );
  return { ...rendered, dialog, onClose };
}
const confirm = (dialog: ReturnType<typeof within>) =>
  dialog.getByRole('button', { name: 'Copy' });

describe('CopyDialog', () => {
  it('proposes another cluster, shows what differs there and why, copies and opens the copy', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.copy = {
      changes: [
        {
          path: 'spec.predictor.model.runtime',
          before: 'model-server',
          after: 'triton',
          because: 'There is no runtime "model-server" there.',
        },
      ],
      warnings: [{ path: 'spec.predictor', message: 'look after this' }],
      left: ['Tokens: each opens one deployment.'],
    };
    const { dialog, onClose, toasts } = await openCopy(resourcesApi);
    expect(resourcesApi.callsOf('previewCopy')).toEqual([
      [
        'previewCopy',
        original.ref,
        { cluster: 'kube', namespace: 'demo', name: 'iris' },
      ],
    ]);
    const table = within(
      await dialog.findByRole('grid', { name: /Fields that would differ/ }),
    );
    const row = table.getByRole('row', { name: /runtime/ });
    for (const text of ['model-server', 'triton', /There is no runtime/]) {
      expect(within(row).getByText(text)).toBeInTheDocument();
    }
    expect(
      within(dialog.getByRole('region', { name: 'To look after' })).getByText(
        'spec.predictor: look after this',
      ),
    ).toBeInTheDocument();
    expect(
      dialog.getByRole('region', { name: 'What stays with the original' }),
    ).toHaveTextContent('Tokens');
    await userEvent.click(confirm(dialog));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(resourcesApi.callsOf('copyDeployment')).toEqual([
      [
        'copyDeployment',
        original.ref,
        {
          cluster: 'kube',
          namespace: 'demo',
          name: 'iris',
          resourceVersion: '7',
        },
      ],
    ]);
    expect(toasts).toMatchObject([{ title: 'Iris: copied to demo on kube' }]);
  });

  it('says what is wrong at its field, and does not copy', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.copy = {
      connection: { path: KEY, name: 'models' },
      errors: [
        { path: 'metadata.name', message: 'is taken' },
        { path: KEY, message: 'there is no connection "models"' },
        { path: 'spec.transformer', message: 'has no image' },
      ],
    };
    const { dialog } = await openCopy(resourcesApi, api => {
      const there = connectionView();
      api.connections = [
        {
          ...there,
          title: 'Other store',
          ref: { cluster: 'kube', namespace: 'demo', name: 'other' },
        },
      ];
    });
    await dialog.findByText('It cannot be copied like this yet');
    expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
    const alerts = dialog.getAllByRole('alert').map(one => one.textContent);
    expect(alerts).toEqual(['is taken', 'there is no connection "models"']);
    expect(
      dialog.getByRole('region', { name: 'In the way' }),
    ).toHaveTextContent('spec.transformer: has no image');
    expect(confirm(dialog)).toBeDisabled();
    resourcesApi.copy = { connection: { path: KEY, name: 'other' } };
    await userEvent.click(dialog.getByRole('button', { name: /Connection/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: /Other store/ }),
    );
    await waitFor(() => expect(confirm(dialog)).toBeEnabled());
    expect(resourcesApi.callsOf('previewCopy').at(-1)?.[2]).toMatchObject({
      connection: 'other',
    });
  });

  it('makes a connection of the place where the copy goes, and copies nothing by that', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.copy = {
      connection: { path: KEY, name: 'models' },
      errors: [{ path: KEY, message: 'there is no connection "models"' }],
    };
    const { dialog } = await openCopy(resourcesApi);
    await userEvent.click(
      await dialog.findByRole('button', { name: 'Create connection' }),
    );
    resourcesApi.copy = { connection: { path: KEY, name: 'iris-files' } };
    const inner = within(
      await screen.findByRole('dialog', { name: 'New connection in demo' }),
    );
    await choose(/S3-compatible.*Type/, /URI/);
    await userEvent.type(inner.getByLabelText(/^Name/), 'Iris files');
    await userEvent.type(
      inner.getByRole('textbox', { name: /^URI/ }),
      'https://a.example/m',
    );
    await userEvent.click(inner.getByRole('button', { name: 'Create' }));
    await waitFor(() =>
      expect(resourcesApi.callsOf('previewCopy').at(-1)?.[2]).toMatchObject({
        cluster: 'kube',
        namespace: 'demo',
        connection: 'iris-files',
      }),
    );
    expect(resourcesApi.callsOf('copyDeployment')).toHaveLength(0);
  });

  it('asks for another name beside the original, and looks again as it is typed', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    const { dialog } = await openCopy(resourcesApi, api => {
      api.clusters = [clusterView({ namespaces: ['demo'] })];
    });
    const name = dialog.getByRole('textbox', { name: /Name/ });
    expect(name).toHaveValue('iris-copy');
    expect(dialog.queryByRole('button', { name: /Cluster/ })).toBeNull();
    await userEvent.clear(name);
    expect(confirm(dialog)).toBeDisabled();
    await userEvent.type(name, 'second');
    await waitFor(() => expect(confirm(dialog)).toBeEnabled());
    expect(resourcesApi.callsOf('previewCopy').at(-1)?.[2]).toEqual({
      cluster: 'local',
      namespace: 'demo',
      name: 'second',
    });
  });

  it('offers no cluster that does not answer, and the projects of the chosen one', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    const { dialog } = await openCopy(resourcesApi);
    await userEvent.click(dialog.getByRole('button', { name: /Cluster/ }));
    expect(await screen.findByRole('option', { name: /Gone/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await userEvent.click(screen.getByRole('option', { name: /This machine/ }));
    await userEvent.click(dialog.getByRole('button', { name: /Project/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'team-a' }),
    );
    await waitFor(() =>
      expect(resourcesApi.callsOf('previewCopy').at(-1)?.[2]).toEqual({
        cluster: 'local',
        namespace: 'team-a',
        name: 'iris',
      }),
    );
  });

  it('stays open with the reason when the copy is refused', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    const { dialog, onClose } = await openCopy(resourcesApi);
    resourcesApi.failures.set(
      'copyDeployment',
      new Error('it was changed since'),
    );
    await waitFor(() => expect(confirm(dialog)).toBeEnabled());
    await userEvent.click(confirm(dialog));
    expect(await dialog.findByText('it was changed since')).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
  });

  it('offers another try where the preview fails', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.failures.set('previewCopy', new Error('no answer'));
    const { dialog } = await openCopy(resourcesApi);
    expect(await dialog.findByText('no answer')).toBeInTheDocument();
    expect(confirm(dialog)).toBeDisabled();
    resourcesApi.failures.clear();
    await userEvent.click(dialog.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(confirm(dialog)).toBeEnabled());
  });
});
