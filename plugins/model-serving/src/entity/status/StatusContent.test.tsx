import { screen, waitFor, within } from '@testing-library/react';
import { Entity } from '@backstage/catalog-model';
import userEvent from '@testing-library/user-event';
import {
  clusterView,
  connectionView,
  deploymentDetail,
} from '../../__testUtils__/fixtures';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { FakeServingResourcesApi } from '../../__testUtils__/FakeServingResourcesApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { StatusContent } from './StatusContent';

const press = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

async function openStatus(
  api = new FakeModelServingApi(),
  entities: Entity[] = [],
) {
  const rendered = renderScreen(<StatusContent />, {
    api,
    entities,
    entity: irisEntity,
  });
  await screen.findByRole('region', { name: 'Steps' });
  return rendered;
}

describe('StatusContent', () => {
  it('announces word and reason, and shows notes, steps and conditions', async () => {
    const api = new FakeModelServingApi();
    const detail = deploymentDetail();
    api.detail = {
      ...detail,
      fullState: {
        ...detail.fullState,
        tone: 'amber',
        notes: ['Serving', 'Restarted 4 times in 10 min'],
      },
    };
    await openStatus(api);
    const announced = screen
      .getAllByRole('status')
      .map(element => element.textContent);
    expect(announced).toContain('Ready, needs attentionServing');
    expect(screen.getByText('Restarted 4 times in 10 min')).toBeInTheDocument();
    // Once: the headline is not repeated below itself.
    expect(screen.getAllByText('Serving')).toHaveLength(1);
    const steps = within(screen.getByRole('region', { name: 'Steps' }));
    expect(steps.getAllByRole('listitem')).toHaveLength(2);
    expect(screen.getByText('KServe conditions (1)')).toBeInTheDocument();
  });

  it('says what is wrong, what to do, who can, and what was reported', async () => {
    const api = new FakeModelServingApi();
    const detail = deploymentDetail();
    api.detail = {
      ...detail,
      fullState: {
        ...detail.fullState,
        findings: [
          {
            code: 'StorageDenied',
            severity: 'error',
            headline: 'The bucket refuses the keys',
            action: 'Test the connection.',
            detail: '403 SignatureDoesNotMatch',
            fixableBy: 'owner',
          },
        ],
      },
    };
    await openStatus(api);
    expect(
      screen.getByText('Error: The bucket refuses the keys'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Test the connection. The owner can fix this./),
    ).toBeInTheDocument();
    expect(screen.getByText('403 SignatureDoesNotMatch')).toBeInTheDocument();
  });

  it('shows each replica with restarts, CPU, memory and place', async () => {
    await openStatus();
    const table = screen.getByRole('grid', { name: 'Replicas' });
    const row = within(table)
      .getByRole('rowheader', { name: 'iris-predictor-00001-1' })
      .closest('tr')!;
    for (const text of [
      'Ready',
      '3',
      '0.5 CPU',
      '128 of 512 MiB',
      'pid 4711',
    ]) {
      expect(within(row).getByText(text)).toBeInTheDocument();
    }
  });

  it('says which containers of a replica were started again, init containers too', async () => {
    const api = new FakeModelServingApi();
    const detail = deploymentDetail();
    const [revision] = detail.revisions;
    const [replica] = revision.facts!.replicas;
    const initializer = 'storage-initializer';
    const failing = {
      ...replica,
      state: 'starting' as const,
      restarts: 0,
      containers: [initializer, 'kserve-container'],
      restartsBy: [
        { container: initializer, restarts: 4, reason: 'Error', exitCode: 1 },
        { container: 'kserve-container', restarts: 1 },
      ],
    };
    api.detail = {
      ...detail,
      revisions: [
        { ...revision, facts: { ...revision.facts!, replicas: [failing] } },
      ],
    };
    await openStatus(api);
    const row = screen
      .getByRole('rowheader', { name: failing.id })
      .closest('tr')!;
    const cells = within(row)
      .getAllByRole('gridcell')
      .map(cell => cell.textContent);
    expect(cells).toContain(
      '5storage-initializer: 4 Error (1)kserve-container: 1 ',
    );
  });

  it('scales within the rules', async () => {
    const { api } = await openStatus();
    await press('Scale');
    const dialog = within(await screen.findByRole('dialog'));
    const most = dialog.getByRole('textbox', { name: 'Maximum replicas' });
    await userEvent.clear(most);
    await userEvent.type(most, '0{Tab}');
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /maximum is at least 1/,
    );
    expect(dialog.getByRole('button', { name: 'Scale' })).toBeDisabled();
    await userEvent.clear(most);
    await userEvent.type(most, '5{Tab}');
    await userEvent.click(dialog.getByRole('button', { name: 'Scale' }));
    await waitFor(() =>
      expect(api.callsOf('scaleDeployment')[0]?.[2]).toEqual({
        minReplicas: 1,
        maxReplicas: 5,
      }),
    );
  });

  it('shows what KServe would warn of, and for how long the state lasts', async () => {
    const api = new FakeModelServingApi();
    api.detail = deploymentDetail({
      stateSince: new Date(Date.now() - 9 * 60_000).toISOString(),
      warnings: [{ path: 'spec.predictor.foo', message: 'foo is not known' }],
    });
    await openStatus(api);
    expect(screen.getByText('foo is not known')).toBeInTheDocument();
    expect(screen.getByText('for 9 min').parentElement).toHaveTextContent(
      'In this state for 9 min',
    );
  });

  it('says on which of several clusters it runs', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [clusterView(), clusterView({ name: 'staging' })];
    await openStatus(api);
    expect(await screen.findByText(/On This machine\. In this/)).toBeVisible();
  });

  it('lists what goes with a deployment, what stays, and who calls it', async () => {
    const api = new FakeModelServingApi();
    const base = connectionView();
    api.connections = [
      {
        ...base,
        resource: {
          ...base.resource,
          metadata: {
            ...base.resource.metadata,
            annotations: { 'greenroom/owned-by': 'iris' },
          },
        },
      },
    ];
    const relation = (type: string, targetRef: string) => ({ type, targetRef });
    await openStatus(api, [
      {
        ...irisEntity,
        relations: [relation('providesApi', 'api:demo/iris')],
      },
      {
        ...irisEntity,
        kind: 'API',
        relations: [relation('apiConsumedBy', 'component:default/garden')],
      },
    ]);
    await press('Delete');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      await dialog.findByText(/its private connection models/),
    ).toBeInTheDocument();
    expect(
      await dialog.findByText('its replicas (pid 4711)'),
    ).toBeInTheDocument();
    expect(
      dialog.getByText('http://localhost:8080/serving/demo/iris'),
    ).toBeInTheDocument();
    expect(
      dialog.getByText('The runtime and the model files stay.'),
    ).toBeInTheDocument();
    expect(await dialog.findByText('It is in use')).toBeInTheDocument();
    expect(dialog.getByRole('link', { name: /garden/ })).toBeInTheDocument();
  });

  it('deletes only after the resource name was typed', async () => {
    const { api } = await openStatus();
    await press('Delete');
    const dialog = within(await screen.findByRole('dialog'));
    const confirm = dialog.getByRole('button', { name: 'Delete' });
    expect(confirm).toBeDisabled();
    const field = dialog.getByRole('textbox', { name: 'Type iris to confirm' });
    expect(field).toHaveFocus();
    await userEvent.type(field, 'iris{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('deleteDeployment')).toHaveLength(1);
  });

  it('deletes what a graph calls only after one said so', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    const ref = { cluster: 'local', namespace: 'demo', name: 'flow' };
    resourcesApi.usedBy = [{ kind: 'InferenceGraph', ref }];
    renderScreen(<StatusContent />, { entity: irisEntity, resourcesApi });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Delete' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const tick = await dialog.findByRole('checkbox', {
      name: 'Delete it although the graph flow then cannot answer',
    });
    await userEvent.type(dialog.getByRole('textbox'), 'iris');
    const confirm = dialog.getByRole('button', { name: 'Delete' });
    expect(confirm).toBeDisabled();
    await userEvent.click(tick);
    expect(confirm).toBeEnabled();
  });

  it.each<[string, (api: FakeServingResourcesApi) => unknown, boolean]>([
    ['it is not known yet', api => api.hanging.add('getResource'), false],
    [
      'nobody can tell',
      api => api.failures.set('getResource', new Error('no access')),
      true,
    ],
  ])(
    'asks which graphs call what is deleted: where %s',
    async (_, prepare, isEnabled) => {
      const resourcesApi = new FakeServingResourcesApi();
      prepare(resourcesApi);
      renderScreen(<StatusContent />, { entity: irisEntity, resourcesApi });
      await userEvent.click(
        await screen.findByRole('button', { name: 'Delete' }),
      );
      const dialog = within(await screen.findByRole('dialog'));
      await userEvent.type(dialog.getByRole('textbox'), 'iris');
      const confirm = dialog.getByRole<HTMLButtonElement>('button', {
        name: 'Delete',
      });
      await waitFor(() => expect(confirm.disabled).toBe(!isEnabled));
    },
  );

  it('keeps the dialog open and says why when the backend refuses', async () => {
    const { api, toasts } = await openStatus();
    api.failures.set('stopDeployment', new Error('the database is read-only'));
    await press('Stop');
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Stop' }));
    await waitFor(() =>
      expect(toasts).toEqual([
        expect.objectContaining({
          status: 'danger',
          description: 'the database is read-only',
        }),
      ]),
    );
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });

  it('closes a dialog by Esc and gives the focus back', async () => {
    await openStatus();
    await press('Stop');
    await screen.findByRole('dialog');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Stop' })).toHaveFocus(),
    );
  });

  it('disables what one may not do, and says who can', async () => {
    const api = new FakeModelServingApi();
    // Decisions are cached for a moment by resource: another one than in the tests before.
    const ref = { cluster: 'local', namespace: 'demo', name: 'guarded' };
    api.detail = deploymentDetail({ ref });
    renderScreen(<StatusContent />, {
      api,
      entity: irisEntity,
      denied: '.delete',
    });
    expect(
      await screen.findByText(/You may not delete this deployment/),
    ).toHaveTextContent('group:default/ml');
    expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled();
  });
});
