import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

/** Every path of the protocols that runtimes serve, as it must arrive there. Source: kserve-status-and-objects §10. */
const paths = [
  'GET /',
  'GET /v1/models',
  'GET /v1/models/m',
  'POST /v1/models/m:predict',
  'POST /v1/models/m:explain',
  'GET /v2',
  'GET /v2/health/live',
  'GET /v2/health/ready',
  'GET /v2/models',
  'POST /v2/repository/index',
  'GET /v2/models/m',
  'GET /v2/models/m/versions/1',
  'GET /v2/models/m/ready',
  'GET /v2/models/m/versions/1/ready',
  'POST /v2/models/m/infer',
  'POST /v2/models/m/versions/1/infer',
  'POST /v2/repository/models/m/load',
  'POST /v2/repository/models/m/unload',
  ...['', '/openai'].flatMap(prefix => [
    `POST ${prefix}/v1/completions`,
    `POST ${prefix}/v1/chat/completions`,
    `POST ${prefix}/v1/embeddings`,
    `POST ${prefix}/v1/rerank`,
    `GET ${prefix}/v1/models`,
    `GET ${prefix}/v1/models/m`,
  ]),
  'POST /v1/timeseries/forecast',
  'GET /v1/timeseries/models',
];

describe('the protocols of runtimes through a gateway', () => {
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let runtime: http.Server;
  let local: LocalGateway;

  beforeEach(async () => {
    runtime = http.createServer((request, response) =>
      handle(request, response),
    );
    await new Promise<void>(resolve => {
      runtime.listen(0, '127.0.0.1', resolve);
    });
    const { port } = runtime.address() as AddressInfo;
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [port] } }),
    });
  });

  afterEach(async () => {
    await local.stop();
    runtime.closeAllConnections();
    await new Promise(resolve => {
      runtime.close(resolve);
    });
  });

  it.each(paths)(
    '%s arrives as it was sent, by host and by prefix',
    async of => {
      const [method, path] = of.split(' ');
      handle = (request, response) => {
        let body = '';
        request.on('data', chunk => {
          body += chunk;
        });
        request.on('end', () =>
          response.end(`${request.method} ${request.url} ${body}`),
        );
      };
      const body = method === 'POST' ? '{"a":1}' : undefined;
      const expected = `${of} ${body ?? ''}`;
      const byPrefix = `/serving/demo/iris${path}`;
      expect(
        (await send(local.port, { method, path: byPrefix, body })).body,
      ).toBe(expected);
      const headers = { host: 'iris.demo' };
      expect(
        (await send(local.port, { method, path, body, headers })).body,
      ).toBe(expected);
    },
  );

  it('passes binary tensors with the header that divides them', async () => {
    const binary = Buffer.concat([
      Buffer.from('{"inputs":[]}'),
      Buffer.from([0, 255, 13, 10, 128]),
    ]);
    let received: Buffer | undefined;
    handle = (request, response) => {
      expect(request.headers['inference-header-content-length']).toBe('13');
      request.on('data', chunk => {
        received = chunk;
      });
      request.on('end', () => {
        response.setHeader('inference-header-content-length', '2');
        response.end(Buffer.from([0x7b, 0x7d, 255]));
      });
    };
    const answer = await send(local.port, {
      body: binary,
      headers: { 'inference-header-content-length': '13' },
    });
    expect(received?.equals(binary)).toBe(true);
    expect(answer.headers['inference-header-content-length']).toBe('2');
  });

  it('streams a chat completion event by event up to its last', async () => {
    const streams: ServerResponse[] = [];
    handle = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[]}\n\n');
      streams.push(response);
    };
    const client = RawClient.connect(local.port);
    const body = '{"model":"m","stream":true}';
    client.write(
      `POST /serving/demo/iris/openai/v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until('the first event', () => client.received.includes('choices'));
    expect(client.received).not.toContain('[DONE]');
    streams[0].end('data: [DONE]\n\n');
    await until('the end', () => client.received.endsWith('0\r\n\r\n'));
    expect(client.received).toContain('data: [DONE]\n\n');
    client.close();
  });

  it('stops the generation of a client that leaves', async () => {
    let isGone = false;
    handle = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      response.on('close', () => {
        isGone = true;
      });
    };
    const client = RawClient.connect(local.port);
    client.write(
      'POST /serving/demo/iris/v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}',
    );
    await until('the first event', () => client.received.includes('data: 1'));
    client.close();
    await until('the runtime to hear', () => isGone);
    await until('the count', () => local.report()?.routes['demo/iris'].client);
    expect(client.received).not.toMatch(/0\r\n\r\n$/);
  });

  describe.each(['/v1', '/openai/v1'] as const)(
    'a runtime that has OpenAI’s API at %s',
    base => {
      const adopt = () => {
        const snapshot = snapshotOf(2, {
          'iris-1': { ports: [(runtime.address() as AddressInfo).port] },
        });
        const [[key, revision]] = Object.entries(snapshot.revisions);
        local.adopt({
          ...snapshot,
          revisions: { [key]: { ...revision, openAiBase: base } },
        });
      };

      it.each(['chat/completions', 'completions', 'embeddings', 'rerank'])(
        'is reached by both prefixes: %s',
        async path => {
          adopt();
          handle = (request, response) => {
            request.resume().on('end', () => response.end(request.url));
          };
          for (const prefix of ['/v1', '/openai/v1'])
            for (const host of ['iris.demo', 'portal']) {
              const start = host === 'portal' ? '/serving/demo/iris' : '';
              const answer = await send(local.port, {
                path: `${start}${prefix}/${path}`,
                body: '{}',
                headers: { host },
              });
              expect(answer.body).toBe(`${base}/${path}`);
            }
        },
      );

      it('streams to clients of both', async () => {
        adopt();
        handle = (request, response) => {
          request.resume();
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.end(`data: ${request.url}\n\ndata: [DONE]\n\n`);
        };
        for (const prefix of ['/v1', '/openai/v1'])
          expect(
            (
              await send(local.port, {
                path: `/serving/demo/iris${prefix}/completions`,
                body: '{"stream":true}',
              })
            ).body,
          ).toBe(`data: ${base}/completions\n\ndata: [DONE]\n\n`);
      });

      it('keeps the paths of other protocols', async () => {
        adopt();
        handle = (request, response) => {
          request.resume().on('end', () => response.end(request.url));
        };
        for (const path of ['/v1/models/m:predict', '/v1/models', '/metrics'])
          expect(
            (await send(local.port, { path: `/serving/demo/iris${path}` }))
              .body,
          ).toBe(path);
      });
    },
  );

  it('refuses in the words of those clients', async () => {
    local.adopt(
      snapshotOf(
        2,
        {},
        {
          unavailable: {
            status: 503,
            reason: 'Stopped',
            message: 'It is stopped.',
          },
        },
      ),
    );
    for (const prefix of ['', '/openai']) {
      const answer = await send(local.port, {
        path: `/serving/demo/iris${prefix}/v1/chat/completions`,
        body: '{}',
      });
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        503,
        {
          error: {
            message: 'It is stopped.',
            type: 'server_error',
            code: 'Stopped',
          },
        },
      ]);
    }
  });
});
