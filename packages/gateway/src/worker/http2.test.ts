import http, { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { AddressInfo } from 'node:net';
import { RawClient, send } from '../__testUtils__/client';
import { Http2Client } from '../__testUtils__/http2Client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

describe('HTTP/2 in front of a replica that speaks HTTP/1.1', () => {
  let replica: http.Server;
  let handle: Handler;
  let local: LocalGateway;
  let client: Http2Client;

  beforeEach(async () => {
    handle = (_request, response) => response.end('ok');
    replica = http.createServer((request, response) =>
      handle(request, response),
    );
    await new Promise<void>(resolve => {
      replica.listen(0, '127.0.0.1', resolve);
    });
    const { port } = replica.address() as AddressInfo;
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [port] } }),
      limits: { maxBodyBytes: 5_000_000 },
    });
    client = new Http2Client(local.port);
  });

  afterEach(async () => {
    client.close();
    await local.stop();
    replica.closeAllConnections();
    await new Promise(resolve => {
      replica.close(resolve);
    });
  });

  const echo: Handler = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => response.end(Buffer.concat(chunks)));
  };

  it('passes a prediction through, as HTTP/1.1 would have come', async () => {
    const seen: Record<string, unknown> = {};
    handle = (request, response) => {
      Object.assign(seen, { url: request.url, headers: request.headers });
      response.setHeader('content-type', 'application/json');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      echo(request, response);
    };
    const answer = await client.request(
      {
        ':path': '/serving/demo/iris/v2/models/iris/infer?a=b',
        ':authority': 'portal.example.com',
        cookie: ['a=1', 'b=2'],
        'content-length': '4',
        'x-request-id': 'r-1',
      },
      'body',
    ).whenOver;
    expect(answer).toMatchObject({
      status: 200,
      body: 'body',
      isEnded: true,
      headers: {
        'content-type': 'application/json',
        'content-length': '4',
        'set-cookie': ['a=1', 'b=2'],
        'x-request-id': 'r-1',
      },
    });
    expect(answer.headers.connection).toBeUndefined();
    expect(seen).toMatchObject({
      url: '/v2/models/iris/infer?a=b',
      headers: {
        host: 'portal.example.com',
        cookie: 'a=1; b=2',
        'content-length': '4',
        'x-forwarded-for': '127.0.0.1',
        'x-request-id': 'r-1',
      },
    });
    expect(local.report()?.routes['demo/iris']).toMatchObject({
      ok: 1,
      bytesIn: 4,
      bytesOut: 4,
      inflight: 0,
    });
  });

  it('answers on the same port as HTTP/1.1, and many at a time', async () => {
    handle = echo;
    const answers = await Promise.all([
      ...Array.from({ length: 100 }, (_, i) =>
        client.request({}, `h2-${i}`).whenOver.then(({ body }) => body),
      ),
      ...Array.from({ length: 10 }, (_, i) =>
        send(local.port, { body: `h1-${i}` }).then(({ body }) => body),
      ),
    ]);
    expect(new Set(answers).size).toBe(110);
    let counted = 0;
    await until('all to be counted', () => {
      counted += local.report()?.routes['demo/iris']?.ok ?? 0;
      return counted === 110;
    });
  });

  it.each([
    ['at once', preface.length],
    ['byte by byte', 1],
    ['in two parts', 10],
  ])('knows the preface when it comes %s', async (_how, size) => {
    const raw = RawClient.connect(local.port);
    for (let i = 0; i < preface.length; i += size) {
      raw.write(preface.slice(i, i + size));
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
    // A SETTINGS frame without settings
    raw.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    await until('settings', () => raw.received.length >= 9);
    expect(raw.received.charCodeAt(3)).toBe(4);
    raw.close();
  });

  it('streams a body without a length both ways, with trailers', async () => {
    handle = (request, response) => {
      response.writeHead(200, { trailer: 'x-sum' });
      response.write('first ');
      request.on('data', chunk => response.write(chunk));
      request.on('end', () => {
        response.addTrailers({ 'x-sum': request.trailers['x-in'] ?? 'none' });
        response.end();
      });
    };
    const answer = client.request({ ':method': 'POST' });
    answer.stream.write('a ');
    await until('the echo', () => answer.body === 'first a ');
    answer.stream.write('b');
    answer.stream.end();
    await answer.whenOver;
    expect(answer).toMatchObject({
      body: 'first a b',
      isEnded: true,
      trailers: { 'x-sum': 'none' },
    });
  });

  it('passes each event of a stream as it comes', async () => {
    const streams: ServerResponse[] = [];
    handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      streams.push(response);
    };
    const answer = client.request({}, null);
    await until('the first', () => answer.body === 'data: 1\n\n');
    streams[0].write('data: 2\n\n');
    await until('the second', () => answer.body.endsWith('data: 2\n\n'));
    local.advance(301_000);
    await answer.whenOver;
    expect(answer.isEnded).toBe(false);
    expect(answer.stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  });

  it('lets the replica hear of a client that leaves', async () => {
    const gone: boolean[] = [];
    handle = (_request, response) => {
      response.write('begin');
      response.on('close', () => gone.push(response.writableFinished));
    };
    const answer = client.request({}, null);
    await until('the start', () => answer.body === 'begin');
    answer.stream.close(constants.NGHTTP2_CANCEL);
    await until('the replica to hear', () => gone.length === 1);
    expect(gone).toEqual([false]);
    await until('the count', () => local.report()?.routes['demo/iris'].client);
  });

  it.each([
    ['with a length', { 'content-length': '8' }],
    ['without a length', {}],
  ])('breaks off when the replica breaks off %s', async (_how, headers) => {
    let cut = () => {};
    handle = (_request, response) => {
      response.writeHead(200, headers);
      response.write('half');
      cut = () => response.destroy();
    };
    const answer = client.request({}, null);
    await until('the half', () => answer.body === 'half');
    cut();
    await answer.whenOver;
    expect(answer.isEnded).toBe(false);
    expect(answer.stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    expect(local.report()?.routes['demo/iris']).toMatchObject({ server: 1 });
  });

  it.each([
    [
      'no route',
      { ':path': '/nowhere', ':authority': 'a' },
      404,
      'RouteNotFound',
    ],
    ['too large a head', { 'x-a': 'x'.repeat(17_000) }, 431, 'HeadersTooLarge'],
    ['too large a body', { 'content-length': '5000001' }, 413, 'BodyTooLarge'],
  ])('refuses %s, and serves on', async (_what, headers, status, reason) => {
    const answer = client.request({ ':method': 'POST', ...headers });
    await until('the answer', () => answer.isEnded);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).reason).toBe(reason);
    expect((await client.request({}, null).whenOver).body).toBe('ok');
  });

  it('tells a client whose body is not wanted to send no more', async () => {
    handle = (_request, response) => {
      response.statusCode = 403;
      response.end('no');
    };
    const answer = client.request({ ':method': 'POST' });
    answer.stream.write(Buffer.alloc(200_000));
    await answer.whenOver;
    expect(answer).toMatchObject({ status: 403, body: 'no', isEnded: true });
    expect(client.session.destroyed).toBe(false);
  });

  it('does not let a request with an unread body hold back the others', async () => {
    handle = (request, response) => {
      if (request.url?.includes('slow')) request.pause();
      else echo(request, response);
    };
    for (let i = 0; i < 20; i++) {
      client
        .request({ ':method': 'POST', ':path': '/slow' })
        .stream.write(Buffer.alloc(1_000_000));
    }
    await until(
      'them to arrive',
      () => (local.report()?.routes['demo/iris']?.inflight ?? 0) > 19,
    );
    const answer = await client.request({}, 'x'.repeat(100_000)).whenOver;
    expect(answer.body).toHaveLength(100_000);
  });

  it('answers HEAD and 204 without a body', async () => {
    handle = (request, response) => {
      if (request.method === 'HEAD') response.setHeader('content-length', '5');
      else response.statusCode = 204;
      response.end();
    };
    const head = await client.request({ ':method': 'HEAD' }, null).whenOver;
    expect(head).toMatchObject({ status: 200, isEnded: true, body: '' });
    expect(head.headers['content-length']).toBe('5');
    const none = await client.request({}, null).whenOver;
    expect(none).toMatchObject({ status: 204, isEnded: true });
  });

  it('says goodbye when it drains, and finishes what is under way', async () => {
    let finish = () => {};
    handle = (_request, response) => {
      response.write('begin ');
      finish = () => response.end('end');
    };
    const answer = client.request({}, null);
    await until('the start', () => answer.body === 'begin ');
    local.gateway.startDraining();
    let isDrained = false;
    const drained = local.server.drain(60_000).then(() => {
      isDrained = true;
    });
    await until('the goodbye', () => client.session.closed);
    expect(isDrained).toBe(false);
    finish();
    expect((await answer.whenOver).body).toBe('begin end');
    await drained;
  });

  it('cuts what does not end in the time of a drain', async () => {
    handle = (_request, response) => {
      response.write('begin');
    };
    const answer = client.request({}, null);
    await until('the start', () => answer.body === 'begin');
    await local.server.drain(0);
    await answer.whenOver;
    expect(answer.isEnded).toBe(false);
  });

  it('lets go of a client that leaves', async () => {
    await client.request({}, null).whenOver;
    await new Promise<void>(resolve => {
      client.session.close(resolve);
    });
    await local.server.drain(60_000);
    expect(local.report()?.routes['demo/iris']).toMatchObject({ ok: 1 });
  });

  it('closes an idle connection', async () => {
    const idle = await startLocalGateway({
      serverLimits: { keepAliveTimeoutMs: 50 },
    });
    const other = new Http2Client(idle.port);
    await until('the end', () => other.session.destroyed);
    expect(idle.report()).toBeUndefined();
    await idle.stop();
  });

  it('answers 408 to a connection that says too little to tell', async () => {
    const hasty = await startLocalGateway({
      serverLimits: { headersTimeoutMs: 50 },
    });
    const raw = RawClient.connect(hasty.port);
    raw.write('PRI * HT');
    await until('the end', () => raw.isClosed);
    expect(raw.received).toMatch(/^HTTP\/1\.1 408 [^]*HeaderTimeout/);
    await hasty.stop();
  });

  it('ends a connection that breaks the protocol, and counts it', async () => {
    const raw = RawClient.connect(local.port);
    raw.write(`${preface}this is not a frame, whatever it is`);
    await until('the end', () => raw.isClosed);
    expect(local.report()?.unrouted).toEqual({ BadRequest: 1 });
    expect((await client.request({}, null).whenOver).body).toBe('ok');
  });
});
