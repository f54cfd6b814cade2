import { constants } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import { GatewayReplica } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Counted,
  countsOf,
  FaultBed,
  tooLongMs,
} from '../__testUtils__/faultBed';
import { GrpcReplica } from '../__testUtils__/grpcReplica';
import { Http2Answered, Http2Client } from '../__testUtils__/http2Client';
import {
  closedPort,
  RawServer,
  startRawServer,
} from '../__testUtils__/rawServer';
import { bearer } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';
import { FaultStart, startFault } from './__testUtils__/faultRow';

/** How far a request has come. */
interface Seen {
  readonly answered: Http2Answered;
  readonly replica: GrpcReplica;
  readonly bed: FaultBed;
}

/** One thing that goes wrong with a gRPC call, or another request by HTTP/2. */
interface Http2Fault extends FaultStart {
  readonly cause: string;
  /** Where the replica listens for gRPC; by default it does, and answers by `answers`. */
  readonly grpcPort?: 'none' | 'closed' | 'not HTTP/2';
  /** By default it never does. */
  readonly answers?: (stream: ServerHttp2Stream) => void;
  readonly sends: (client: Http2Client) => Http2Answered;
  /** When its time is over, or its client leaves: once it has come so far. */
  readonly lateAt?: (seen: Seen) => boolean;
  readonly leavesAt?: (seen: Seen) => boolean;
  /** `grpc-status` and reason, or status and reason of a request that is no call, or the answer does not end. */
  readonly answer: string;
  readonly counted: Counted;
  /** Where it is not that of the answer. */
  readonly reason?: string;
}

const call = (client: Http2Client) => client.grpc({}, 'x');
const atReplica = ({ replica }: Seen) => replica.streams.length === 1;
const token = { route: { access: { kind: 'token', keys: [] } } } as const;

const faults: readonly Http2Fault[] = [
  {
    cause: 'a call is past its deadline',
    sends: client => client.grpc({ 'grpc-timeout': '2S' }, 'x'),
    lateAt: atReplica,
    answer: '4 DeadlineExceeded',
    counted: 'server',
  },
  {
    cause: 'the answer to a call does not end by its deadline',
    answers: stream => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    },
    sends: client => client.grpc({ 'grpc-timeout': '2S' }, 'x'),
    lateAt: ({ answered }) => answered.body === 'half',
    answer: 'cut',
    counted: 'server',
    reason: 'StreamTimeout',
  },
  {
    cause: 'the replica hangs',
    sends: call,
    lateAt: atReplica,
    answer: '4 UpstreamTimeout',
    counted: 'server',
  },
  {
    cause: 'the replica breaks off before its answer',
    answers: stream => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    sends: call,
    answer: '14 UpstreamReset',
    counted: 'server',
  },
  {
    cause: 'what the replica says is not HTTP/2',
    grpcPort: 'not HTTP/2',
    sends: call,
    answer: '14 UpstreamProtocolError',
    counted: 'server',
  },
  {
    cause: 'nobody listens for gRPC',
    grpcPort: 'closed',
    sends: call,
    answer: '14 UpstreamUnavailable',
    counted: 'server',
  },
  {
    cause: 'the service does not speak gRPC',
    grpcPort: 'none',
    sends: call,
    answer: '12 GrpcUnsupported',
    counted: 'server',
  },
  {
    ...token,
    cause: 'a call has no token',
    sends: call,
    answer: '16 Unauthorized',
    counted: 'client',
    reason: 'NoToken',
  },
  {
    ...token,
    cause: 'the token of a call is for something else',
    tokens: { other: { routes: ['demo/other'] } },
    sends: client => client.grpc(bearer('other'), 'x'),
    answer: '7 Forbidden',
    counted: 'client',
  },
  {
    cause: 'nobody has the host of a call',
    sends: client => client.grpc({ ':authority': 'nobody' }, 'x'),
    answer: '5 RouteNotFound',
    counted: { unrouted: 'RouteNotFound' },
  },
  {
    cause: 'the headers of a call are too large',
    sends: client => client.grpc({ 'x-a': 'x'.repeat(17_000) }, 'x'),
    answer: '8 HeadersTooLarge',
    counted: { unrouted: 'HeadersTooLarge' },
  },
  {
    cause: 'nobody has the path of a request by HTTP/2',
    sends: client =>
      client.request({ ':path': '/nowhere', ':authority': 'a' }, null),
    answer: '404 RouteNotFound',
    counted: { unrouted: 'RouteNotFound' },
  },
  {
    cause: 'the body of a request by HTTP/2 says that it is too large',
    sends: client =>
      client.request({ ':method': 'POST', 'content-length': '2000001' }),
    answer: '413 BodyTooLarge',
    counted: 'client',
  },
  {
    cause: 'the body of a request by HTTP/2 does not arrive',
    sends: client =>
      client.request({ ':method': 'POST', 'content-length': '4' }),
    lateAt: ({ bed }) =>
      bed.local.report()?.routes['demo/iris']?.inflight === 1,
    answer: '408 BodyTimeout',
    counted: 'client',
  },
  {
    cause: 'the client of a call leaves',
    sends: call,
    leavesAt: atReplica,
    answer: 'cut',
    counted: 'client',
    reason: 'ClientLeft',
  },
];

/** Status and reason of an answer with a sentence; or that it did not end. */
async function seenOf(
  answered: Http2Answered,
  expected: string,
): Promise<string> {
  await until(
    'the answer',
    () => answered.isClosed || answered.body.endsWith('}'),
  );
  if (expected === 'cut') return answered.isEnded ? 'ended' : 'cut';
  const { status, headers, body } = answered;
  if (headers['grpc-status'] !== undefined) {
    const message = String(headers['grpc-message']);
    return message.endsWith('.')
      ? `${headers['grpc-status']} ${headers['x-greenroom-reason']}`
      : message;
  }
  const { error, reason } = JSON.parse(body);
  return /^[A-Z].*\.$/.test(error) ? `${status} ${reason}` : error;
}

describe('a fault by HTTP/2, with good requests in flight beside it', () => {
  let bed: FaultBed;
  let replica: GrpcReplica;
  let plain: RawServer;

  beforeEach(async () => {
    replica = await GrpcReplica.start();
    plain = await startRawServer(socket =>
      socket.once('data', () => socket.write('220 mail.example.com\r\n\r\n')),
    );
  });

  afterEach(async () => {
    await bed.stop();
    await replica.stop();
    await plain.close();
  });

  async function replicaOf({ grpcPort }: Http2Fault): Promise<GatewayReplica> {
    const alive = { id: 'r0', host: '127.0.0.1', port: replica.port };
    switch (grpcPort) {
      case 'none':
        return alive;
      case 'not HTTP/2':
        return { ...alive, grpcPort: plain.port };
      case 'closed':
        return { ...alive, grpcPort: await closedPort() };
      default:
        return { ...alive, grpcPort: replica.port };
    }
  }

  it.each(faults.map((fault, i) => [i + 1, fault.cause, fault] as const))(
    '%i: %s',
    async (_number, _cause, fault) => {
      replica.answer = fault.answers ?? (() => {});
      bed = await startFault({
        ...fault,
        revision: { replicas: [await replicaOf(fault)] },
      });
      const client = new Http2Client(bed.local.port);
      const answered = fault.sends(client);
      await bed.goodOnes();
      const { lateAt, leavesAt } = fault;
      const seen = { answered, replica, bed };
      if (lateAt) {
        await until('the request', () => lateAt(seen));
        bed.local.advance(tooLongMs);
      }
      if (leavesAt) {
        await until('the request', () => leavesAt(seen));
        answered.stream.close(constants.NGHTTP2_CANCEL);
      }
      expect(await seenOf(answered, fault.answer)).toBe(fault.answer);
      const reason = fault.reason ?? fault.answer.split(' ')[1];
      expect(await bed.counts(fault.counted)).toEqual(
        countsOf(fault.counted, reason),
      );
      client.close();
    },
  );
});
