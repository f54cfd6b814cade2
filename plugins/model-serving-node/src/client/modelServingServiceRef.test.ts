import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  mockCredentials,
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { HttpModelServingClient } from './HttpModelServingClient';
import { modelServingServiceRef } from './modelServingServiceRef';
import type { ModelServingService } from './types';

interface Seen {
  readonly request: string;
  readonly headers: IncomingMessage['headers'];
  readonly body?: unknown;
}

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const graph = {
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: { name: 'flow', namespace: 'demo' },
};
const options = { credentials: mockCredentials.user('user:default/alice') };

describe('modelServingServiceRef', () => {
  let server: Server;
  let seen: Seen[];
  let answer: { status: number; body?: unknown };
  let client: ModelServingService;

  beforeAll(async () => {
    server = createServer(async (req, res) => {
      let text = '';
      for await (const chunk of req) text += chunk;
      seen.push({
        request: `${req.method} ${req.url}`,
        headers: req.headers,
        body: text === '' ? undefined : JSON.parse(text),
      });
      res.writeHead(answer.status, { 'content-type': 'application/json' });
      res.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(async () => {
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  beforeEach(async () => {
    seen = [];
    answer = { status: 200, body: { it: 'works' } };
    const { port } = server.address() as AddressInfo;
    client = new HttpModelServingClient({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
    });
  });

  it('resolves without being installed, to a client of the HTTP API', async () => {
    const { port } = server.address() as AddressInfo;
    const tester = ServiceFactoryTester.from(
      createServiceFactory({
        service: createServiceRef<ModelServingService>({ id: 'user' }),
        deps: { modelServing: modelServingServiceRef },
        factory: ({ modelServing }) => modelServing,
      }),
      {
        dependencies: [
          mockServices.discovery.mock({
            getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
          }).factory,
        ],
      },
    );
    const resolved = await tester.getSubject();
    await resolved.listDeployments({}, options);
    expect(seen).toEqual([
      expect.objectContaining({
        request: 'GET /api/model-serving/deployments',
      }),
    ]);
  });

  it('calls as the caller', async () => {
    await client.getDeployment(ref, options);
    const token = seen[0].headers.authorization?.replace('Bearer ', '') ?? '';
    const credentials = await mockServices
      .auth({ pluginId: 'model-serving' })
      .authenticate(token);
    expect(credentials.principal).toMatchObject({
      type: 'user',
      userEntityRef: 'user:default/alice',
    });
  });

  it.each<[string, () => Promise<unknown>, string, unknown]>([
    [
      'lists with every part of the query',
      () =>
        client.listDeployments(
          {
            cursor: 'c/1',
            limit: 7,
            search: 'a b',
            states: ['ready', 'failed'],
            owners: ['group:default/a'],
            clusters: ['local'],
            namespaces: ['demo'],
            runtimes: ['r'],
            formats: ['onnx'],
            orderBy: { field: 'name', order: 'desc' },
          },
          options,
        ),
      'GET /api/model-serving/deployments?state=ready&state=failed&owner=group%3Adefault%2Fa&cluster=local&namespace=demo&runtime=r&format=onnx&cursor=c%2F1&limit=7&search=a+b&orderField=name%2Cdesc',
      undefined,
    ],
    [
      'lists all',
      () => client.listDeployments({}, options),
      'GET /api/model-serving/deployments',
      undefined,
    ],
    [
      'patches',
      () => client.patchDeployment(ref, { a: null }, options),
      'PATCH /api/model-serving/deployments/local/demo/iris',
      { a: null },
    ],
    [
      'starts',
      () => client.startDeployment(ref, options),
      'POST /api/model-serving/deployments/local/demo/iris/start',
      undefined,
    ],
    [
      'stops',
      () => client.stopDeployment(ref, options),
      'POST /api/model-serving/deployments/local/demo/iris/stop',
      undefined,
    ],
    [
      'scales',
      () => client.scaleDeployment(ref, { minReplicas: 2 }, options),
      'POST /api/model-serving/deployments/local/demo/iris/scale',
      { minReplicas: 2 },
    ],
    [
      'rolls back',
      () => client.rollback(ref, { revision: 1 }, options),
      'POST /api/model-serving/deployments/local/demo/iris/rollback',
      { revision: 1 },
    ],
    [
      'deletes',
      () => client.deleteDeployment(ref, options),
      'DELETE /api/model-serving/deployments/local/demo/iris',
      undefined,
    ],
    [
      'lists connections',
      () => client.listConnections({ namespace: 'demo' }, options),
      'GET /api/model-serving/connections?namespace=demo',
      undefined,
    ],
    [
      'reads a connection',
      () => client.getConnection(ref, options),
      'GET /api/model-serving/connections/local/demo/iris',
      undefined,
    ],
    [
      'rotates a connection',
      () =>
        client.rotateConnection(
          ref,
          { values: { headers: 'a: b' }, dryRun: true },
          options,
        ),
      'POST /api/model-serving/connections/local/demo/iris/rotate?dryRun=true',
      { values: { headers: 'a: b' } },
    ],
    [
      'deletes a connection',
      () => client.deleteConnection(ref, options),
      'DELETE /api/model-serving/connections/local/demo/iris',
      undefined,
    ],
    [
      'lists runtimes',
      () => client.listRuntimes({ cluster: 'local' }, options),
      'GET /api/model-serving/runtimes?cluster=local',
      undefined,
    ],
    [
      'finds a runtime of the whole cluster',
      () => client.getRuntime({ ...ref, namespace: '' }, options),
      `GET /api/model-serving/runtimes/${ref.cluster}/-/${ref.name}`,
      undefined,
    ],
    [
      'lists graphs with every part of the query',
      () =>
        client.listGraphs(
          {
            search: 'a b',
            cursor: 'c/1',
            limit: 7,
            clusters: ['local'],
            namespaces: ['demo', 'prod'],
          },
          options,
        ),
      'GET /api/model-serving/graphs?search=a+b&cursor=c%2F1&limit=7&cluster=local&namespace=demo&namespace=prod',
      undefined,
    ],
    [
      'reads a graph',
      () => client.getGraph(ref, options),
      'GET /api/model-serving/graphs/local/demo/iris',
      undefined,
    ],
    [
      'says what a resource would do',
      () =>
        client.putResource(
          {
            cluster: 'local',
            kind: 'InferenceGraph',
            resource: graph,
            dryRun: true,
          },
          options,
        ),
      'PUT /api/model-serving/resources/InferenceGraph/local/demo/flow?dryRun=true',
      graph,
    ],
    [
      'stores a resource',
      () =>
        client.putResource(
          {
            cluster: 'local',
            kind: 'InferenceGraph',
            resource: graph,
            onlyNew: true,
          },
          options,
        ),
      'PUT /api/model-serving/resources/InferenceGraph/local/demo/flow?onlyNew=true',
      graph,
    ],
    [
      'deletes a resource',
      () => client.deleteResource('InferenceGraph', ref, options),
      'DELETE /api/model-serving/resources/InferenceGraph/local/demo/iris',
      undefined,
    ],
    [
      'keeps a hostile name inside its path segment',
      () => client.getDeployment({ ...ref, name: '../../secrets?x' }, options),
      'GET /api/model-serving/deployments/local/demo/..%2F..%2Fsecrets%3Fx',
      undefined,
    ],
  ])('%s', async (_, call, request, body) => {
    await call();
    expect(seen).toEqual([expect.objectContaining({ request, body })]);
  });

  it.each([
    ['a deployment', () => client.deleteDeployment(ref, options)],
    ['a graph', () => client.deleteResource('InferenceGraph', ref, options)],
  ])('says that %s was only forgotten', async (_, remove) => {
    answer = { status: 200, body: { forgotten: true, message: 'It stays.' } };
    expect(await remove()).toEqual(answer.body);
    answer = { status: 202 };
    expect(await remove()).toBeUndefined();
  });

  it('sends the idempotency key beside the resource, not in it', async () => {
    const resource = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService' as const,
      metadata: { name: 'iris', namespace: 'demo' },
      spec: { predictor: {} },
    };
    await client.createDeployment(
      { cluster: 'local', resource, idempotencyKey: 'k1' },
      options,
    );
    await client.dryRunDeployment({ resource }, options);
    await client.createConnection(
      {
        namespace: 'demo',
        name: 'store',
        type: 's3',
        values: {},
        idempotencyKey: 'k2',
        dryRun: true,
      },
      options,
    );
    expect(seen.map(({ request }) => request)).toEqual([
      'POST /api/model-serving/deployments?cluster=local',
      'POST /api/model-serving/deployments?dryRun=true',
      'POST /api/model-serving/connections?dryRun=true',
    ]);
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'k1',
      undefined,
      'k2',
    ]);
    expect(seen[0].body).toEqual(resource);
    expect(seen[2].body).toEqual({
      namespace: 'demo',
      name: 'store',
      type: 's3',
      values: {},
    });
  });

  it.each([
    [400, 'InputError'],
    [401, 'AuthenticationError'],
    [403, 'NotAllowedError'],
    [409, 'ConflictError'],
    [501, 'NotImplementedError'],
    [503, 'ServiceUnavailableError'],
  ])('turns status %d back into %s with its message', async (status, name) => {
    answer = {
      status,
      body: {
        error: { name, message: 'because' },
        response: { statusCode: status },
      },
    };
    await expect(client.startDeployment(ref, options)).rejects.toMatchObject({
      name,
      message: 'because',
    });
    await expect(client.getDeployment(ref, options)).rejects.toMatchObject({
      name,
    });
  });

  it('finds nothing where there is nothing, but fails to change it', async () => {
    answer = {
      status: 404,
      body: {
        error: { name: 'NotFoundError', message: 'no such deployment' },
        response: { statusCode: 404 },
      },
    };
    await expect(client.getDeployment(ref, options)).resolves.toBeUndefined();
    await expect(client.getConnection(ref, options)).resolves.toBeUndefined();
    await expect(client.deleteDeployment(ref, options)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('keeps what it does not know as a response error', async () => {
    answer = { status: 500, body: 'boom' };
    await expect(client.getDeployment(ref, options)).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 500,
    });
  });

  it('gives up when told to', async () => {
    const signal = AbortSignal.abort();
    await expect(
      client.getDeployment(ref, { ...options, signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
