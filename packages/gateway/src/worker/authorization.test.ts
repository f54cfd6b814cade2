import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  GatewayRoute,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { bearer, sha256, tokensOf } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';

const access = { kind: 'token', keys: [] } as const;

describe('a route that needs a token', () => {
  let local: LocalGateway;
  let server: http.Server;
  let port: number;
  let seen: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let version = 0;

  const adopt = (
    tokens: Parameters<typeof tokensOf>[0],
    route: Partial<GatewayRoute> = {},
  ) => {
    const snapshot = snapshotOf(
      ++version,
      { 'iris-1': { ports: [port] } },
      { access, ...route },
    );
    local.adopt({ ...snapshot, tokens: tokensOf(tokens) });
  };

  beforeEach(async () => {
    seen = [];
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.end('predicted'));
    };
    server = http.createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
    local = await startLocalGateway();
  });

  afterEach(async () => {
    await local.stop();
    server.closeAllConnections();
    server.close();
  });

  it('answers 401 without one, in the words of every refusal, and serves with one', async () => {
    adopt({ good: {} });
    const refused = await send(local.port, { body: '{}' });
    expect(refused.status).toBe(401);
    expect(refused.headers).toMatchObject({
      'www-authenticate': 'Bearer realm="demo/iris"',
      'content-type': 'application/json',
      'x-request-id': expect.any(String),
    });
    expect(JSON.parse(refused.body)).toEqual({
      error: expect.stringContaining('Authorization: Bearer'),
      reason: 'Unauthorized',
    });
    const wrong = await send(local.port, { body: '{}', headers: bearer('no') });
    expect(wrong.headers['www-authenticate']).toBe(
      'Bearer realm="demo/iris", error="invalid_token"',
    );
    expect(wrong.body).toBe(refused.body);
    expect(seen).toEqual([]);
    const served = await send(local.port, {
      body: '{}',
      headers: bearer('good'),
    });
    expect([served.status, served.body]).toEqual([200, 'predicted']);
  });

  it('answers in OpenAI’s shape where its clients call', async () => {
    adopt({ good: {} });
    const { status, body } = await send(local.port, {
      path: '/serving/demo/iris/v1/chat/completions',
      body: '{}',
    });
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({
      error: { type: 'invalid_request_error', code: 'Unauthorized' },
    });
  });

  it('needs one by host and by path, for every kind of body, and refuses before it is read', async () => {
    adopt({ good: {} });
    const byHost = await send(local.port, {
      path: '/v2/models/iris/infer',
      headers: { host: 'iris.demo' },
      body: '{}',
    });
    expect(byHost.status).toBe(401);
    const client = RawClient.connect(local.port);
    client.write(
      `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n`,
    );
    await until('the refusal', () => client.received.includes('401'));
    expect(client.received).not.toContain('100 Continue');
    expect(seen).toEqual([]);
    client.close();
  });

  it('keeps the token from the model, unless the route passes it on', async () => {
    adopt({ good: {} });
    const request = { body: '{}', headers: bearer('good') };
    await send(local.port, request);
    adopt({ good: {} }, { access: { ...access, forwardsAuthorization: true } });
    await send(local.port, request);
    const key = 'greenroom_key_of-the-portal';
    adopt(
      {},
      {
        access: { ...access, keys: [sha256(key)], forwardsAuthorization: true },
      },
    );
    await send(local.port, { body: '{}', headers: bearer(key) });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer good',
      undefined,
    ]);
  });

  it('leaves the headers of an open route alone, but for our tokens', async () => {
    adopt({}, { access: undefined });
    await send(local.port, {
      headers: { ...bearer('of-the-model'), 'x-api-key': 'k' },
    });
    await send(local.port, {
      headers: { ...bearer('greenroom_abc'), 'x-api-key': 'greenroom_abc' },
    });
    expect(seen[0].headers).toMatchObject({
      authorization: 'Bearer of-the-model',
      'x-api-key': 'k',
    });
    expect(seen[1].headers.authorization).toBeUndefined();
    expect(seen[1].headers['x-api-key']).toBeUndefined();
  });

  it('passes an API key on that is for the model, but none of our tokens', async () => {
    adopt({ good: {} });
    for (const key of ['of-the-model', 'greenroom_abc'])
      await send(local.port, {
        body: '{}',
        headers: { ...bearer('good'), 'x-api-key': key },
      });
    expect(seen.map(({ headers }) => headers['x-api-key'])).toEqual([
      'of-the-model',
      undefined,
    ]);
  });

  it.each(['Authorization', 'X-Api-Key'])(
    'answers 400 to two %s headers',
    async name => {
      adopt({ good: {} });
      const client = RawClient.connect(local.port);
      client.write(
        `GET ${inferPath} HTTP/1.1\r\nHost: a\r\n${name}: Bearer good\r\n${name}: Bearer good\r\n\r\n`,
      );
      await until('the answer', () => client.received.includes('\r\n\r\n'));
      expect(client.received).toMatch(/^HTTP\/1.1 400 /);
      expect(seen).toEqual([]);
      client.close();
    },
  );

  it('takes no token from the query', async () => {
    adopt({ good: {} });
    const { status } = await send(local.port, {
      path: `${inferPath}?access_token=good&token=good`,
      body: '{}',
    });
    expect(status).toBe(401);
  });

  it('answers 403 for another service, and 429 with Retry-After above a limit', async () => {
    adopt({
      other: { routes: ['demo/digits'] },
      slow: { limit: { key: 'k', requests: 1, seconds: 60 } },
    });
    const call = (token: string) =>
      send(local.port, { body: '{}', headers: bearer(token) });
    expect(JSON.parse((await call('other')).body).reason).toBe('Forbidden');
    expect((await call('slow')).status).toBe(200);
    const limited = await call('slow');
    expect([limited.status, limited.headers['retry-after']]).toEqual([
      429,
      '60',
    ]);
    local.advance(60_000);
    expect((await call('slow')).status).toBe(200);
  });

  it('counts by token what was served and refused, and nothing of who had none', async () => {
    adopt({ good: {}, other: { routes: [] } });
    await send(local.port, { body: '{}', headers: bearer('good') });
    answer = (_request, response) => response.writeHead(500).end();
    await send(local.port, { body: '{}', headers: bearer('good') });
    await send(local.port, { body: '{}', headers: bearer('other') });
    await send(local.port, { body: '{}', headers: bearer('wrong') });
    await send(local.port, { body: '{}' });
    const report = local.report()!;
    expect(report.tokens).toEqual({
      'id-of-good': { ok: 1, client: 0, server: 1, refused: 0 },
      'id-of-other': { ok: 0, client: 0, server: 0, refused: 1 },
    });
    expect(report.routes['demo/iris']).toMatchObject({
      ok: 1,
      client: 3,
      server: 1,
      inflight: 0,
    });
    const once = { client: 1, server: 0 };
    expect(report.refusals['demo/iris']).toEqual({
      Forbidden: once,
      InvalidToken: once,
      NoToken: once,
    });
    expect(JSON.stringify(report)).not.toContain('wrong');
  });

  it('lets a stream end whose token is revoked or expires meanwhile, and begins no other', async () => {
    let stream: ServerResponse | undefined;
    answer = (_request, response) => {
      stream = response;
      response.write('begin ');
    };
    adopt({ good: { expiresAt: 5_000 }, later: {} });
    const clients = ['good', 'later'].map(token => {
      const client = RawClient.connect(local.port);
      client.write(
        `GET ${inferPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
      return client;
    });
    for (const client of clients)
      await until('the stream', () => client.received.includes('begin'));
    local.advance(5_000);
    adopt({});
    for (const token of ['good', 'later'])
      expect((await send(local.port, { headers: bearer(token) })).status).toBe(
        401,
      );
    for (const client of clients) expect(client.isClosed).toBe(false);
    expect(seen).toHaveLength(2);
    stream!.end('end');
    await until('an end', () =>
      clients.some(client => client.received.endsWith('0\r\n\r\n')),
    );
    for (const client of clients) client.close();
  });

  it('refuses a request whose token is revoked before its body is there', async () => {
    adopt({ good: {} });
    const client = RawClient.connect(local.port);
    client.write(
      `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\nContent-Length: 4\r\n\r\nab`,
    );
    await until('the request', () => local.report()?.routes['demo/iris']);
    adopt({});
    client.write('cd');
    await until('the refusal', () => client.received.includes('\r\n\r\n'));
    expect(client.received).toMatch(/^HTTP\/1.1 401 /);
    expect(seen).toEqual([]);
    client.close();
  });

  it('serves everybody where the snapshot is of a control plane that knows no access', async () => {
    adopt({}, { access: undefined });
    const { tokens, ...old }: GatewaySnapshot = {
      ...snapshotOf(++version, { 'iris-1': { ports: [port] } }),
    };
    expect(tokens).toBeUndefined();
    local.adopt(old);
    expect((await send(local.port, { body: '{}' })).status).toBe(200);
  });

  it('is asked for thousands of wrong tokens beside right ones, and forgets them all', async () => {
    adopt({ good: {} });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    const statuses = { wrong: new Set<number>(), good: new Set<number>() };
    await Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        for (let i = 0; i < 250; i++) {
          const isGood = i % 10 === 0;
          const token = isGood ? 'good' : `wrong-${client}-${i}`;
          const { status } = await send(local.port, {
            agent,
            body: '{}',
            headers: bearer(token),
          });
          statuses[isGood ? 'good' : 'wrong'].add(status);
        }
      }),
    );
    agent.destroy();
    expect([...statuses.good]).toEqual([200]);
    expect([...statuses.wrong].sort()).toEqual([401, 429]);
    expect(Object.keys(local.report()!.tokens)).toEqual(['id-of-good']);
  });

  it('of a component takes the key of its service from the path, and keeps it', async () => {
    adopt(
      { good: {} },
      { access: { kind: 'component', keys: [sha256('key-of-iris')] } },
    );
    const call = (path: string) =>
      send(local.port, { path: `/serving/demo/iris${path}`, body: '{}' });
    const served = await call('/key-of-iris/v1/models/iris:predict');
    expect([served.status, seen[0].url]).toEqual([
      200,
      '/v1/models/iris:predict',
    ]);
    for (const path of ['/v1/models/iris:predict', '/key-of-other/v1', ''])
      expect((await call(path)).status).toBe(401);
    expect(seen).toHaveLength(1);
  });
});
