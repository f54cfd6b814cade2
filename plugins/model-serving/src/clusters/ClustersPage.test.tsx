import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { clusterDetail, clusterView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { ClustersPage } from './ClustersPage';

const LONG = 'a-cluster-with-a-name-that-has-no-place-to-break'.repeat(3);

function open(
  path = '/model-serving/clusters',
  api = new FakeModelServingApi(),
) {
  return renderScreen(<ClustersPage />, {
    api,
    path,
    mountPath: '/model-serving/clusters/*',
  });
}

const opened = (change: Parameters<typeof clusterDetail>[0] = {}) => {
  const api = new FakeModelServingApi();
  api.clusterDetail = clusterDetail(change);
  return open('/model-serving/clusters/local', api);
};

const rowOf = async (name: RegExp) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr')!);

describe('the list of clusters', () => {
  it('says which answer, and since when the others do not', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [
      clusterView(),
      clusterView({
        name: 'staging',
        title: LONG,
        isDefault: false,
        reachable: false,
        message: 'connection refused',
        unknownSince: new Date(Date.now() - 5 * 60_000).toISOString(),
      }),
    ];
    open(undefined, api);
    expect((await rowOf(/This machine/)).getByText('Reachable')).toBeVisible();
    const far = await rowOf(/staging/);
    expect(far.getByText('Unknown')).toBeVisible();
    expect(far.getByText('for 5 min')).toBeVisible();
    expect(far.getByText('Connection refused')).toBeVisible();
  });

  it('leads to each of them', async () => {
    open();
    expect(
      await screen.findByRole('link', { name: 'This machine' }),
    ).toHaveAttribute('href', '/model-serving/clusters/local');
  });

  it('finds by name, and says when none has it', async () => {
    open();
    await rowOf(/This machine/);
    await userEvent.type(screen.getByRole('searchbox'), 'moon');
    expect(await screen.findByText('No cluster matches')).toBeVisible();
  });

  it('says what a cluster is while there is none', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [];
    open(undefined, api);
    expect(await screen.findByText('No clusters yet')).toBeVisible();
  });

  it('shows why it failed, with Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listClusters', new Error('no database'));
    open(undefined, api);
    expect(await screen.findByRole('alert')).toHaveTextContent('no database');
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/This machine/)).toBeDefined();
  });
});

describe('one cluster', () => {
  it('says what it has, what follows, and what would be needed', async () => {
    opened();
    const row = await rowOf(/KEDA/);
    for (const text of [
      'Not there',
      'The autoscaler class keda is refused here.',
      'KEDA 2',
    ]) {
      expect(row.getByText(text)).toBeVisible();
    }
    expect((await rowOf(/Kubernetes/)).getByText('v1.33.1')).toBeVisible();
  });

  it.each`
    needed            | word          | tone
    ${'a controller'} | ${'In part'}  | ${'amber'}
    ${undefined}      | ${'Not used'} | ${'grey'}
  `(
    'shows what needs $needed as $word, in $tone',
    async ({ needed, word, tone }) => {
      const examination = {
        ...clusterDetail().examination!,
        features: [
          {
            feature: 'kserve',
            title: 'KServe',
            state: 'limited' as const,
            details: [],
            follows: 'Greenroom reconciles by itself.',
            needed,
          },
        ],
      };
      opened({ examination });
      const state = (await rowOf(/KServe/)).getByText(word);
      expect(state.closest('[data-tone]')).toHaveAttribute('data-tone', tone);
    },
  );

  it('says that all rights are there', async () => {
    opened();
    expect(
      await screen.findByText(/All of the 24 rights .* are granted/),
    ).toBeVisible();
  });

  it('says which rights are missing, what does not work, and the command that gives them once', async () => {
    const missing = {
      namespace: 'team-a',
      group: 'apps',
      resource: 'deployments',
      verbs: ['create', 'patch'],
      purpose: 'replicas cannot be started',
      isOptional: false,
      role: 'greenroom-project',
      command: 'kubectl create rolebinding x',
    };
    const { examination } = clusterDetail();
    opened({
      examination: {
        ...examination!,
        rights: {
          checked: 24,
          missing: [
            missing,
            { ...missing, group: '', resource: 'pods', verbs: ['list'] },
          ],
        },
      },
    });
    const list = within(
      await screen.findByRole('list', { name: 'Missing rights' }),
    );
    expect(
      list.getByText('create, patch deployments.apps in team-a'),
    ).toBeVisible();
    expect(list.getAllByText(/replicas cannot be started/)).toHaveLength(2);
    expect(
      screen.getByRole('region', { name: /Commands that give/ }),
    ).toHaveTextContent(/^kubectl create rolebinding x$/);
  });

  const right = {
    namespace: 'team-a',
    group: 'apps',
    resource: 'deployments',
    verbs: ['create'],
    purpose: 'replicas cannot be started',
    isOptional: false,
    role: 'greenroom-project',
    command: 'kubectl create rolebinding x',
  };
  const withRights = (
    missing: readonly object[],
    change: Parameters<typeof clusterDetail>[0] = {},
  ) => {
    const rights = {
      checked: 24,
      missing: missing.map(each => ({ ...right, ...each })),
    };
    const examination = { ...clusterDetail().examination!, rights };
    opened({ namespaces: ['team-a', 'team-b', 'c'], ...change, examination });
  };

  it('says a right that several projects lack once, and that the others work', async () => {
    withRights([{}, { namespace: 'team-b' }]);
    const list = within(
      await screen.findByRole('list', { name: 'Missing rights' }),
    );
    expect(
      list.getAllByRole('listitem').map(({ textContent }) => textContent),
    ).toEqual([
      'create deployments.apps in team-a, team-b: replicas cannot be started (role greenroom-project)',
    ]);
    expect(
      screen.getByText(
        'Nothing can be deployed in team-a, team-b without these rights; the other projects work',
      ),
    ).toBeVisible();
  });

  it.each([
    ['no project has them', {}, ['team-a', 'team-b', 'c']],
    ['the cluster is out of reach', { reachable: false }, ['team-a']],
    ['they are of the gateway', {}, ['greenroom']],
  ])(
    'says that nothing works where %s',
    async (_, change, namespaces: readonly string[]) => {
      withRights(
        namespaces.map(namespace => ({ namespace })),
        change,
      );
      expect(
        await screen.findByText(
          'The portal cannot work here without these rights',
        ),
      ).toBeVisible();
    },
  );

  it.each([
    [['greenroom-project', 'greenroom-nodes'], 'portal-access', true],
    [['greenroom-kserve-project'], 'portal-access-kserve', false],
    [['greenroom-nodes'], 'portal-account', true],
  ])('names the folder that has the roles %j', async (roles, folder, isOf) => {
    withRights(roles.map(role => ({ role })));
    expect(await screen.findByText(/^Who runs the cluster/)).toHaveTextContent(
      `Who runs the cluster applies deploy/kustomize/${folder}, then:`,
    );
    // The chart makes them, too, and calls them otherwise
    expect(screen.queryAllByText(/^A Helm release/)).toHaveLength(isOf ? 1 : 0);
  });

  it('says nothing of rights to who may not see them', async () => {
    const { rights: _, ...examination } = clusterDetail().examination!;
    opened({ examination });
    await rowOf(/KEDA/);
    expect(screen.queryByText('Rights of the portal')).toBeNull();
  });

  it('says why nothing can be deployed and why it could not be looked at', async () => {
    opened({
      reachable: false,
      message: 'the certificate has expired',
      examination: undefined,
      examinationProblem: 'the certificate has expired',
    });
    expect(
      await screen.findByText('Nothing can be deployed here now'),
    ).toBeVisible();
    // Once, not for each thing that follows
    expect(screen.getAllByText(/certificate has expired/)).toHaveLength(1);
    expect(screen.getByText(/What this cluster has is said/)).toBeVisible();
  });

  it('says why one that answers could not be looked at', async () => {
    opened({ examination: undefined, examinationProblem: 'no /apis there' });
    expect(
      await screen.findByText('What the cluster has is unknown'),
    ).toBeVisible();
    expect(screen.getByText('No /apis there')).toBeVisible();
  });

  it('says so where a driver cannot look', async () => {
    opened({ examination: undefined });
    expect(
      await screen.findByText('This cluster does not tell what it has'),
    ).toBeVisible();
  });
});
