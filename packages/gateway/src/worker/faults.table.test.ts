import { Socket } from 'node:net';
import {
  GatewayRevision,
  GatewayRoute,
  RouteRefusals,
} from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import { Http2Client } from '../__testUtils__/http2Client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import {
  closedPort,
  onRequestHead,
  RawServer,
  startRawServer,
} from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';

/** Longer than every limit of the gateway under test. */
const tooLongMs = 6_000;

const head = `POST ${inferPath} HTTP/1.1\r\nHost: a\r\n`;
const whole = `${head}Content-Length: 4\r\n\r\nbody`;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** How an answer must look: a whole one with this status and text, or one that was cut. */
type Expected = `${number} ${string}` | 'cut';

/** What is counted: an outcome of the route, or a reason among what had no route. */
type Counted = 'ok' | 'client' | 'server' | { readonly unrouted: string };

interface Fault {
  readonly cause: string;
  /** What the replica does with a connection; without it answers `ok` to each request. */
  readonly replica?: (socket: Socket) => void;
  readonly revision?: Partial<GatewayRevision>;
  readonly route?: Partial<GatewayRoute>;
  /** What the client sends, at once or in steps; by default a whole request. */
  readonly sends?: string | ((client: RawClient) => Promise<void>);
  /** The client, or the replica, is waited for in vain. */
  readonly isSlow?: true;
  readonly answer: Expected;
  readonly counted: Counted;
  /** Why the gateway itself answered or broke off, where the answer does not say. */
  readonly reason?: string;
}

const answering = (text: string) => (socket: Socket) =>
  onRequestHead(socket, () => socket.write(text, 'latin1'));

const closing = (text: string) => (socket: Socket) =>
  onRequestHead(socket, () => socket.end(text, 'latin1'));

const faults: readonly Fault[] = [
  // Of clients.
  {
    cause: 'the request is not HTTP',
    sends: 'HELLO there\r\n\r\n',
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the request has a length and chunks',
    sends: `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the request has two hosts',
    sends: `${head}Host: b\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'a header is folded',
    sends: `${head}X: a\r\n b\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the transfer coding is unknown',
    sends: `${head}Transfer-Encoding: gzip\r\n\r\n`,
    answer: '501 TransferEncodingUnsupported',
    counted: { unrouted: 'TransferEncodingUnsupported' },
  },
  {
    cause: 'the headers are too large',
    sends: `${head}X: ${'x'.repeat(20_000)}\r\n\r\n`,
    answer: '431 HeadersTooLarge',
    counted: { unrouted: 'HeadersTooLarge' },
  },
  {
    cause: 'the headers do not end',
    sends: head,
    isSlow: true,
    answer: '408 HeaderTimeout',
    counted: { unrouted: 'HeaderTimeout' },
  },
  {
    cause: 'nobody has the path',
    sends: 'GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n',
    answer: '404 RouteNotFound',
    counted: { unrouted: 'RouteNotFound' },
  },
  {
    cause: 'the body says that it is too large',
    sends: `${head}Content-Length: 2000001\r\n\r\n`,
    answer: '413 BodyTooLarge',
    counted: 'client',
  },
  {
    cause: 'a body in chunks turns out too large',
    sends: `${head}Transfer-Encoding: chunked\r\n\r\n1e8481\r\n${'x'.repeat(
      2_000_001,
    )}\r\n`,
    replica: socket => socket.resume(),
    answer: '413 BodyTooLarge',
    counted: 'client',
  },
  {
    cause: 'the body does not arrive',
    sends: `${head}Content-Length: 4\r\n\r\nbo`,
    isSlow: true,
    answer: '408 BodyTimeout',
    counted: 'client',
  },
  {
    cause: 'a chunk is broken',
    sends: `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`,
    replica: socket => socket.resume(),
    answer: '400 BadRequest',
    counted: 'client',
  },
  {
    cause: 'the client leaves before the answer',
    replica: socket => socket.resume(),
    sends: async client => {
      client.write(whole);
      await until('the request', () => client.socket.writableLength === 0);
    },
    answer: 'cut',
    counted: 'client',
    reason: 'ClientLeft',
  },
  {
    cause: 'the client does not read',
    replica: answering(
      // More than the buffers of all sockets on its way hold together
      `HTTP/1.1 200 OK\r\nContent-Length: 16000002\r\n\r\n${'x'.repeat(
        16_000_000,
      )}ok`,
    ),
    sends: async client => {
      client.socket.pause();
      client.write(whole);
    },
    answer: '200 ok',
    counted: 'ok',
  },
  // Of services and their replicas.
  {
    cause: 'the service is stopped',
    route: {
      targets: [],
      unavailable: {
        status: 503,
        reason: 'Stopped',
        message: 'It is stopped.',
      },
    },
    answer: '503 Stopped',
    counted: 'server',
  },
  {
    cause: 'no replica comes in time',
    revision: { replicas: [], hold: {} },
    isSlow: true,
    answer: '503 ActivationTimeout',
    counted: 'server',
  },
  {
    cause: 'too many wait',
    revision: { replicas: [], hold: { depth: 0 } },
    answer: '503 QueueFull',
    counted: 'server',
  },
  {
    cause: 'the replica hangs',
    replica: socket => socket.resume(),
    isSlow: true,
    answer: '504 UpstreamTimeout',
    counted: 'server',
  },
  {
    cause: 'the replica resets before it answers',
    replica: socket => onRequestHead(socket, () => socket.resetAndDestroy()),
    answer: '502 UpstreamReset',
    counted: 'server',
  },
  {
    cause: 'the replica closes in the middle of the head',
    replica: closing('HTTP/1.1 200 OK\r\nContent-'),
    answer: '502 UpstreamReset',
    counted: 'server',
  },
  {
    cause: 'the answer is not HTTP',
    replica: answering('220 mail.example.com ESMTP\r\n\r\n'),
    answer: '502 UpstreamProtocolError',
    counted: 'server',
  },
  {
    cause: 'the answer has a length and chunks',
    replica: answering(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
    answer: '502 UpstreamProtocolError',
    counted: 'server',
  },
  {
    cause: 'the head of the answer is too large',
    replica: answering(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    answer: '502 UpstreamProtocolError',
    counted: 'server',
  },
  {
    cause: 'the answer switches protocols unasked',
    replica: answering(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ),
    answer: '502 UpstreamProtocolError',
    counted: 'server',
  },
  {
    cause: 'the answer is shorter than it says',
    replica: closing(
      `HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(70_000)}`,
    ),
    answer: 'cut',
    counted: 'server',
    reason: 'UpstreamReset',
  },
  {
    cause: 'the answer is longer than it says',
    replica: answering(`${ok}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake`),
    answer: '200 ok',
    counted: 'ok',
  },
  {
    cause: 'the answer ends within a chunk',
    replica: closing(
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n${'x'.repeat(
        70_000,
      )}\r\n5\r\nab`,
    ),
    answer: 'cut',
    counted: 'server',
    reason: 'UpstreamReset',
  },
  {
    cause: 'an event stream falls silent',
    replica: answering(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ndata:1\r\n',
    ),
    isSlow: true,
    answer: 'cut',
    counted: 'server',
    reason: 'StreamIdle',
  },
  {
    cause: 'the answer comes before the body was read',
    replica: socket =>
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno',
        ),
      ),
    sends: `${head}Content-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}`,
    answer: '403 no',
    counted: 'client',
  },
  {
    cause: 'interim answers come first',
    replica: answering(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}`,
    ),
    answer: '200 ok',
    counted: 'ok',
  },
];

/** Why the gateway itself answered, if it did. */
function reasonIn(answer: Expected): string | undefined {
  return /^\d+ ([A-Z]\w+)$/.exec(answer)?.[1];
}

describe('a fault, with good requests in flight beside it', () => {
  const servers: RawServer[] = [];
  let local: LocalGateway;
  let good: number;
  let isOver: boolean;
  let beside: Promise<void[]>;

  async function serve(
    onConnection: (socket: Socket) => void,
  ): Promise<RawServer> {
    const server = await startRawServer(onConnection);
    servers.push(server);
    return server;
  }

  /** One good request after the other; the first that fails fails the test. */
  async function sendGood(): Promise<void> {
    while (!isOver) {
      const { status, body } = await send(local.port, {
        path: '/',
        headers: { host: 'other.demo' },
        body: 'good',
      });
      expect([status, body]).toEqual([200, 'ok']);
      good++;
    }
  }

  async function start(
    ports: readonly number[],
    { revision, route }: Pick<Fault, 'revision' | 'route'> = {},
  ): Promise<void> {
    const other = await serve(answering(ok));
    const snapshot = snapshotOf(
      1,
      { 'iris-1': { ports } },
      { timeoutMs: tooLongMs - 1_000, ...route },
    );
    local = await startLocalGateway({
      limits: { maxBodyBytes: 2_000_000, streamIdleMs: tooLongMs - 1_000 },
      serverLimits: { headersTimeoutMs: tooLongMs - 1_000 },
      snapshot: {
        ...snapshot,
        routes: [
          ...snapshot.routes,
          {
            id: 'demo/other',
            hosts: ['other.demo'],
            targets: [{ revision: 'demo/other-1', weight: 1 }],
          },
        ],
        revisions: {
          'demo/iris-1': { ...snapshot.revisions['demo/iris-1'], ...revision },
          'demo/other-1': {
            replicas: [{ id: 'o', host: '127.0.0.1', port: other.port }],
          },
        },
      },
    });
    good = 0;
    isOver = false;
    beside = Promise.all([sendGood(), sendGood(), sendGood()]);
  }

  /** Waits until good requests came through since now. */
  async function goodOnes(): Promise<void> {
    const before = good;
    await until('good requests', () => good >= before + 6);
  }

  afterEach(async () => {
    await goodOnes();
    isOver = true;
    await beside;
    await local.stop();
    await Promise.all(servers.splice(0).map(server => server.close()));
  });

  /** Waits until it was counted, and once. */
  async function expectCounted(
    counted: Counted,
    reason?: string,
  ): Promise<void> {
    const refusals: RouteRefusals[] = [];
    const totals = { ok: 0, client: 0, server: 0, inflight: 1 };
    const unrouted: Record<string, number> = {};
    await until('the count', () => {
      const report = local.report();
      const of = report?.routes['demo/iris'];
      const refused = report?.refusals['demo/iris'];
      if (refused) refusals.push(refused);
      if (of) {
        totals.ok += of.ok;
        totals.client += of.client;
        totals.server += of.server;
        totals.inflight = of.inflight;
      }
      for (const [why, count] of Object.entries(report?.unrouted ?? {}))
        unrouted[why] = (unrouted[why] ?? 0) + count;
      return typeof counted === 'string'
        ? totals[counted] > 0
        : unrouted[counted.unrouted] > 0;
    });
    if (typeof counted === 'string') {
      const none = { ok: 0, client: 0, server: 0, inflight: 0 };
      expect(totals).toEqual({ ...none, [counted]: 1 });
      expect(unrouted).toEqual({});
      const [client, server] = counted === 'client' ? [1, 0] : [0, 1];
      expect(refusals).toEqual(
        reason ? [{ [reason]: { client, server } }] : [],
      );
    } else {
      expect(unrouted).toEqual({ [counted.unrouted]: 1 });
    }
  }

  async function expectAnswer(
    client: RawClient,
    expected: Expected,
  ): Promise<void> {
    if (expected === 'cut') {
      await until('the cut', () => client.isClosed);
      expect(client.received).not.toMatch(/0\r\n\r\n$/);
      return;
    }
    const [status, text] = expected.split(' ');
    await until('the answer', () => client.received.includes(text), 30_000);
    expect(client.received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (Number(status) >= 400 && text.length > 2) {
      const body = client.received.slice(client.received.indexOf('\r\n\r\n'));
      const { error, reason } = JSON.parse(body);
      expect(reason).toBe(text);
      expect(error).toMatch(/^[A-Z].*\.$/);
    }
    expect(client.received.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  }

  it.each(faults.map((fault, i) => [i + 1, fault.cause, fault] as const))(
    '%i: %s',
    async (_number, _cause, fault) => {
      const { sends = whole, answer, counted, isSlow } = fault;
      const replica = await serve(fault.replica ?? answering(ok));
      await start([replica.port], fault);
      const client = RawClient.connect(local.port);
      if (typeof sends === 'string') client.write(sends);
      else await sends(client);
      await goodOnes();
      if (isSlow) local.advance(tooLongMs);
      if (fault.cause === 'the client leaves before the answer') client.close();
      client.socket.resume();
      await expectAnswer(client, answer);
      await expectCounted(counted, fault.reason ?? reasonIn(answer));
      expect(good).toBeGreaterThan(0);
      client.close();
    },
  );

  it('31: nobody listens at the address of the replica', async () => {
    await start([await closedPort()]);
    const client = RawClient.connect(local.port);
    client.write(whole);
    await expectAnswer(client, '502 UpstreamUnavailable');
    await expectCounted('server', 'UpstreamUnavailable');
    expect(local.events).toEqual(['dead demo/iris-1 r0']);
    client.close();
  });

  it('32: the replica closes a connection between two requests', async () => {
    const replica = await serve(socket =>
      onRequestHead(socket, () => {
        socket.write(ok);
        setImmediate(() => socket.destroy());
      }),
    );
    await start([replica.port]);
    for (let i = 0; i < 20; i++)
      expect((await send(local.port, { body: 'x' })).status).toBe(200);
  });

  it('33: no slot becomes free in time', async () => {
    const replica = await serve(
      answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegin'),
    );
    await start([replica.port], { revision: { containerConcurrency: 1 } });
    const first = RawClient.connect(local.port);
    first.write(whole);
    await until('the first', () => first.received.endsWith('begin'));
    const second = RawClient.connect(local.port);
    second.write(whole);
    await goodOnes();
    expect(second.received).toBe('');
    local.advance(tooLongMs);
    await expectAnswer(second, '503 QueueTimeout');
    first.close();
    second.close();
  });

  it('34: a connection of HTTP/2 breaks the protocol', async () => {
    const replica = await serve(answering(ok));
    await start([replica.port]);
    const client = RawClient.connect(local.port);
    client.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is not a frame');
    client.write('x'.repeat(100));
    await until('the end', () => client.isClosed);
    expect(client.received).not.toContain('HTTP/1.1');
    await expectCounted({ unrouted: 'BadRequest' });
  });

  it('35: a call is past its deadline', async () => {
    const replica = await serve(() => {});
    await start([replica.port], {
      revision: {
        replicas: [
          {
            id: 'r',
            host: '127.0.0.1',
            port: replica.port,
            grpcPort: replica.port,
          },
        ],
      },
    });
    const client = new Http2Client(local.port);
    const call = client.grpc({ 'grpc-timeout': '2S' }, 'x');
    await until('the call', () => replica.connections.length === 1);
    await goodOnes();
    local.advance(2_500);
    await call.whenOver;
    expect(call.grpcStatus).toBe('4');
    await expectCounted('server', 'DeadlineExceeded');
    client.close();
  });
});
