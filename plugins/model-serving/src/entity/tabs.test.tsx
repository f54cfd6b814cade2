import { ReactElement } from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ModelServingApi } from '../api';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { historyView, revisionDetail } from '../__testUtils__/explanations';
import { deploymentDetail } from '../__testUtils__/fixtures';
import { irisEntity, renderScreen } from '../__testUtils__/render';
import { ConfigurationContent } from './configuration';
import { ActivityCard, EndpointsCard, StateCard } from './cards';
import { EventsContent } from './events';
import { HistoryContent } from './history';
import { LogsContent } from './logs';
import { MetricsContent } from './metrics';
import { RolloutContent } from './rollout';
import { StatusContent } from './status';
import { UseItContent } from './use';

interface Tab {
  readonly element: ReactElement;
  readonly reads: keyof ModelServingApi;
  readonly waitsFor: RegExp;
  readonly empty?: {
    readonly text: string;
    readonly make: (api: FakeModelServingApi) => void;
  };
  readonly data: {
    readonly text: string;
    readonly make?: (api: FakeModelServingApi) => void;
  };
}

const tabs: Record<string, Tab> = {
  Status: {
    element: <StatusContent />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    empty: {
      text: 'No replica runs',
      make: api => {
        api.detail = { ...api.detail, revisions: [] };
      },
    },
    data: { text: 'iris-predictor-00001-1' },
  },
  'Use it': {
    element: <UseItContent />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    empty: {
      text: 'No address yet',
      make: api => {
        api.detail = { ...api.detail, endpoints: [] };
      },
    },
    data: { text: 'http://localhost:8080/serving/demo/iris' },
  },
  Metrics: {
    element: <MetricsContent />,
    reads: 'getMetrics',
    waitsFor: /Loading the metrics/,
    empty: {
      text: 'Not sampled yet: the first value comes after 15 s',
      make: api => {
        api.metrics = {
          ...api.metrics,
          absence: 'Not sampled yet: the first value comes after 15 s',
          requests: [],
          latency: [],
          errors: [],
          inflight: [],
          replicas: [],
          cpu: [],
        };
      },
    },
    data: { text: 'Latency (ms)' },
  },
  Logs: {
    element: <LogsContent />,
    reads: 'getLogs',
    waitsFor: /Loading the logs/,
    empty: { text: 'No log lines', make: () => undefined },
    data: {
      text: 'model loaded',
      make: api => {
        api.logs = [{ replica: 'r1', text: 'model loaded' }];
      },
    },
  },
  Events: {
    element: <EventsContent />,
    reads: 'listEvents',
    waitsFor: /Loading the events/,
    empty: { text: 'No events', make: () => undefined },
    data: {
      text: 'ModelFetched',
      make: api => {
        api.events = [
          {
            type: 'Normal',
            reason: 'ModelFetched',
            message: '12 MiB',
            firstSeen: '2026-11-20T10:00:00Z',
            lastSeen: '2026-11-20T10:00:00Z',
            count: 1,
          },
        ];
      },
    },
  },
  Configuration: {
    element: <ConfigurationContent />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    empty: {
      text: 'Not known yet',
      make: api => {
        api.detail = { ...api.detail, configuration: [] };
      },
    },
    data: { text: 'onnx 1' },
  },
  Rollout: {
    element: <RolloutContent />,
    reads: 'listRevisions',
    waitsFor: /Loading the revisions/,
    empty: { text: 'No revision yet', make: () => undefined },
    data: {
      text: 'iris-predictor-00002',
      make: api => {
        api.revisions = [revisionDetail()];
      },
    },
  },
  History: {
    element: <HistoryContent />,
    reads: 'listHistory',
    waitsFor: /Loading the history/,
    empty: { text: 'No changes yet', make: () => undefined },
    data: {
      text: 'spec.predictor.minReplicas',
      make: api => {
        api.history = [historyView()];
      },
    },
  },
  'state card': {
    element: <StateCard />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    data: { text: 'Serving' },
  },
  'endpoints card': {
    element: <EndpointsCard />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    empty: {
      text: 'No address yet',
      make: api => {
        api.detail = { ...api.detail, endpoints: [] };
      },
    },
    data: { text: 'http://localhost:8080/serving/demo/iris' },
  },
  'activity card': {
    element: <ActivityCard />,
    reads: 'getDeployment',
    waitsFor: /Loading the deployment/,
    data: { text: '12 /s' },
  },
};

it('says that requests are not counted where the cluster routes by itself', async () => {
  const api = new FakeModelServingApi();
  api.detail = deploymentDetail({
    ungated: 'the cluster routes by itself',
    traffic: undefined,
  });
  renderScreen(<ActivityCard />, { api, entity: irisEntity });
  expect(
    await screen.findByText(
      /Requests are not counted here: the cluster routes by itself\./,
    ),
  ).toBeVisible();
  expect(screen.queryByText(/No requests in the last hour/)).toBeNull();
});

describe.each(Object.entries(tabs))('%s', (_, tab) => {
  it('says what it waits for', async () => {
    const api = new FakeModelServingApi();
    api.hanging.add(tab.reads);
    renderScreen(tab.element, { api, entity: irisEntity });
    expect(await screen.findByText(tab.waitsFor)).toBeInTheDocument();
  });

  it('shows what failed, and reads again on Retry', async () => {
    const api = new FakeModelServingApi();
    tab.data.make?.(api);
    api.failures.set(tab.reads, new Error('the cluster does not answer'));
    renderScreen(tab.element, { api, entity: irisEntity });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('the cluster does not answer');
    api.failures.clear();
    await userEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    expect((await screen.findAllByText(tab.data.text))[0]).toBeInTheDocument();
  });

  if (tab.empty) {
    const { make, text } = tab.empty;
    it('explains that there is nothing', async () => {
      const api = new FakeModelServingApi();
      make(api);
      renderScreen(tab.element, { api, entity: irisEntity });
      expect((await screen.findAllByText(text))[0]).toBeInTheDocument();
    });
  }

  it('shows what there is', async () => {
    const api = new FakeModelServingApi();
    tab.data.make?.(api);
    renderScreen(tab.element, { api, entity: irisEntity });
    expect((await screen.findAllByText(tab.data.text))[0]).toBeInTheDocument();
  });

  it('says which annotations are missing on an entity that is no deployment', async () => {
    renderScreen(tab.element, {
      entity: { ...irisEntity, metadata: { name: 'other' } },
    });
    expect(
      await screen.findByText('This entity stands for no deployment'),
    ).toBeInTheDocument();
  });
});

it('offers no breakdown of requests that nobody counts', async () => {
  const api = new FakeModelServingApi();
  const absence =
    'Requests are not counted here: the cluster routes by itself.';
  api.metrics = { ...api.metrics, absence, requests: [] };
  renderScreen(<MetricsContent />, { api, entity: irisEntity });
  expect((await screen.findAllByText(absence))[0]).toBeVisible();
  expect(screen.queryByText('Who and what')).toBeNull();
});

it('asks for the metrics of the range that is chosen, and keeps it in the URL', async () => {
  const { api } = renderScreen(<MetricsContent />, {
    entity: irisEntity,
    path: '/?range=24h',
  });
  await screen.findByText('Latency (ms)');
  expect(api.callsOf('getMetrics')[0][2]).toBe('24h');
  await userEvent.click(screen.getByRole('radio', { name: '7 d' }));
  await waitFor(() => expect(api.callsOf('getMetrics').at(-1)?.[2]).toBe('7d'));
});

describe('where nobody measures what replicas use', () => {
  const usageProblem =
    'The cluster has no metrics API. Ask for metrics-server.';
  const withoutUsage = (namespace: string) => {
    const api = new FakeModelServingApi();
    api.clusters = api.clusters.map(cluster => ({
      ...cluster,
      capabilities: {
        ...cluster.capabilities,
        usageProblems: { [namespace]: usageProblem },
      },
    }));
    return api;
  };

  it('says why beside the replicas', async () => {
    renderScreen(<StatusContent />, {
      api: withoutUsage(''),
      entity: irisEntity,
    });
    expect(await screen.findByText(usageProblem)).toBeInTheDocument();
  });

  it('says nothing of another project', async () => {
    renderScreen(<StatusContent />, {
      api: withoutUsage('shop'),
      entity: irisEntity,
    });
    await screen.findByText('Replicas');
    expect(screen.queryByText(usageProblem)).not.toBeInTheDocument();
  });

  it('says why in the charts that stay empty', async () => {
    const api = withoutUsage('demo');
    api.metrics = { ...api.metrics, cpu: [], memory: [] };
    renderScreen(<MetricsContent />, { api, entity: irisEntity });
    await waitFor(() =>
      expect(screen.getAllByText(usageProblem).length).toBeGreaterThan(1),
    );
  });
});

it('filters events to warnings', async () => {
  const api = new FakeModelServingApi();
  tabs.Events.data.make?.(api);
  renderScreen(<EventsContent />, { api, entity: irisEntity });
  await screen.findByText('ModelFetched');
  await userEvent.click(screen.getByRole('switch', { name: 'Warnings only' }));
  expect(await screen.findByText('No warnings')).toBeInTheDocument();
});

it('says which events the cluster tells of, and how often they came', async () => {
  const api = new FakeModelServingApi();
  tabs.Events.data.make?.(api);
  const [own] = api.events;
  api.events = [
    own,
    {
      ...own,
      source: 'cluster',
      type: 'Warning',
      reason: 'BackOff',
      object: 'Pod/iris-predictor-00001-x',
      count: 7,
    },
  ];
  renderScreen(<EventsContent />, { api, entity: irisEntity });
  const rowOf = async (reason: string) =>
    (await screen.findByText(reason)).closest('[role="row"]');
  expect(await rowOf('BackOff')).toHaveTextContent(
    /Warning.*BackOff.*Cluster.*Pod\/iris-predictor-00001-x.*7/,
  );
  expect(await rowOf('ModelFetched')).toHaveTextContent('Greenroom');
});

describe('Logs', () => {
  const withLines = () => {
    const api = new FakeModelServingApi();
    api.logs = [
      { replica: 'r1', at: '2026-11-20T10:00:00Z', text: 'model loaded' },
      { replica: 'r2', text: 'request served' },
    ];
    return api;
  };

  it('searches in the lines', async () => {
    renderScreen(<LogsContent />, { api: withLines(), entity: irisEntity });
    await screen.findByText('model loaded');
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search' }),
      'SERVED',
    );
    const log = screen.getByRole('log');
    await waitFor(() => expect(log).not.toHaveTextContent('model loaded'));
    expect(log).toHaveTextContent('[r2] request served');
  });

  it('asks for none where its cluster was taken out, and says so', async () => {
    const api = withLines();
    api.detail = { ...api.detail, isClusterRemoved: true };
    renderScreen(<LogsContent />, { api, entity: irisEntity });
    expect(
      await screen.findByText(/cluster is not configured any more/),
    ).toBeInTheDocument();
    expect(api.callsOf('getLogs')).toEqual([]);
  });

  it('follows until the replica ends, and says so', async () => {
    const api = withLines();
    renderScreen(<LogsContent />, { api, entity: irisEntity });
    await screen.findByText('model loaded');
    await userEvent.click(screen.getByRole('switch', { name: 'Follow' }));
    expect(await screen.findByText(/The log ended/)).toBeInTheDocument();
    expect(screen.getByRole('log')).toHaveTextContent('request served');
    expect(api.callsOf('followLogs')).toHaveLength(1);
  });

  describe('of replicas with several containers', () => {
    const withContainers = () => {
      const api = withLines();
      const [revision] = api.detail.revisions;
      const replicas = [
        { containers: ['storage-initializer', 'kserve-container'] },
        { containers: ['kserve-container'] },
      ].map((more, index) => ({
        id: `r${index + 1}`,
        state: 'backoff' as const,
        restarts: 3,
        ...more,
      }));
      api.detail = {
        ...api.detail,
        revisions: [{ ...revision, facts: { ...revision.facts!, replicas } }],
      };
      api.logs = [
        {
          replica: 'r1',
          container: 'kserve-container',
          isPrevious: true,
          text: 'cannot load the model',
        },
      ];
      return api;
    };
    const choose = async (what: string, option: string) => {
      await userEvent.click(
        screen.getByRole('button', { name: new RegExp(`${what}$`) }),
      );
      await userEvent.click(
        await screen.findByRole('option', { name: option }),
      );
    };

    it('says which container a line is of, and that it is from before the last restart', async () => {
      const api = withContainers();
      renderScreen(<LogsContent />, { api, entity: irisEntity });
      expect(await screen.findByRole('log')).toHaveTextContent(
        '[r1 kserve-container] cannot load the model',
      );
      expect(
        screen.getByText(/lines from before its last restart/),
      ).toHaveAttribute('role', 'status');
    });

    it('reads the container that is chosen, of replicas that have it', async () => {
      const api = withContainers();
      renderScreen(<LogsContent />, { api, entity: irisEntity });
      await screen.findByRole('log');
      expect(api.callsOf('getLogs').at(-1)?.[2]).toMatchObject({
        container: undefined,
      });
      await choose('Container', 'storage-initializer');
      await waitFor(() =>
        expect(api.callsOf('getLogs').at(-1)?.[2]).toMatchObject({
          container: 'storage-initializer',
        }),
      );
      await choose('Replica', 'r2');
      await waitFor(() =>
        expect(api.callsOf('getLogs').at(-1)?.[2]).toMatchObject({
          replica: 'r2',
          container: undefined,
        }),
      );
    });

    it('offers no choice where a replica has one log', async () => {
      renderScreen(<LogsContent />, { api: withLines(), entity: irisEntity });
      await screen.findByText('model loaded');
      expect(screen.queryByText('Container')).not.toBeInTheDocument();
    });
  });

  it('reads the log before the last restart', async () => {
    const api = withLines();
    renderScreen(<LogsContent />, { api, entity: irisEntity });
    await screen.findByText('model loaded');
    await userEvent.click(
      screen.getByRole('switch', { name: 'Before the last restart' }),
    );
    await waitFor(() =>
      expect(api.callsOf('getLogs').at(-1)?.[2]).toMatchObject({
        previous: true,
      }),
    );
  });
});
