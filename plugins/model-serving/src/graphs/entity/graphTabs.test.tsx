import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeGraphsApi } from '../../__testUtils__/FakeGraphsApi';
import { graphDetail } from '../../__testUtils__/graphFixtures';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { UseGraphContent } from '../use';
import {
  GraphAccessContent,
  GraphContent,
  GraphEndpointsCard,
  GraphEventsContent,
  GraphLogsContent,
  GraphMetricsContent,
  GraphStateCard,
  GraphYamlContent,
} from './index';

const entity = { ...irisEntity, spec: { type: 'inference-graph' } };
const withDetail = (detail: Parameters<typeof graphDetail>[0]) => {
  const graphsApi = new FakeGraphsApi();
  graphsApi.detail = graphDetail(detail);
  return graphsApi;
};

const router = {
  id: 'flow-5d4f-x2zab',
  state: 'backoff' as const,
  restarts: 2,
  containers: ['flow'],
};

/** A name of its own: decisions are remembered for a moment, by name. */
const deniedRef = { ...graphDetail().ref, name: 'denied' };

describe('the tab Graph', () => {
  it('shows state, traffic and steps', async () => {
    renderScreen(<GraphContent />, { entity });
    expect(await screen.findByText('Answers requests.')).toBeInTheDocument();
    expect(
      screen.getByText('4 /s · 0 % errors · p95 11 ms in the last minute'),
    ).toBeInTheDocument();
    expect(screen.getByRole('grid', { name: 'Steps' })).toBeInTheDocument();
  });

  it('says what keeps it from running, and which service is missing', async () => {
    const [iris, wine] = graphDetail().members;
    const graphsApi = withDetail({
      problems: [{ path: 'spec.nodes', message: 'there is a circle' }],
      warnings: [{ path: 'spec.nodes.old', message: 'is never reached' }],
      members: [
        iris,
        { ...wine, state: undefined, problem: 'There is no service wine' },
      ],
    });
    renderScreen(<GraphContent />, { entity, graphsApi });
    for (const text of [
      'spec.nodes: there is a circle',
      'wine: There is no service wine',
      'spec.nodes.old: is never reached',
    ]) {
      expect(await screen.findByText(text)).toBeInTheDocument();
    }
  });

  it('says why the router of KServe does not answer, and what to do', async () => {
    const graphsApi = withDetail({
      ungated: 'the cluster routes requests by itself',
      findings: [
        {
          code: 'ImageNotFound',
          severity: 'error',
          headline: 'The image of the router does not exist',
          detail: 'router: not found',
          action: 'Tell the platform team.',
          fixableBy: 'platform',
        },
      ],
    });
    renderScreen(<GraphContent />, { entity, graphsApi });
    expect(
      await screen.findByText('Error: The image of the router does not exist'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Tell the platform team. The platform team can fix this.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('router: not found')).toBeInTheDocument();
  });

  it('shows what runs of the router of KServe', async () => {
    const graphsApi = withDetail({
      ungated: 'the cluster routes requests by itself',
      replicas: [router],
    });
    renderScreen(<GraphContent />, { entity, graphsApi });
    const table = await screen.findByRole('grid', {
      name: 'Replicas of the router',
    });
    expect(table).toHaveTextContent('flow-5d4f-x2zab');
    expect(table).toHaveTextContent('Ended, starts again');
  });

  it('keeps from what one may not do, and says who may', async () => {
    renderScreen(<GraphContent />, {
      entity,
      graphsApi: withDetail({ ref: deniedRef }),
      denied: 'graph.update',
    });
    expect(
      await screen.findByText(
        /may not start, stop or edit this graph. Its owner \(group:default\/a\)/,
      ),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Delete' })).toBeEnabled();
  });

  it('loads, and says why it could not', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.hanging.add('getGraph');
    const { unmount } = renderScreen(<GraphContent />, { entity, graphsApi });
    expect(await screen.findByText(/Loading the graph/)).toBeInTheDocument();
    unmount();
    graphsApi.hanging.clear();
    graphsApi.failures.set('getGraph', new Error('no such graph'));
    renderScreen(<GraphContent />, { entity, graphsApi });
    expect(await screen.findByRole('alert')).toHaveTextContent('no such graph');
  });
});

describe('the tab Logs', () => {
  const ofRouter = () => {
    const graphsApi = withDetail({
      ungated: 'the cluster routes requests by itself',
      replicas: [router],
    });
    graphsApi.logs = [{ replica: router.id, text: 'Starting graph' }];
    return graphsApi;
  };

  it('shows what the router of KServe writes, of the replica that is chosen', async () => {
    const graphsApi = ofRouter();
    renderScreen(<GraphLogsContent />, { entity, graphsApi });
    expect(await screen.findByRole('log')).toHaveTextContent('Starting graph');
    await userEvent.click(screen.getByRole('button', { name: /Replica$/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: router.id }),
    );
    await waitFor(() =>
      expect(graphsApi.callsOf('getGraphLogs').at(-1)?.[2]).toMatchObject({
        replica: router.id,
      }),
    );
  });

  it('follows it', async () => {
    const graphsApi = ofRouter();
    renderScreen(<GraphLogsContent />, { entity, graphsApi });
    await userEvent.click(
      await screen.findByRole('switch', { name: 'Follow' }),
    );
    expect(await screen.findByText(/The log ended/)).toBeInTheDocument();
    expect(graphsApi.callsOf('followGraphLogs')).toHaveLength(1);
  });

  it('says why it could not be read', async () => {
    const graphsApi = ofRouter();
    graphsApi.failures.set('getGraphLogs', new Error('you may not read it'));
    renderScreen(<GraphLogsContent />, { entity, graphsApi });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'you may not read it',
    );
  });

  it.each([
    ['our gateway runs it', {}, /Greenroom's gateway runs the graph/],
    [
      'its cluster was taken out',
      { isClusterRemoved: true },
      /cluster is not configured any more/,
    ],
  ])('asks for none where %s', async (_, detail, words) => {
    const graphsApi = withDetail(detail);
    renderScreen(<GraphLogsContent />, { entity, graphsApi });
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(graphsApi.callsOf('getGraphLogs')).toEqual([]);
  });
});

test('the tab Events shows what the cluster tells of the router', async () => {
  const graphsApi = new FakeGraphsApi();
  graphsApi.events = [
    {
      source: 'cluster',
      type: 'Warning',
      reason: 'BackOff',
      message: 'restarting failed container',
      object: 'Pod/flow-5d4f-x2zab',
      firstSeen: '2026-11-20T10:00:00Z',
      lastSeen: '2026-11-20T10:00:00Z',
      count: 2,
    },
  ];
  renderScreen(<GraphEventsContent />, { entity, graphsApi });
  const row = await screen.findByRole('row', { name: /BackOff/ });
  expect(row).toHaveTextContent('Pod/flow-5d4f-x2zab');
  expect(row).toHaveTextContent('Cluster');
});

describe('the tab Use it', () => {
  const send = async () =>
    userEvent.click(await screen.findByRole('button', { name: 'Send' }));

  it('shows code with the address of the graph and a request for its first service', async () => {
    renderScreen(<UseGraphContent />, { entity });
    for (const language of ['curl', 'Python', 'JavaScript']) {
      await userEvent.click(await screen.findByRole('tab', { name: language }));
      expect(
        screen.getByRole('region', { name: `${language} code` }),
      ).toHaveTextContent('http://localhost:8080/graphs/demo/flow');
    }
    await waitFor(() =>
      expect(
        screen.getByRole<HTMLTextAreaElement>('textbox', { name: /Request/ })
          .value,
      ).toContain('measures'),
    );
  });

  it('shows code with a token where the graph needs one', async () => {
    renderScreen(<UseGraphContent />, {
      entity,
      graphsApi: withDetail({ access: 'token' }),
    });
    await userEvent.click(await screen.findByRole('tab', { name: 'curl' }));
    expect(screen.getByRole('region', { name: 'curl code' })).toHaveTextContent(
      'Authorization: Bearer $MODEL_TOKEN',
    );
  });

  it('shows what a request did, step by step', async () => {
    const graphsApi = new FakeGraphsApi();
    graphsApi.tryAnswer = {
      ...graphsApi.tryAnswer,
      headers: { 'x-greenroom-graph-path': 'root/0' },
      body: '{"predictions":[0]}',
    };
    renderScreen(<UseGraphContent />, { entity, graphsApi });
    await send();
    expect(
      await screen.findByText('The graph answered with status 200'),
    ).toBeInTheDocument();
    const steps = within(screen.getByRole('list', { name: 'Steps taken' }));
    expect(steps.getAllByRole('listitem')).toHaveLength(1);
    expect(
      steps.getByText('Step 1 of root → service iris'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Not taken: Step 2 of root → service wine'),
    ).toBeInTheDocument();
    expect(graphsApi.callsOf('tryGraph')[0][2]).toMatchObject({
      method: 'POST',
      path: '/',
    });
  });

  it('tells an answer that did not come from the graph, and an error of the portal', async () => {
    const graphsApi = new FakeGraphsApi();
    renderScreen(<UseGraphContent />, { entity, graphsApi });
    await send();
    expect(
      await screen.findByText(/does not say which steps were taken/),
    ).toBeInTheDocument();
    graphsApi.failures.set('tryGraph', new Error('no way there'));
    await send();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /the graph has not seen it.*no way there/,
    );
  });

  it('sends nothing to a stopped graph, or without the right to', async () => {
    const { unmount } = renderScreen(<UseGraphContent />, {
      entity,
      graphsApi: withDetail({ isStopped: true }),
    });
    expect(await screen.findByRole('button', { name: 'Send' })).toBeDisabled();
    unmount();
    renderScreen(<UseGraphContent />, {
      entity,
      graphsApi: withDetail({ ref: deniedRef }),
      denied: 'graph.invoke',
    });
    expect(await screen.findByText(/not call it/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
  });

  it('says where the address stays', async () => {
    renderScreen(<UseGraphContent />, {
      entity,
      graphsApi: withDetail({ endpoints: [] }),
    });
    expect(await screen.findByText('No address yet')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
  });
});

describe('the tab Access', () => {
  it('says who may call, and has the tokens of the graph', async () => {
    const { tokensApi } = renderScreen(<GraphAccessContent />, {
      entity,
      graphsApi: withDetail({ access: 'token' }),
    });
    expect(await screen.findByText(/one of the tokens below/)).toBeVisible();
    expect(await screen.findByRole('grid', { name: 'Tokens' })).toBeVisible();
    expect(tokensApi.callsOf('listTokens')[0][1]).toEqual({
      kind: 'InferenceGraph',
      ref: graphDetail().ref,
    });
  });

  it('keeps from what one may not do', async () => {
    renderScreen(<GraphAccessContent />, {
      entity,
      graphsApi: withDetail({ ref: deniedRef, access: 'token' }),
      denied: 'graph-token.create',
    });
    expect(
      await screen.findByText(/may not make or rotate tokens of this graph/),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'New token' })).toBeDisabled();
  });
});

describe('the other tabs and the cards', () => {
  it('show metrics of the whole, and of one step', async () => {
    renderScreen(<GraphMetricsContent />, { entity });
    const steps = within(await screen.findByRole('grid', { name: 'Steps' }));
    expect(
      within(
        steps.getByRole('row', { name: /Step 2 of root → service wine/ }),
      ).getByText('90'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: /Requests in flight/ }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Charts of/ }));
    await userEvent.click(
      await screen.findByRole('option', {
        name: 'Step 1 of root → service iris',
      }),
    );
    expect(
      screen.queryByRole('region', { name: /Requests in flight/ }),
    ).toBeNull();
  });

  it('show the YAML', async () => {
    renderScreen(<GraphYamlContent />, { entity });
    expect(
      await screen.findByRole('region', { name: 'YAML of the graph' }),
    ).toHaveTextContent('routerType: Sequence');
  });

  it('show state and address on the overview', async () => {
    renderScreen(
      <>
        <GraphStateCard />
        <GraphEndpointsCard />
      </>,
      { entity },
    );
    expect(await screen.findByText('Answers requests.')).toBeInTheDocument();
    expect(
      await screen.findByText('http://localhost:8080/graphs/demo/flow'),
    ).toBeInTheDocument();
  });
});

describe('a graph that KServe runs', () => {
  const ungated = "the cluster 'far' routes requests by itself";
  const graphsApi = () => withDetail({ ungated, traffic: undefined });

  it('says where its router is, and shows no numbers that nobody measures', async () => {
    renderScreen(<GraphContent />, { entity, graphsApi: graphsApi() });
    expect(
      await screen.findByText(/KServe runs it in a router of its own/),
    ).toBeInTheDocument();
    const steps = screen.getByRole('grid', { name: 'Steps' });
    expect(
      within(steps)
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(['Step', 'Calls', 'When and how']);
    await userEvent.click(screen.getByRole('radio', { name: 'Picture' }));
    expect(
      await screen.findByRole('img', {
        name: 'Step 1 of root: calls service iris',
      }),
    ).toBeInTheDocument();
    expect(
      screen.queryByText(/No traffic|last minute/),
    ).not.toBeInTheDocument();
  });

  it('says why there are no metrics, and asks for none', async () => {
    renderScreen(<GraphMetricsContent />, { entity, graphsApi: graphsApi() });
    expect(await screen.findByText('Not measured here')).toBeInTheDocument();
    expect(
      screen.getByText(
        new RegExp(`${ungated}. KServe's router runs the graph`),
      ),
    ).toBeInTheDocument();
    expect(screen.queryByLabelText('Charts of')).not.toBeInTheDocument();
  });

  it('offers no tokens that would open and close nothing', async () => {
    renderScreen(<GraphAccessContent />, { entity, graphsApi: graphsApi() });
    expect(
      await screen.findByText(/A token from here would open and close nothing/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /token/i }),
    ).not.toBeInTheDocument();
  });

  it('is tried at its address, without a way that nobody tells', async () => {
    renderScreen(<UseGraphContent />, { entity, graphsApi: graphsApi() });
    await userEvent.click(await screen.findByRole('button', { name: 'Send' }));
    expect(
      await screen.findByText(
        "KServe's router does not say which steps were taken.",
      ),
    ).toBeInTheDocument();
  });
});
