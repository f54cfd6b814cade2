import { GraphsClient } from './GraphsClient';

const ref = { cluster: 'local', namespace: 'demo', name: 'flow' };

describe('GraphsClient', () => {
  it.each([
    [
      'GET',
      'graphs?search=f&cluster=local&namespace=demo&namespace=prod',
      (client: GraphsClient) =>
        client.listGraphs({
          search: 'f',
          clusters: ['local'],
          namespaces: ['demo', 'prod'],
        }),
    ],
    ['GET', 'graphs/local/demo/flow', (c: GraphsClient) => c.getGraph(ref)],
    [
      'GET',
      'graphs/local/demo/flow/metrics?range=1h',
      (c: GraphsClient) => c.getGraphMetrics(ref, '1h'),
    ],
    [
      'GET',
      'graphs/local/demo/flow/events',
      (c: GraphsClient) => c.listGraphEvents(ref),
    ],
    [
      'GET',
      'graphs/local/demo/flow/logs?replica=r1&tail=10',
      (c: GraphsClient) => c.getGraphLogs(ref, { replica: 'r1', tail: 10 }),
    ],
    [
      'POST',
      'graphs/local/demo/flow/start',
      (c: GraphsClient) => c.startGraph(ref),
    ],
    [
      'POST',
      'graphs/local/demo/flow/stop',
      (c: GraphsClient) => c.stopGraph(ref),
    ],
    [
      'POST',
      'graphs/local/demo/flow/try',
      (c: GraphsClient) => c.tryGraph(ref, { method: 'POST', path: '/' }),
    ],
  ])('sends %s %s', async (method, path, call) => {
    const fetch = jest.fn<
      Promise<Response>,
      Parameters<typeof globalThis.fetch>
    >(async () => new Response('{}'));
    await call(GraphsClient.create({ fetchApi: { fetch } }));
    const [[url, init]] = fetch.mock.calls;
    expect(init?.method).toBe(method);
    expect(url).toBe(`plugin://model-serving/${path}`);
  });
});
