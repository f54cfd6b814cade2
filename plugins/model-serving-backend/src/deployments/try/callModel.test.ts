import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Endpoint,
  TryRequest,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeClock } from '../../testing';
import { callModel } from './callModel';

const noAddresses = { allowPrivate: false, allowHosts: [] };

describe('callModel', () => {
  let server: Server;
  let seen: {
    method?: string;
    url?: string;
    headers: IncomingMessage['headers'];
    body: string;
  }[];
  let endpoint: Endpoint;

  beforeAll(async () => {
    server = createServer(async (req, res) => {
      let body = '';
      for await (const chunk of req) body += chunk;
      seen.push({
        method: req.method,
        url: req.url,
        headers: req.headers,
        body,
      });
      if (req.url?.endsWith('/redirect')) {
        res
          .writeHead(302, { location: 'http://169.254.169.254/latest' })
          .end('moved');
      } else if (req.url?.endsWith('/large')) {
        res.end('x'.repeat(6 * 1024 * 1024));
      } else if (req.url?.endsWith('/fails')) {
        res
          .writeHead(500, { 'set-cookie': 'a=b', 'x-model': 'iris' })
          .end('{"error":"shape"}');
      } else {
        res.end('{"outputs":[]}');
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    endpoint = {
      kind: 'path',
      url: `http://127.0.0.1:${port}/serving/demo/iris`,
      inferUrl: '',
      protocol: 'v2',
      visibility: 'machine',
      preferred: true,
    };
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  beforeEach(() => {
    seen = [];
  });

  const call = (
    request: Partial<TryRequest>,
    endpoints: Endpoint[] = [endpoint],
    key?: string,
  ) =>
    callModel({
      endpoints,
      key,
      request: {
        path: '/v2/models/iris/infer',
        method: 'POST',
        body: '{}',
        ...request,
      },
      policy: noAddresses,
      clock: new FakeClock(),
    });

  it("sends what a client would send to the deployment's own endpoint", async () => {
    const other = {
      ...endpoint,
      url: 'http://other.invalid',
      preferred: false,
    };
    const answer = await call(
      { headers: { Authorization: 'Bearer t' }, body: '{"inputs":[]}' },
      [other, endpoint],
    );
    expect(answer).toMatchObject({
      status: 200,
      body: '{"outputs":[]}',
      truncated: false,
      latencyMs: 0,
    });
    expect(seen).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: '/serving/demo/iris/v2/models/iris/infer',
        body: '{"inputs":[]}',
        headers: expect.objectContaining({
          authorization: 'Bearer t',
          'content-type': 'application/json',
        }),
      }),
    ]);
  });

  it('shows the key of the portal, unless somebody tries a token of their own', async () => {
    await call({}, [endpoint], 'k');
    await call({ headers: { AUTHORIZATION: 'Bearer own' } }, [endpoint], 'k');
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer k',
      'Bearer own',
    ]);
  });

  it('reports what the model answers, errors too, without cookies', async () => {
    const answer = await call({ path: '/fails' });
    expect(answer).toMatchObject({
      status: 500,
      body: '{"error":"shape"}',
      headers: { 'x-model': 'iris' },
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  it('follows no redirect', async () => {
    await expect(
      call({ path: '/redirect', method: 'GET' }),
    ).resolves.toMatchObject({ status: 302, body: 'moved' });
    expect(seen).toHaveLength(1);
  });

  it('keeps five megabytes of an answer', async () => {
    const answer = await call({ path: '/large', method: 'GET' });
    expect(answer.truncated).toBe(true);
    expect(answer.body).toHaveLength(5 * 1024 * 1024);
  });

  it.each<[string, Partial<TryRequest>]>([
    ['a body that is too large', { body: 'x'.repeat(5 * 1024 * 1024 + 1) }],
    ['a path that leads elsewhere', { path: '/../other' }],
    ['another host', { headers: { Host: 'evil' } }],
    ['a cookie', { headers: { cookie: 'a=b' } }],
    ['a header of its own making', { headers: { 'a b': 'c' } }],
    ['a header with a line break', { headers: { a: 'b\r\nc: d' } }],
    [
      'too many headers',
      {
        headers: Object.fromEntries(
          Array.from({ length: 51 }, (_, i) => [`h${i}`, '']),
        ),
      },
    ],
  ])('refuses %s before anything is sent', async (_, request) => {
    await expect(call(request)).rejects.toMatchObject({ name: 'InputError' });
    expect(seen).toEqual([]);
  });

  it('waits for an endpoint', async () => {
    await expect(call({}, [])).rejects.toMatchObject({ name: 'ConflictError' });
  });

  it('never calls a metadata service, even as an endpoint', async () => {
    const evil = { ...endpoint, url: 'http://169.254.169.254' };
    await expect(call({}, [evil])).rejects.toMatchObject({
      name: 'InputError',
    });
  });

  it('says that the gateway does not answer', async () => {
    const down = { ...endpoint, url: 'http://127.0.0.1:1' };
    await expect(call({}, [down])).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });
});
