import http, { Agent, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  framings,
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe.each(framings)(
  'a gateway in front of a healthy replica (framing: %s)',
  framing => {
    let replica: http.Server;
    let handle: Handler;
    let port: number;
    let local: LocalGateway;

    beforeEach(async () => {
      replica = http.createServer((request, response) =>
        handle(request, response),
      );
      await new Promise<void>(resolve => {
        replica.listen(0, '127.0.0.1', resolve);
      });
      port = (replica.address() as AddressInfo).port;
      local = await startLocalGateway({
        framing,
        snapshot: snapshotOf(1, { 'iris-1': { ports: [port] } }),
      });
    });

    afterEach(async () => {
      await local.stop();
      replica.closeAllConnections();
      await new Promise(resolve => replica.close(resolve));
    });

    it('passes a prediction through', async () => {
      const seen: Record<string, unknown> = {};
      handle = (request, response) => {
        Object.assign(seen, { url: request.url, headers: request.headers });
        let body = '';
        request.on('data', chunk => {
          body += chunk;
        });
        request.on('end', () => {
          response.setHeader('content-type', 'application/json');
          response.end(`{"echo":${body}}`);
        });
      };
      const answer = await send(local.port, {
        path: `${inferPath}?a=b`,
        body: '{"inputs":[]}',
        headers: {
          host: 'portal.example.com',
          'x-request-id': 'r-1',
          connection: 'close',
        },
      });
      expect(answer).toMatchObject({
        status: 200,
        body: '{"echo":{"inputs":[]}}',
        headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
      });
      expect(seen).toMatchObject({
        url: '/v2/models/iris/infer?a=b',
        headers: {
          host: 'portal.example.com',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-forwarded-host': 'portal.example.com',
          'x-request-id': 'r-1',
          'content-length': '13',
        },
      });
      expect((seen.headers as IncomingMessage['headers']).connection).not.toBe(
        'close',
      );
    });

    it('routes by host without touching the path', async () => {
      handle = (request, response) => response.end(request.url);
      const answer = await send(local.port, {
        path: '/v2/health/ready',
        headers: { host: 'IRIS.demo:8080' },
      });
      expect(answer.body).toBe('/v2/health/ready');
    });

    it.each([
      ['an empty body', '', 'POST'],
      ['a body at the limit of buffering', 'x'.repeat(64 * 1024), 'POST'],
      ['a body above it', 'x'.repeat(64 * 1024 + 1), 'PUT'],
      ['a large body', 'x'.repeat(3 * 1024 * 1024), 'POST'],
    ])('passes %s', async (_kind, body, method) => {
      handle = (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', chunk => chunks.push(chunk));
        request.on('end', () => response.end(Buffer.concat(chunks)));
      };
      const answer = await send(local.port, { method, body });
      expect(answer.status).toBe(200);
      expect(answer.body === body).toBe(true);
      expect(local.report()?.routes['demo/iris']).toMatchObject({
        ok: 1,
        bytesIn: body.length,
        bytesOut: body.length,
        inflight: 0,
      });
    });

    it('passes a chunked body in chunks, with its trailers', async () => {
      handle = (request, response) => {
        let body = '';
        request.on('data', chunk => {
          body += chunk;
        });
        request.on('end', () =>
          response.end(
            JSON.stringify([
              request.headers['transfer-encoding'],
              body,
              request.trailers,
            ]),
          ),
        );
      };
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n`,
      );
      await until('the answer', () => client.received.endsWith(']'));
      expect(client.received).toMatch(/\["chunked","abcde",\{"x-sum":"5"\}\]$/);
      client.close();
    });

    it("passes an answer's trailers", async () => {
      handle = (_request, response) => {
        response.writeHead(200, { Trailer: 'X-Sum' });
        response.write('body');
        response.addTrailers({ 'X-Sum': '4' });
        response.end();
      };
      const client = RawClient.connect(local.port);
      client.write(`GET ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until('the end', () => client.received.endsWith('\r\n\r\n'));
      expect(client.received).toMatch(/4\r\nbody\r\n0\r\nX-Sum: 4\r\n\r\n$/);
      client.close();
    });

    it.each`
      method       | status | headers                       | body
      ${'HEAD'}    | ${200} | ${{ 'content-length': '42' }} | ${''}
      ${'GET'}     | ${204} | ${{}}                         | ${''}
      ${'GET'}     | ${304} | ${{ etag: '"a"' }}            | ${''}
      ${'DELETE'}  | ${404} | ${{ 'x-a': 'b' }}             | ${'gone'}
      ${'OPTIONS'} | ${500} | ${{}}                         | ${'broken'}
    `(
      'passes $method with $status',
      async ({ method, status, headers, body }) => {
        handle = (_request, response) => {
          response.writeHead(status, headers);
          response.end(body);
        };
        const answer = await send(local.port, { method });
        expect(answer).toMatchObject({ status, headers, body });
      },
    );

    it('keeps both connections for the next request', async () => {
      const sockets = new Set<unknown>();
      handle = (request, response) => {
        sockets.add(request.socket);
        response.end('ok');
      };
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let i = 0; i < 5; i++) await send(local.port, { agent });
      const server = local.server.server;
      const open = await new Promise(resolve =>
        server.getConnections((_error, count) => resolve(count)),
      );
      agent.destroy();
      expect([sockets.size, open]).toEqual([1, 1]);
    });

    it('answers pipelined requests in order', async () => {
      handle = (request, response) => {
        // The first answer is the last to be ready.
        if (request.url === '/1') setImmediate(() => response.end('<one>'));
        else response.end('<two>');
      };
      const client = RawClient.connect(local.port);
      const get = (n: number) =>
        `GET /${n} HTTP/1.1\r\nHost: iris.demo\r\n\r\n`;
      client.write(get(1) + get(2));
      await until('both', () => client.received.includes('<two>'));
      expect(client.received.indexOf('<one>')).toBeLessThan(
        client.received.indexOf('<two>'),
      );
      client.close();
    });

    it('flushes the head of an event stream at once, and every event as it comes', async () => {
      let stream: ServerResponse | undefined;
      handle = (_request, response) => {
        stream = response;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
      };
      const client = RawClient.connect(local.port);
      client.write(`GET ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until('the head', () => client.received.includes('\r\n\r\n'));
      for (const event of ['one', 'two', 'three']) {
        stream!.write(`data: ${event}\n\n`);
        await until(event, () => client.received.includes(event));
      }
      stream!.end();
      await until('the end', () => client.received.endsWith('0\r\n\r\n'));
      expect(client.received).toMatch(/one[^]*two[^]*three/);
      client.close();
    });

    it('holds a fast replica back for a slow client', async () => {
      const total = 64 * 1024 * 1024;
      let written = 0;
      handle = (_request, response) => {
        const block = Buffer.alloc(256 * 1024, 'x');
        const more = () => {
          while (written < total) {
            written += block.length;
            if (!response.write(block)) return;
          }
          response.end();
        };
        response.on('drain', more);
        more();
      };
      const client = RawClient.connect(local.port);
      client.socket.pause();
      client.write(
        `GET ${inferPath} HTTP/1.1\r\nHost: iris.demo\r\nConnection: close\r\n\r\n`,
      );
      let before = -1;
      await until('the replica to stand still', async () => {
        const stands = written === before && written > 0;
        before = written;
        await new Promise(resolve => setTimeout(resolve, 100));
        return stands;
      });
      expect(written).toBeLessThan(total / 2);
      let received = 0;
      client.socket.removeAllListeners('data');
      client.socket.on('data', chunk => {
        received += chunk.length;
      });
      client.socket.resume();
      await until('the end', () => client.isClosed);
      expect(received).toBeGreaterThan(total);
    }, 180_000);

    it('holds a fast client back for a slow replica', async () => {
      let request: IncomingMessage | undefined;
      handle = (incoming, response) => {
        request = incoming;
        incoming.pause();
        incoming.on('end', () => response.end('done'));
      };
      const total = 64 * 1024 * 1024;
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: ${total}\r\n\r\n`,
      );
      client.write(Buffer.alloc(total, 'x'));
      await until('the request', () => request);
      let before = -1;
      await until('the client to stand still', async () => {
        const left = client.socket.writableLength;
        const stands = left === before;
        before = left;
        await new Promise(resolve => setTimeout(resolve, 100));
        return stands;
      });
      expect(client.socket.writableLength).toBeGreaterThan(0);
      request!.resume();
      await until('the answer', () => client.received.includes('done'));
      client.close();
    }, 180_000);

    it('answers 100 Continue before it reads the body', async () => {
      handle = (request, response) => {
        request.resume();
        request.on('end', () => response.end('done'));
      };
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
      );
      await until('100', () => client.received.startsWith('HTTP/1.1 100'));
      client.write('ok');
      await until('the answer', () => client.received.includes('done'));
      expect(client.received).toMatch(
        /^HTTP\/1\.1 100 [^]*\r\n\r\nHTTP\/1\.1 200 /,
      );
      client.close();
    });

    it('passes on an answer that comes before the body is read', async () => {
      handle = (_request, response) => {
        response.writeHead(403, { connection: 'close' });
        response.end('no');
      };
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(
          1000,
        )}`,
      );
      await until('the answer', () => client.received.includes('no'));
      expect(client.received).toMatch(/^HTTP\/1\.1 403 /);
      // The rest of the body is read away, and the connection serves on.
      client.write('x'.repeat(199_000));
      handle = (_request, response) => response.end('again');
      client.write(`GET ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until('the next answer', () => client.received.includes('again'));
      client.close();
    });

    it('splits exactly', async () => {
      const second = http.createServer((_request, response) =>
        response.end('canary'),
      );
      await new Promise<void>(resolve => {
        second.listen(0, '127.0.0.1', resolve);
      });
      handle = (_request, response) => response.end('stable');
      local.gateway.adopt(
        snapshotOf(2, {
          'iris-1': { weight: 90, ports: [port] },
          'iris-2': {
            weight: 10,
            ports: [(second.address() as AddressInfo).port],
          },
        }),
      );
      const agent = new Agent({ keepAlive: true, maxSockets: 4 });
      const answers = await Promise.all(
        Array.from({ length: 200 }, () => send(local.port, { agent })),
      );
      agent.destroy();
      expect(answers.filter(({ body }) => body === 'canary')).toHaveLength(20);
      second.closeAllConnections();
      second.close();
    });

    it('closes the connection of a client that left, and counts it', async () => {
      let isUpstreamClosed = false;
      handle = (request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        request.socket.on('close', () => {
          isUpstreamClosed = true;
        });
      };
      const client = RawClient.connect(local.port);
      client.write(`GET ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`);
      await until('the stream', () => client.received.includes('data: 1'));
      client.close();
      await until('the replica to notice', () => isUpstreamClosed);
      expect(local.report()?.revisions['demo/iris-1']).toMatchObject({
        ok: 0,
        client: 1,
        server: 0,
        inflight: 0,
      });
    });

    it('never bothers a replica for a client that left while it sent its body', async () => {
      handle = (_request, response) => response.end('unexpected');
      const requests = jest.fn();
      replica.on('request', requests);
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf`,
      );
      await until(
        'it to arrive',
        () => local.report()?.routes['demo/iris']?.inflight === 1,
      );
      client.close();
      await until(
        'it to be counted',
        () => local.report()?.routes['demo/iris']?.client === 1,
      );
      expect(requests).not.toHaveBeenCalled();
    });
  },
);
