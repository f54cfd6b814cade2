import { Socket } from 'node:net';
import {
  inferPath,
  RawClient,
  send,
  TestAnswer,
} from '../__testUtils__/client';
import {
  framings,
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { neighbourHost, withNeighbour } from '../__testUtils__/neighbour';
import {
  closedPort,
  onRequestHead,
  RawServer,
  startRawServer,
} from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';

const ok = (body: string) =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const reasonOf = (answer: TestAnswer) => [
  answer.status,
  JSON.parse(answer.body).reason,
];

describe.each(framings)(
  'a gateway in front of replicas that fail (framing: %s)',
  framing => {
    const servers: RawServer[] = [];
    let local: LocalGateway;
    /** A stream of another service that must not notice anything. */
    let bystander: RawClient;
    let bystanderSocket: Socket | undefined;

    async function replica(
      onConnection: Parameters<typeof startRawServer>[0],
      port = 0,
    ): Promise<RawServer> {
      const server = await startRawServer(onConnection, port);
      servers.push(server);
      return server;
    }

    async function start(
      ports: readonly number[],
      route = {},
      options: Parameters<typeof startLocalGateway>[0] = {},
    ): Promise<void> {
      const other = await replica(socket => {
        bystanderSocket = socket;
        onRequestHead(socket, () =>
          socket.write(
            'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nstart',
          ),
        );
      });
      const snapshot = snapshotOf(1, { 'iris-1': { ports } }, route);
      local = await startLocalGateway({
        framing,
        ...options,
        snapshot: withNeighbour(snapshot, other.port),
      });
      bystander = RawClient.connect(local.port);
      bystander.write(`GET / HTTP/1.1\r\nHost: ${neighbourHost}\r\n\r\n`);
      await until('the bystander', () => bystander.received.includes('start'));
    }

    afterEach(async () => {
      // Whatever happened in the test, the other stream goes on.
      bystanderSocket!.write('end');
      await until('the bystander', () => bystander.received.endsWith('end'));
      bystander.close();
      await local.stop();
      await Promise.all(servers.splice(0).map(server => server.close()));
    });

    it('answers 502 when nobody listens, and takes the replica out of rotation', async () => {
      await start([await closedPort()]);
      expect(reasonOf(await send(local.port))).toEqual([
        502,
        'UpstreamUnavailable',
      ]);
      expect(local.events).toEqual(['dead demo/iris-1 r0']);
      expect(reasonOf(await send(local.port))).toEqual([
        502,
        'UpstreamUnavailable',
      ]);
      expect(local.events).toHaveLength(1);
    });

    it.each(['GET', 'POST'])(
      'goes to another replica when one refuses (%s)',
      async method => {
        const good = await replica(socket =>
          onRequestHead(socket, () => socket.write(ok('good'))),
        );
        await start([await closedPort(), good.port], {}, { random: () => 0 });
        const answers = await Promise.all(
          Array.from({ length: 10 }, () =>
            send(local.port, {
              method,
              body: method === 'POST' ? 'x' : undefined,
            }),
          ),
        );
        expect(answers.map(({ body }) => body)).toEqual(Array(10).fill('good'));
        expect(local.events).toEqual(['dead demo/iris-1 r0']);
      },
    );

    it('streams a large body to another replica when one refuses', async () => {
      const total = 1024 * 1024;
      let received = 0;
      const good = await replica(socket =>
        socket.on('data', chunk => {
          received += chunk.length;
          if (received > total) socket.write(ok('good'));
        }),
      );
      await start([await closedPort(), good.port], {}, { random: () => 0 });
      const answer = await send(local.port, { body: Buffer.alloc(total) });
      expect(answer.body).toBe('good');
    });

    it('brings a replica back after the first good probe', async () => {
      const port = await closedPort();
      await start([port]);
      await send(local.port);
      await replica(
        socket => onRequestHead(socket, () => socket.write(ok('back'))),
        port,
      );
      local.advance(300);
      await until(
        'the replica to be back',
        async () => (await send(local.port)).body === 'back',
      );
      expect(local.events).toEqual(['dead demo/iris-1 r0']);
    });

    it('brings a replica back with the next snapshot', async () => {
      const port = await closedPort();
      await start([port]);
      await send(local.port);
      await replica(
        socket => onRequestHead(socket, () => socket.write(ok('back'))),
        port,
      );
      local.gateway.adopt(snapshotOf(2, { 'iris-1': { ports: [port] } }));
      expect((await send(local.port)).body).toBe('back');
    });

    it.each(['GET', 'POST'])(
      'repeats a request whose idle connection the replica closed just then (%s)',
      async method => {
        const server = await replica((socket, index) => {
          let count = 0;
          onRequestHead(socket, () => {
            if (index === 0 && ++count === 2) socket.resetAndDestroy();
            else socket.write(ok(`connection ${index}`));
          });
        });
        await start([server.port]);
        const body = method === 'POST' ? 'x' : undefined;
        expect((await send(local.port, { method, body })).body).toBe(
          'connection 0',
        );
        expect((await send(local.port, { method, body })).body).toBe(
          'connection 1',
        );
        expect(local.events).toEqual([]);
      },
    );

    it('never sends a request twice to a replica that may have begun with it', async () => {
      let requests = 0;
      const server = await replica(socket =>
        onRequestHead(socket, () => {
          requests++;
          socket.resetAndDestroy();
        }),
      );
      await start([server.port]);
      expect(reasonOf(await send(local.port))).toEqual([502, 'UpstreamReset']);
      expect(requests).toBe(1);
    });

    it('finds out that a replica crashed when it breaks off a request', async () => {
      const server = await replica(socket =>
        onRequestHead(socket, () => void server.close()),
      );
      await start([server.port]);
      expect(reasonOf(await send(local.port))).toEqual([502, 'UpstreamReset']);
      await until('the death', () => local.events.length > 0);
      expect(local.events).toEqual(['dead demo/iris-1 r0']);
    });

    it.each([
      ['garbage', 'SSH-2.0-OpenSSH\r\n\r\n'],
      [
        'two lengths',
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
      ],
      [
        'a length and chunks',
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`],
      [
        'a broken chunk at once',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      ],
    ])('answers 502 to %s', async (_kind, bytes) => {
      const server = await replica(socket =>
        onRequestHead(socket, () => socket.write(bytes)),
      );
      await start([server.port]);
      expect(reasonOf(await send(local.port))).toEqual([
        502,
        'UpstreamProtocolError',
      ]);
      expect(local.report()?.routes['demo/iris']).toMatchObject({
        server: 1,
        inflight: 0,
      });
    });

    it.each([
      ['by length', 'Content-Length: 900000\r\n\r\nhalf', 1],
      ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', 1],
      [
        'in chunks, to an HTTP/1.0 client',
        'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
        0,
      ],
    ])(
      'breaks off when the replica breaks off %s',
      async (_kind, rest, minor) => {
        const server = await replica(socket =>
          onRequestHead(socket, () =>
            socket.write(`HTTP/1.1 200 OK\r\n${rest}`),
          ),
        );
        await start([server.port]);
        const client = RawClient.connect(local.port);
        client.write(`GET / HTTP/1.${minor}\r\nHost: iris.demo\r\n\r\n`);
        await until('the half', () => client.received.includes('half'));
        server.connections[0].destroy();
        await until('the end', () => client.isClosed);
        expect(client.received).not.toMatch(/0\r\n\r\n$/);
        expect(client.wasReset).toBe(minor === 0);
        expect(local.report()?.routes['demo/iris']).toMatchObject({
          ok: 0,
          server: 1,
          inflight: 0,
        });
      },
    );

    it('answers 504 when the answer does not start in time, and gives the replica up', async () => {
      let isClosed = false;
      const server = await replica(socket => {
        socket.resume();
        socket.on('close', () => {
          isClosed = true;
        });
      });
      await start([server.port], { timeoutMs: 60_000 });
      const answer = send(local.port);
      await until('the request', () => server.connections.length > 0);
      local.advance(59_000);
      expect(local.report()?.routes['demo/iris'].inflight).toBe(1);
      local.advance(2_000);
      expect(reasonOf(await answer)).toEqual([504, 'UpstreamTimeout']);
      await until('the call to be given up', () => isClosed);
    });

    it('blames the replica when it is the replica that does not read the body', async () => {
      const server = await replica(socket => socket.pause());
      await start([server.port], { timeoutMs: 60_000 });
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 60000000\r\n\r\n`,
      );
      client.write(Buffer.alloc(59_000_000));
      await until('the replica to be called', () => server.connections.length);
      let before = -1;
      let stillLooks = 0;
      // Nothing tells that all buffers on the way are full but that nothing moves, for long even on a busy machine.
      await until('the client to stand still', async () => {
        const left = client.socket.writableLength;
        stillLooks = left > 0 && left === before ? stillLooks + 1 : 0;
        before = left;
        await new Promise(resolve => setTimeout(resolve, 50));
        return stillLooks >= 20;
      });
      local.advance(61_000);
      await until('the answer', () => client.received.includes('reason'));
      expect(client.received).toMatch(/^HTTP\/1\.1 504 [^]*UpstreamTimeout/);
      client.close();
    });

    it('lets an answer that goes on take its time', async () => {
      const server = await replica(socket =>
        onRequestHead(socket, () =>
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha'),
        ),
      );
      await start([server.port], { timeoutMs: 60_000 });
      const client = RawClient.connect(local.port);
      client.write('GET / HTTP/1.1\r\nHost: iris.demo\r\n\r\n');
      await until('the start', () => client.received.endsWith('ha'));
      local.advance(50_000);
      server.connections[0].write('l');
      await until('more', () => client.received.endsWith('hal'));
      local.advance(50_000);
      server.connections[0].write('f');
      await until('the end', () => client.received.endsWith('half'));
      expect(local.report()?.routes['demo/iris'].server).toBe(0);
      client.close();
    });

    it('cuts an event stream that has been silent for five minutes', async () => {
      const server = await replica(socket =>
        onRequestHead(socket, () =>
          socket.write(
            'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n',
          ),
        ),
      );
      await start([server.port], { timeoutMs: 1_000 });
      const client = RawClient.connect(local.port);
      client.write('GET / HTTP/1.1\r\nHost: iris.demo\r\n\r\n');
      await until('the start', () => client.received.includes('data: 1'));
      local.advance(200_000);
      server.connections[0].write('data: 2\n\n');
      await until('more', () => client.received.includes('data: 2'));
      local.advance(200_000);
      expect(client.isClosed).toBe(false);
      local.advance(101_000);
      await until('the cut', () => client.isClosed);
      expect(client.received).not.toMatch(/0\r\n\r\n$/);
    });

    it('answers 408 when the body does not arrive in time', async () => {
      const server = await replica(() => {});
      await start([server.port], { timeoutMs: 60_000 });
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf`,
      );
      await until(
        'it to arrive',
        () => local.report()?.routes['demo/iris']?.inflight === 1,
      );
      local.advance(61_000);
      await until('the answer', () => client.received.includes('BodyTimeout'));
      expect(client.received).toMatch(/^HTTP\/1\.1 408 /);
      local.advance(3_000);
      await until('the end', () => client.isClosed);
    });

    it('answers 413 to a body that says it is too large', async () => {
      await start(
        [await closedPort()],
        {},
        { limits: { maxBodyBytes: 1_000 } },
      );
      const answer = await send(local.port, { body: 'x'.repeat(1_001) });
      expect(reasonOf(answer)).toEqual([413, 'BodyTooLarge']);
      expect(local.events).toEqual([]);
    });

    it('answers 413 to a chunked body that turns out too large, and gives the replica up', async () => {
      let isClosed = false;
      const server = await replica(socket => {
        socket.resume();
        socket.on('close', () => {
          isClosed = true;
        });
      });
      await start([server.port], {}, { limits: { maxBodyBytes: 1_000 } });
      const client = RawClient.connect(local.port);
      client.write(
        `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      for (let i = 0; i < 11; i++) client.write(`64\r\n${'x'.repeat(100)}\r\n`);
      await until('the answer', () => client.received.includes('BodyTooLarge'));
      await until('the call to be given up', () => isClosed);
      expect(client.received).toMatch(/^HTTP\/1\.1 413 /);
      client.close();
    });
  },
);
