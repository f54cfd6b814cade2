import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/frontend-test-utils';
import { closedByEscape } from '../__testUtils__/closedByEscape';
import { clusterView, deploymentSummary } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { DeploymentsContent } from './DeploymentsContent';

const rowOf = async (name: RegExp) =>
  (await screen.findByRole('rowheader', { name })).closest('tr')!;

describe('DeploymentsContent', () => {
  it('shows a skeleton while the first page loads', () => {
    const api = new FakeModelServingApi();
    api.hanging.add('listDeployments');
    renderScreen(<DeploymentsContent />, { api });
    const table = screen.getByRole('grid', { name: 'Deployments' });
    expect(table.parentElement).toHaveAttribute('aria-busy', 'true');
    expect(within(table).queryByText('No models are deployed yet')).toBeNull();
  });

  it('says what comes here and how, while nothing is deployed', async () => {
    const api = new FakeModelServingApi();
    api.deployments = [];
    renderScreen(<DeploymentsContent />, { api });
    expect(
      await screen.findByText('No models are deployed yet'),
    ).toBeInTheDocument();
  });

  it('shows why the list failed and reads again on Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listDeployments', new Error('the portal is upgrading'));
    renderScreen(<DeploymentsContent />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the portal is upgrading',
    );
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/Iris/)).toBeInTheDocument();
  });

  it('shows each deployment with state, model, replicas and requests', async () => {
    renderScreen(<DeploymentsContent />);
    const iris = within(await rowOf(/Iris/));
    expect(iris.getByRole('link', { name: 'Iris' })).toHaveAttribute(
      'href',
      '/catalog/demo/component/iris',
    );
    for (const text of ['Ready', 'Serving', 'demo', '2/2']) {
      expect(iris.getByText(text)).toBeInTheDocument();
    }
    expect(iris.getByText('onnx – 1')).toBeInTheDocument();
    expect(iris.getByText('12 /s')).toBeInTheDocument();
    expect(iris.getByText('3.4 % errors')).toBeInTheDocument();
    const fraud = within(await rowOf(/Fraud/));
    expect(fraud.getByText('Stopped')).toBeInTheDocument();
    expect(fraud.getByText('No owner')).toBeInTheDocument();
    expect(fraud.getByText('Not available')).toBeInTheDocument();
  });

  it('tells apart what has one name on several clusters, and shows one cluster', async () => {
    const api = new FakeModelServingApi();
    const onCluster = (cluster: string) =>
      deploymentSummary({ ref: { cluster, namespace: 'demo', name: 'iris' } });
    api.clusters = [
      clusterView(),
      clusterView({ name: 'staging', title: 'Staging', isDefault: false }),
    ];
    api.deployments = ['local', 'staging', 'no-more'].map(onCluster);
    renderScreen(<DeploymentsContent />, { api });
    for (const title of ['This machine', 'Staging', 'no-more']) {
      expect(await screen.findByText(title)).toBeVisible();
    }
    await userEvent.click(screen.getByRole('button', { name: /Cluster/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Staging' }),
    );
    await waitFor(() =>
      expect(api.calls).toContainEqual([
        'listDeployments',
        expect.objectContaining({ clusters: ['staging'] }),
      ]),
    );
  });

  it('asks for no cluster where there is one', async () => {
    renderScreen(<DeploymentsContent />);
    await rowOf(/Iris/);
    expect(screen.queryByRole('button', { name: /Cluster/ })).toBeNull();
  });

  it('shows the columns that were chosen, also at the next visit', async () => {
    const storage = mockApis.storage();
    const first = renderScreen(<DeploymentsContent />, { storage });
    await rowOf(/Iris/);
    expect(screen.queryByRole('columnheader', { name: 'Runtime' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    expect(
      await screen.findByRole('option', { name: 'Owner' }),
    ).toHaveAttribute('aria-selected', 'true');
    expect(screen.queryByRole('option', { name: 'Name' })).toBeNull();
    await userEvent.click(screen.getByRole('option', { name: 'Runtime' }));
    await userEvent.click(screen.getByRole('option', { name: 'Owner' }));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
    first.unmount();
    renderScreen(<DeploymentsContent />, { storage });
    // The choice is read after the first rows are there.
    await waitFor(async () =>
      expect(
        within(await rowOf(/Iris/)).getByText('Model server'),
      ).toBeInTheDocument(),
    );
    expect(screen.queryByRole('columnheader', { name: 'Owner' })).toBeNull();
  });

  it('filters by a counter', async () => {
    const { api } = renderScreen(<DeploymentsContent />);
    await userEvent.click(
      await screen.findByRole('radio', { name: 'Stopped 1' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('rowheader', { name: /Iris/ })).toBeNull(),
    );
    expect(api.callsOf('listDeployments').at(-1)?.[1]).toMatchObject({
      states: ['stopped'],
    });
  });

  it('starts from the filter in the URL', async () => {
    const { api } = renderScreen(<DeploymentsContent />, {
      path: '/?state=failed&owner=none&sort=name,asc',
    });
    await waitFor(() =>
      expect(api.callsOf('listDeployments')[0]?.[1]).toMatchObject({
        states: ['failed'],
        owners: [''],
        orderBy: { field: 'name', order: 'asc' },
      }),
    );
    expect(
      await screen.findByText('No deployment matches'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear all filters' }),
    );
    expect(await rowOf(/Iris/)).toBeInTheDocument();
  });

  it('asks the backend to sort when a column is pressed', async () => {
    const { api } = renderScreen(<DeploymentsContent />);
    await rowOf(/Iris/);
    await userEvent.click(screen.getByRole('columnheader', { name: 'Name' }));
    await waitFor(() =>
      expect(api.callsOf('listDeployments').at(-1)?.[1]).toMatchObject({
        orderBy: { field: 'name', order: 'asc' },
      }),
    );
  });

  it('goes to the next page and back by the backend’s cursors', async () => {
    const api = new FakeModelServingApi();
    api.deployments = Array.from({ length: 25 }, (_, i) =>
      deploymentSummary({ uid: `uid-${i}`, title: `Model ${i}` }),
    );
    renderScreen(<DeploymentsContent />, { api });
    await rowOf(/Model 0/);
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(await rowOf(/Model 24/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /previous/i }));
    expect(await rowOf(/Model 0/)).toBeInTheDocument();
  });

  it('starts a stopped deployment at once', async () => {
    const { api, toasts } = renderScreen(<DeploymentsContent />);
    const fraud = within(await rowOf(/Fraud/));
    await userEvent.click(fraud.getByRole('button', { name: 'Start' }));
    await waitFor(() => expect(api.callsOf('startDeployment')).toHaveLength(1));
    await waitFor(() =>
      expect(toasts).toEqual([
        expect.objectContaining({ title: 'Fraud: starting' }),
      ]),
    );
  });

  it('stops only after the effect was confirmed', async () => {
    const { api } = renderScreen(<DeploymentsContent />);
    const iris = within(await rowOf(/Iris/));
    await userEvent.click(iris.getByRole('button', { name: 'Stop' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/endpoints stop answering/)).toBeInTheDocument();
    expect(api.callsOf('stopDeployment')).toHaveLength(0);
    await userEvent.click(dialog.getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('stopDeployment')).toHaveLength(1);
  });

  it('gives the focus back to the menu that opened a dialog', async () => {
    renderScreen(<DeploymentsContent />);
    await rowOf(/Iris/);
    const menu = screen.getByRole('button', { name: 'More actions for Iris' });
    await closedByEscape(menu, 'Scale');
    await waitFor(() => expect(menu).toHaveFocus());
  });

  it('offers the endpoints with Copy', async () => {
    renderScreen(<DeploymentsContent />);
    await rowOf(/Iris/);
    await userEvent.click(
      screen.getByRole('button', { name: 'Endpoints of Iris' }),
    );
    expect(
      await screen.findByText(
        'http://localhost:8080/serving/demo/iris/v2/models/iris/infer',
      ),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: 'Copy' })).toHaveLength(2);
  });

  it('forgets, and changes nothing else, whose cluster is not configured any more', async () => {
    const api = new FakeModelServingApi();
    api.deployments = [deploymentSummary({ isClusterRemoved: true })];
    const { toasts } = renderScreen(<DeploymentsContent />, { api });
    const iris = within(await rowOf(/Iris/));
    expect(iris.getByRole('button', { name: 'Stop' })).toBeDisabled();
    await userEvent.click(
      iris.getByRole('button', { name: 'More actions for Iris' }),
    );
    for (const name of ['Edit', 'Scale']) {
      expect(await screen.findByRole('menuitem', { name })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    }
    await userEvent.click(screen.getByRole('menuitem', { name: 'Forget' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/Nothing on the cluster local is touched/),
    ).toBeInTheDocument();
    expect(dialog.queryByText(/replica/)).toBeNull();
    await userEvent.type(dialog.getByRole('textbox'), 'iris');
    await userEvent.click(dialog.getByRole('button', { name: 'Forget' }));
    await waitFor(() =>
      expect(api.callsOf('deleteDeployment')).toHaveLength(1),
    );
    await waitFor(() =>
      expect(toasts).toEqual([
        expect.objectContaining({ title: 'Iris: forgotten' }),
      ]),
    );
  });
});
