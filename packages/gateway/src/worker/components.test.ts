import http, { IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { send } from '../__testUtils__/client';
import { LocalGateway, startLocalGateway } from '../__testUtils__/localGateway';

/** A server that answers with its name and what it was sent. */
async function startComponent(name: string): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const { url, headers } = request;
    response.end(JSON.stringify({ name, url, headers }));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

interface Seen {
  readonly name: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

describe('a gateway in front of a service of several components', () => {
  const servers: http.Server[] = [];
  let local: LocalGateway;
  let snapshot: GatewaySnapshot;

  beforeEach(async () => {
    const names = ['predictor', 'transformer', 'explainer'];
    for (const name of names) servers.push(await startComponent(name));
    const service = { namespace: 'demo', name: 'iris' };
    const to = (name: string) => [
      { revision: `demo/iris-${name}-00001`, weight: 100 },
    ];
    snapshot = {
      version: 1,
      epoch: 'test',
      routes: [
        {
          id: 'demo/iris',
          hosts: ['iris-demo.localhost'],
          pathPrefix: '/serving/demo/iris',
          service,
          targets: to('transformer'),
          explain: { targets: to('explainer') },
        },
        {
          id: 'demo/iris/predictor',
          hosts: [],
          pathPrefix: '/components/demo/iris/predictor',
          service,
          targets: to('predictor'),
        },
      ],
      revisions: Object.fromEntries(
        names.map((name, i) => [
          `demo/iris-${name}-00001`,
          {
            replicas: [
              {
                id: 'r0',
                host: '127.0.0.1',
                port: (servers[i].address() as AddressInfo).port,
              },
            ],
          },
        ]),
      ),
    };
    local = await startLocalGateway({ snapshot });
  });

  afterEach(async () => {
    await local.stop();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  });

  async function ask(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    const answer = await send(local.port, { path, body: '{}', headers });
    return JSON.parse(answer.body) as Seen;
  }

  it.each`
    path                                                                | name             | url
    ${'/serving/demo/iris/v1/models/iris:predict'}                      | ${'transformer'} | ${'/v1/models/iris:predict'}
    ${'/serving/demo/iris/v2/models/iris/infer'}                        | ${'transformer'} | ${'/v2/models/iris/infer'}
    ${'/serving/demo/iris/v1/models/iris:explain'}                      | ${'explainer'}   | ${'/v1/models/iris:explain'}
    ${'/serving/demo/iris/v1/models/my-model_2:explain?verbose=1'}      | ${'explainer'}   | ${'/v1/models/my-model_2:explain?verbose=1'}
    ${'/serving/demo/iris/v1/models/iris:explained'}                    | ${'transformer'} | ${'/v1/models/iris:explained'}
    ${'/serving/demo/iris/v1/models/a/b:explain'}                       | ${'transformer'} | ${'/v1/models/a/b:explain'}
    ${'/serving/demo/iris/x/v1/models/iris:explain'}                    | ${'transformer'} | ${'/x/v1/models/iris:explain'}
    ${'/serving/demo/iris/v2/models/iris/infer?a=/v1/models/i:explain'} | ${'transformer'} | ${'/v2/models/iris/infer?a=/v1/models/i:explain'}
    ${'/components/demo/iris/predictor/v1/models/iris:predict'}         | ${'predictor'}   | ${'/v1/models/iris:predict'}
    ${'/components/demo/iris/predictor/v1/models/iris:explain'}         | ${'predictor'}   | ${'/v1/models/iris:explain'}
  `('sends $path to the $name', async ({ path, name, url }) => {
    expect(await ask(path)).toMatchObject({ name, url });
  });

  it('tells a host the same way', async () => {
    const seen = await ask('/v1/models/iris:explain', {
      host: 'iris-demo.localhost',
    });
    expect(seen.name).toBe('explainer');
  });

  it('says which service it is, whatever the client says, and passes tracing on', async () => {
    const traceparent =
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = await ask('/serving/demo/iris/v1/models/iris:predict', {
      'KServe-Isvc-Name': 'other',
      'kserve-isvc-namespace': 'elsewhere',
      traceparent,
      'x-b3-traceid': '0af7651916cd43dd',
      authorization: 'Bearer t',
    });
    expect(headers).toMatchObject({
      'kserve-isvc-name': 'iris',
      'kserve-isvc-namespace': 'demo',
      traceparent,
      'x-b3-traceid': '0af7651916cd43dd',
      authorization: 'Bearer t',
    });
  });

  it('counts calls between components apart from those of the service', async () => {
    await ask('/serving/demo/iris/v1/models/iris:predict');
    await ask('/serving/demo/iris/v1/models/iris:explain');
    await ask('/components/demo/iris/predictor/v1/models/iris:predict');
    const { routes = {}, revisions = {} } = local.report() ?? {};
    expect(routes).toMatchObject({
      'demo/iris': { ok: 2 },
      'demo/iris/predictor': { ok: 1 },
    });
    expect(revisions).toMatchObject({
      'demo/iris-transformer-00001': { ok: 1 },
      'demo/iris-explainer-00001': { ok: 1 },
      'demo/iris-predictor-00001': { ok: 1 },
    });
  });

  it('answers for an explainer that is not ready while predictions go on', async () => {
    const [route, internal] = snapshot.routes;
    local.gateway.adopt({
      ...snapshot,
      version: 2,
      routes: [
        {
          ...route,
          explain: {
            targets: [],
            unavailable: {
              status: 503,
              reason: 'NotReady',
              message: 'The explainer has no replica that is ready.',
              retryAfterSeconds: 5,
            },
          },
        },
        internal,
      ],
    });
    const explained = await send(local.port, {
      path: '/serving/demo/iris/v1/models/iris:explain',
      body: '{}',
    });
    expect(explained).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    });
    expect(
      await ask('/serving/demo/iris/v1/models/iris:predict'),
    ).toMatchObject({ name: 'transformer' });
  });
});
