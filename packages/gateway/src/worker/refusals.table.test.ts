import { send } from '../__testUtils__/client';
import {
  answering,
  closing,
  FaultBed,
  tooLongMs,
} from '../__testUtils__/faultBed';
import { bearer } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';
import {
  faultExpected,
  FaultRow,
  requestHead,
  runFault,
  startFault,
  wholeRequest,
} from './__testUtils__/faultRow';

const token = { route: { access: { kind: 'token', keys: [] } } } as const;
const batching = { batching: { maxBatchSize: 1, maxLatencyMs: 100 } };

/** A request by the path that is batched. */
const predicting = (body: string) =>
  `POST /serving/demo/iris/v1/models/iris:predict HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const withHeader = (header: string) =>
  `${requestHead}${header}\r\nContent-Length: 4\r\n\r\nbody`;
const answerOf = (body: string) =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** So many requests with a token are answered; what they counted is forgotten. */
const sent = (count: number, value: string) => async (bed: FaultBed) => {
  for (let i = 0; i < count; i++)
    await send(bed.local.port, { body: '{}', headers: bearer(value) });
  await bed.forget(count);
};

const malformed = (cause: string, sends: string): FaultRow => ({
  cause,
  sends,
  answer: '400 BadRequest',
  counted: { unrouted: 'BadRequest' },
});

/** Numbered from here: those before are in `faults.table.test.ts`. */
const FIRST = 36;

const rows: readonly FaultRow[] = [
  // Requests that two readers would read differently.
  malformed(
    'two lengths',
    `${requestHead}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
  ),
  malformed(
    'a length that is no number',
    `${requestHead}Content-Length: 1x\r\n\r\nx`,
  ),
  malformed('a space before the colon', `${requestHead}X : a\r\n\r\n`),
  malformed('a bare LF', `${requestHead}X: a\nY: b\r\n\r\n`),
  malformed('no host', 'GET / HTTP/1.1\r\n\r\n'),
  malformed(
    'a method that does not exist',
    'BREW / HTTP/1.1\r\nHost: a\r\n\r\n',
  ),
  malformed(
    'two tokens',
    withHeader('Authorization: Bearer a\r\nAuthorization: Bearer b'),
  ),
  {
    cause: 'an expectation that nobody knows',
    sends: withHeader('Expect: a-miracle'),
    answer: '417 ExpectationUnsupported',
    counted: { unrouted: 'ExpectationUnsupported' },
  },
  {
    cause: 'a WebSocket asked for by POST',
    sends: withHeader('Connection: Upgrade\r\nUpgrade: websocket'),
    answer: '501 UpgradeUnsupported',
    counted: { unrouted: 'UpgradeUnsupported' },
  },
  // Nobody to answer.
  {
    cause: 'no replica, of a service that does not wait for one',
    revision: { replicas: [] },
    answer: '503 NotReady',
    counted: 'server',
  },
  {
    cause: 'the model does not start',
    route: {
      targets: [],
      unavailable: {
        status: 503,
        reason: 'ModelLoadFailed',
        message: 'The model did not start.',
        retryAfterSeconds: 40,
      },
    },
    answer: '503 ModelLoadFailed',
    counted: 'server',
  },
  {
    cause: 'no slot, and as many replicas as there may be',
    revision: {
      containerConcurrency: 1,
      maxReplicas: 1,
      hold: {},
      queue: { depth: 0 },
    },
    options: { isSlotless: true },
    answer: '503 AtMaxScale',
    counted: 'server',
  },
  {
    cause: 'no replica, and nobody left who would bring one',
    revision: { replicas: [], hold: {} },
    before: ({ local }) => local.gateway.orphaned(),
    answer: '503 GatewayRestarting',
    counted: 'server',
  },
  {
    cause: 'the service is deleted while its request comes',
    sends: `${requestHead}Content-Length: 4\r\n\r\nbo`,
    meanwhile: async (bed, client) => {
      bed.adopt({ version: 2, epoch: 'test', routes: [], revisions: {} });
      client.write('dy');
    },
    answer: '404 ServiceDeleted',
    counted: { unrouted: 'ServiceDeleted' },
  },
  // Tokens. Good requests beside them come from the same address.
  {
    ...token,
    cause: 'no token',
    answer: '401 Unauthorized',
    counted: 'client',
    reason: 'NoToken',
  },
  {
    ...token,
    cause: 'a wrong token',
    sends: withHeader('Authorization: Bearer wrong'),
    answer: '401 Unauthorized',
    counted: 'client',
    reason: 'InvalidToken',
  },
  {
    ...token,
    cause: 'a token for something else',
    tokens: { other: { routes: ['demo/other'] } },
    sends: withHeader('Authorization: Bearer other'),
    answer: '403 Forbidden',
    counted: 'client',
  },
  {
    ...token,
    cause: 'too many requests with a token',
    tokens: { busy: { limit: { key: 'busy', requests: 2, seconds: 60 } } },
    before: sent(2, 'busy'),
    sends: withHeader('Authorization: Bearer busy'),
    answer: '429 RateLimited',
    counted: 'client',
  },
  {
    ...token,
    cause: 'too many wrong tokens from an address',
    before: sent(30, 'wrong'),
    sends: withHeader('Authorization: Bearer wrong'),
    answer: '429 RateLimited',
    counted: 'client',
    reason: 'TooManyAttempts',
  },
  // Batches.
  {
    cause: 'what is to be batched is not JSON',
    revision: batching,
    sends: predicting('{"instances"'),
    answer: '400 BadRequest',
    words: /^can't Unmarshal body$/,
    counted: 'client',
  },
  {
    cause: 'the answer to a batch cannot be split',
    revision: batching,
    replica: answering(answerOf('{"predictions":[1,2,3]}')),
    sends: predicting('{"instances":[1]}'),
    answer: '502 BatchMismatch',
    words: /^size of prediction is not equal to the size of instances$/,
    counted: 'server',
  },
  {
    cause: 'a batch is not answered in time',
    revision: { batching: { ...batching.batching, timeoutMs: 2_000 } },
    replica: socket => socket.resume(),
    sends: predicting('{"instances":[1]}'),
    isSlow: true,
    answer: '504 UpstreamTimeout',
    counted: 'server',
  },
  {
    cause: 'the answer to a batch breaks off',
    revision: batching,
    replica: closing('HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{'),
    sends: predicting('{"instances":[1]}'),
    answer: '502 UpstreamReset',
    counted: 'server',
  },
  // WebSockets.
  {
    cause: 'a WebSocket falls silent',
    replica: answering(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ),
    sends: `GET /serving/demo/iris/chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    meanwhile: async (_bed, client) => {
      await until('the switch', () => client.received.includes('101'));
    },
    isSlow: true,
    answer: 'cut',
    counted: 'server',
    reason: 'StreamIdle',
  },
];

describe('a refusal, with good requests in flight beside it', () => {
  let bed: FaultBed;

  afterEach(() => bed.stop());

  it.each(rows.map((row, i) => [i + FIRST, row.cause, row] as const))(
    '%i: %s',
    async (_number, _cause, row) => {
      bed = await startFault(row);
      expect(await runFault(bed, row)).toEqual(faultExpected(row));
    },
  );

  it('60: the client takes nothing of its answer for too long', async () => {
    let isGivenUp = false;
    const row: FaultRow = {
      cause: 'the client takes nothing',
      replica: socket => {
        socket.on('close', () => {
          isGivenUp = true;
        });
        // More than the buffers of all sockets on its way hold together
        answering(answerOf('x'.repeat(16_000_000)))(socket);
      },
      // The replica is never late: it is not asked for more.
      route: { timeoutMs: 1_000 * tooLongMs },
      options: { limits: { clientStallMs: tooLongMs - 1_000 } },
      sends: async client => {
        client.write(wholeRequest);
        await until('the answer', () => client.received.includes('200 OK'));
        client.socket.pause();
      },
      meanwhile: async ({ local }) => {
        // Until all buffers are full nothing is late.
        await until('the replica to hear', () => {
          local.advance(tooLongMs);
          return isGivenUp;
        });
      },
      answer: 'cut',
      counted: 'client',
      reason: 'ClientStalled',
    };
    bed = await startFault(row);
    expect(await runFault(bed, row)).toEqual(faultExpected(row));
  });

  it.each([
    [61, 'with a length', 'Content-Length: 100\r\n\r\nhalf'],
    [62, 'in chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('%i: an answer %s stops in the middle', async (_number, cause, rest) => {
    const row: FaultRow = {
      cause,
      replica: answering(`HTTP/1.1 200 OK\r\n${rest}`),
      meanwhile: async (_bed, client) => {
        await until('the beginning', () => client.received.includes('half'));
      },
      isSlow: true,
      answer: 'cut',
      counted: 'server',
      reason: 'StreamIdle',
    };
    bed = await startFault(row);
    expect(await runFault(bed, row)).toEqual(faultExpected(row));
  });
});
