import { RawClient, send } from '../__testUtils__/client';
import {
  answering,
  closing,
  countsOf,
  FaultBed,
  okAnswer,
  tooLongMs,
} from '../__testUtils__/faultBed';
import { closedPort, onRequestHead } from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';
import {
  faultExpected,
  FaultRow,
  FaultStart,
  requestHead,
  runFault,
  startFault,
  wholeRequest,
} from './__testUtils__/faultRow';

const faults: readonly FaultRow[] = [
  // Of clients.
  {
    cause: 'the request is not HTTP',
    sends: 'HELLO there\r\n\r\n',
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the request has a length and chunks',
    sends: `${requestHead}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the request has two hosts',
    sends: `${requestHead}Host: b\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'a header is folded',
    sends: `${requestHead}X: a\r\n b\r\n\r\n`,
    answer: '400 BadRequest',
    counted: { unrouted: 'BadRequest' },
  },
  {
    cause: 'the transfer coding is unknown',
    sends: `${requestHead}Transfer-Encoding: gzip\r\n\r\n`,
    answer: '501 TransferEncodingUnsupported',
    counted: { unrouted: 'TransferEncodingUnsupported' },
  },
  {
    cause: 'the headers are too large',
    sends: `${requestHead}X: ${'x'.repeat(20_000)}\r\n\r\n`,
    answer: '431 HeadersTooLarge',
    counted: { unrouted: 'HeadersTooLarge' },
  },
  {
    cause: 'the headers do not end',
    sends: requestHead,
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
    sends: `${requestHead}Content-Length: 2000001\r\n\r\n`,
    answer: '413 BodyTooLarge',
    counted: 'client',
  },
  {
    cause: 'a body in chunks turns out too large',
    sends: `${requestHead}Transfer-Encoding: chunked\r\n\r\n1e8481\r\n${'x'.repeat(
      2_000_001,
    )}\r\n`,
    replica: socket => socket.resume(),
    answer: '413 BodyTooLarge',
    counted: 'client',
  },
  {
    cause: 'the body does not arrive',
    sends: `${requestHead}Content-Length: 4\r\n\r\nbo`,
    isSlow: true,
    answer: '408 BodyTimeout',
    counted: 'client',
  },
  {
    cause: 'a chunk is broken',
    sends: `${requestHead}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`,
    replica: socket => socket.resume(),
    answer: '400 BadRequest',
    counted: 'client',
  },
  {
    cause: 'the client leaves before the answer',
    replica: socket => socket.resume(),
    sends: async client => {
      client.write(wholeRequest);
      await until('the request', () => client.socket.writableLength === 0);
    },
    meanwhile: async (_bed, client) => client.close(),
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
      client.write(wholeRequest);
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
    revision: { replicas: [], hold: {}, queue: { depth: 0 } },
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
    replica: answering(
      `${okAnswer}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake`,
    ),
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
    sends: `${requestHead}Content-Length: 1000000\r\n\r\n${'x'.repeat(
      100_000,
    )}`,
    answer: '403 no',
    counted: 'client',
  },
  {
    cause: 'interim answers come first',
    replica: answering(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${okAnswer}`,
    ),
    answer: '200 ok',
    counted: 'ok',
  },
];

describe('a fault, with good requests in flight beside it', () => {
  let bed: FaultBed;

  async function start(how: FaultStart, port?: number): Promise<FaultBed> {
    bed = await startFault(how, port);
    return bed;
  }

  afterEach(() => bed.stop());

  it.each(faults.map((fault, i) => [i + 1, fault.cause, fault] as const))(
    '%i: %s',
    async (_number, _cause, fault) => {
      const seen = await runFault(await start(fault), fault);
      expect(seen).toEqual(faultExpected(fault));
    },
  );

  it('31: nobody listens at the address of the replica', async () => {
    const { local } = await start({}, await closedPort());
    const client = RawClient.connect(local.port);
    client.write(wholeRequest);
    const answer = '502 UpstreamUnavailable';
    expect(await bed.answered(client, answer)).toBe(answer);
    expect(await bed.counts('server')).toEqual(
      countsOf('server', 'UpstreamUnavailable'),
    );
    expect(local.events).toEqual(['dead demo/iris-1 r0']);
    client.close();
  });

  it('32: the replica closes a connection between two requests', async () => {
    const { local } = await start({
      replica: socket =>
        onRequestHead(socket, () => {
          socket.write(okAnswer);
          setImmediate(() => socket.destroy());
        }),
    });
    for (let i = 0; i < 20; i++)
      expect((await send(local.port, { body: 'x' })).status).toBe(200);
  });

  it('33: no slot becomes free in time', async () => {
    const { local } = await start({
      replica: answering(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\nbegin',
      ),
      revision: { containerConcurrency: 1 },
      options: { limits: { streamIdleMs: 2 * tooLongMs } },
    });
    const first = RawClient.connect(local.port);
    first.write(wholeRequest);
    await until('the first', () => first.received.endsWith('begin'));
    const second = RawClient.connect(local.port);
    second.write(wholeRequest);
    await bed.goodOnes();
    expect(second.received).toBe('');
    local.advance(tooLongMs);
    const answer = '503 QueueTimeout';
    expect(await bed.answered(second, answer)).toBe(answer);
    expect(local.report()?.refusals['demo/iris']).toEqual({
      QueueTimeout: { client: 0, server: 1 },
    });
    first.close();
    second.close();
  });

  it('34: a connection of HTTP/2 breaks the protocol', async () => {
    const { local } = await start({});
    const client = RawClient.connect(local.port);
    client.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is not a frame');
    client.write('x'.repeat(100));
    await until('the end', () => client.isClosed);
    expect(client.received).not.toContain('HTTP/1.1');
    const counted = { unrouted: 'BadRequest' };
    expect(await bed.counts(counted)).toEqual(countsOf(counted));
  });
});
