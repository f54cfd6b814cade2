import { deploymentDetail } from '../__testUtils__/fixtures';
import { ModelServingClient } from './ModelServingClient';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };

/** A fetch API that answers with what a test gives it, and remembers the requests. */
function clientOf(...responses: Response[]) {
  const requests: { url: string; init: RequestInit }[] = [];
  const client = ModelServingClient.create({
    fetchApi: {
      fetch: async (url, init = {}) => {
        requests.push({ url: String(url), init });
        const response = responses.shift();
        if (!response) {
          throw new Error('more requests than the test expects');
        }
        return response;
      },
    },
  });
  return { client, requests };
}

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });

describe('ModelServingClient', () => {
  it('repeats list parameters, and sends the empty owner that means none', async () => {
    const { client, requests } = clientOf(json({ items: [] }));
    await client.listDeployments({
      states: ['ready', 'failed'],
      owners: [''],
      search: '',
      orderBy: { field: 'name', order: 'asc' },
      limit: 20,
    });
    expect(requests[0].url).toBe(
      'plugin://model-serving/deployments?limit=20&state=ready&state=failed&owner=&orderField=name%2Casc',
    );
  });

  it.each([
    [
      'getDeployment',
      'GET',
      'deployments/local/demo/iris',
      (c: ModelServingClient) => c.getDeployment(ref),
    ],
    [
      'previewNewDeployment',
      'POST',
      'deployments?cluster=local&dryRun=true',
      (c: ModelServingClient) =>
        c.previewNewDeployment('local', deploymentDetail().resource),
    ],
    [
      'previewDeployment',
      'PATCH',
      'deployments/local/demo/iris?dryRun=true',
      (c: ModelServingClient) => c.previewDeployment(ref, {}),
    ],
    [
      'patchDeployment',
      'PATCH',
      'deployments/local/demo/iris',
      (c: ModelServingClient) => c.patchDeployment(ref, {}),
    ],
    [
      'deleteDeployment',
      'DELETE',
      'deployments/local/demo/iris',
      (c: ModelServingClient) => c.deleteDeployment(ref),
    ],
    [
      'startDeployment',
      'POST',
      'deployments/local/demo/iris/start',
      (c: ModelServingClient) => c.startDeployment(ref),
    ],
    [
      'stopDeployment',
      'POST',
      'deployments/local/demo/iris/stop',
      (c: ModelServingClient) => c.stopDeployment(ref),
    ],
    [
      'scaleDeployment',
      'POST',
      'deployments/local/demo/iris/scale',
      (c: ModelServingClient) => c.scaleDeployment(ref, { minReplicas: 1 }),
    ],
    [
      'listEvents',
      'GET',
      'deployments/local/demo/iris/events',
      (c: ModelServingClient) => c.listEvents(ref),
    ],
    [
      'listHistory',
      'GET',
      'deployments/local/demo/iris/history',
      (c: ModelServingClient) => c.listHistory(ref),
    ],
    [
      'getLogs',
      'GET',
      'deployments/local/demo/iris/logs?replica=r1&tail=100',
      (c: ModelServingClient) => c.getLogs(ref, { replica: 'r1', tail: 100 }),
    ],
    [
      'getMetrics',
      'GET',
      'deployments/local/demo/iris/metrics?range=1h',
      (c: ModelServingClient) => c.getMetrics(ref, '1h'),
    ],
    [
      'tryDeployment',
      'POST',
      'deployments/local/demo/iris/try',
      (c: ModelServingClient) =>
        c.tryDeployment(ref, { method: 'GET', path: '/v2' }),
    ],
    [
      'listConnections',
      'GET',
      'connections?namespace=demo',
      (c: ModelServingClient) => c.listConnections({ namespace: 'demo' }),
    ],
    [
      'testConnection',
      'POST',
      'connections/local/demo/iris/test',
      (c: ModelServingClient) => c.testConnection(ref, 'models'),
    ],
    [
      'testNewConnection',
      'POST',
      'connections/test',
      (c: ModelServingClient) =>
        c.testNewConnection({
          namespace: 'demo',
          name: 'new',
          type: 's3',
          values: {},
        }),
    ],
    [
      'patchConnection',
      'PATCH',
      'connections/local/demo/iris',
      (c: ModelServingClient) => c.patchConnection(ref, { title: 'New' }),
    ],
    [
      'rotateConnection',
      'POST',
      'connections/local/demo/iris/rotate?dryRun=true',
      (c: ModelServingClient) =>
        c.rotateConnection(ref, { values: {} }, { dryRun: true }),
    ],
    [
      'shareConnection',
      'PUT',
      'connections/local/demo/iris/sharing',
      (c: ModelServingClient) =>
        c.shareConnection(ref, { namespaces: [], owners: [] }),
    ],
    [
      'getConnectionManifest',
      'GET',
      'connections/local/demo/iris/manifest',
      (c: ModelServingClient) => c.getConnectionManifest(ref),
    ],
    [
      'importConnection',
      'POST',
      'connections/import?namespace=demo',
      (c: ModelServingClient) =>
        c.importConnection('kind: Secret', { namespace: 'demo' }),
    ],
    [
      'deleteConnection',
      'DELETE',
      'connections/local/demo/iris',
      (c: ModelServingClient) => c.deleteConnection(ref),
    ],
    [
      'browseConnection',
      'GET',
      'connections/local/demo/iris/browse?prefix=models%2F',
      (c: ModelServingClient) => c.browseConnection(ref, { prefix: 'models/' }),
    ],
    [
      'listRuntimes',
      'GET',
      'runtimes?namespace=demo',
      (c: ModelServingClient) => c.listRuntimes({ namespace: 'demo' }),
    ],
    [
      'listClusters',
      'GET',
      'clusters',
      (c: ModelServingClient) => c.listClusters(),
    ],
  ])('%s sends %s %s', async (_, method, path, call) => {
    const { client, requests } = clientOf(json({ items: [] }));
    await call(client);
    expect(requests[0].init.method).toBe(method);
    expect(requests[0].url).toBe(`plugin://model-serving/${path}`);
  });

  it('rejects with what the backend said', async () => {
    const { client } = clientOf(
      json(
        {
          error: { name: 'ConflictError', message: 'used by iris' },
          response: { statusCode: 409 },
        },
        409,
      ),
    );
    await expect(client.deleteConnection(ref)).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 409,
      cause: { message: 'used by iris' },
    });
  });

  it('passes the signal on', async () => {
    const { client, requests } = clientOf(json({ items: [] }));
    const { signal } = new AbortController();
    await client.listClusters({ signal });
    expect(requests[0].init.signal).toBe(signal);
  });

  it('follows logs line by line, wherever the chunks are cut', async () => {
    const encoder = new TextEncoder();
    const lines = [
      '{"replica":"r1","text":"é"}',
      '{"replica":"r1","text":"b"}',
    ];
    const bytes = encoder.encode(lines.join('\n'));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) {
          controller.enqueue(Uint8Array.of(byte));
        }
        controller.close();
      },
    });
    const { client, requests } = clientOf(new Response(body));
    const seen: string[] = [];
    for await (const { text } of client.followLogs(ref, { tail: 10 })) {
      seen.push(text);
    }
    expect(seen).toEqual(['é', 'b']);
    expect(requests[0].url).toContain('logs?tail=10&follow=true');
  });
});
