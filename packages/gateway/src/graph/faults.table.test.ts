import { Socket } from 'node:net';
import { GatewayGraph } from '@greenroom/backstage-plugin-model-serving-common';
import { RawClient } from '../__testUtils__/client';
import {
  answering,
  closing,
  Counted,
  countsOf,
  FaultBed,
  tooLongMs,
} from '../__testUtils__/faultBed';
import { graphSnapshot, node, ShortStep } from '../__testUtils__/graphBed';
import { startRawServer } from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';

const head = 'POST /graphs/demo/flow HTTP/1.1\r\nHost: a\r\n';
const route = 'graph:demo/flow';

const answerOf = (body: string, status = '200 OK') =>
  answering(
    `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
const large = `HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n${' '.repeat(
  8_388_609,
)}`;

interface GraphFault {
  readonly cause: string;
  /** What answers as the service `x`; by default `{"p":1}`. */
  readonly x?: (socket: Socket) => void;
  /** Steps of its root; by default one that calls `x` and has to succeed. */
  readonly steps?: readonly (string | ShortStep)[];
  readonly type?: 'Sequence' | 'Ensemble' | 'Switch';
  readonly merge?: 'mean';
  readonly nodes?: GatewayGraph['nodes'];
  readonly revision?: Parameters<typeof graphSnapshot>[0]['revision'];
  readonly sends?: string;
  readonly isSlow?: true;
  readonly status: number;
  /** Part of the body. */
  readonly says: string;
  readonly counted: Counted;
  /** Of the graph's route. */
  readonly reason?: string;
  /** Of the route of `x`, where the gateway answered in its place. */
  readonly reasonOfStep?: string;
}

const own = '{"error":"Failed to process request","cause":"';

/** A step that has to succeed fails without an answer: the same reason for the graph and for the service. */
const stepFault = (fault: {
  readonly cause: string;
  readonly x: (socket: Socket) => void;
  readonly isSlow?: true;
  readonly status?: number;
  readonly says: string;
  readonly reason: string;
}): GraphFault => ({
  status: 502,
  ...fault,
  says: `${own}step root/0 (demo/x): ${fault.says}`,
  counted: 'server',
  reasonOfStep: fault.reason,
});

const faults: readonly GraphFault[] = [
  stepFault({
    cause: 'a step resets',
    x: socket => socket.once('data', () => socket.resetAndDestroy()),
    says: 'The replica closed the connection before it answered.',
    reason: 'UpstreamReset',
  }),
  stepFault({
    cause: 'the answer of a step is shorter than it says',
    x: closing('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"p":'),
    says: 'The replica closed the connection',
    reason: 'UpstreamReset',
  }),
  stepFault({
    cause: 'the answer of a step is not HTTP',
    x: answering('220 mail.example.com ESMTP\r\n\r\n'),
    says: 'The replica sent an answer that is not valid HTTP/1.1.',
    reason: 'UpstreamProtocolError',
  }),
  stepFault({
    cause: 'the answer of a step is too large',
    x: answering(large),
    says: 'its answer is larger than 8 MiB',
    reason: 'AnswerTooLarge',
  }),
  {
    ...stepFault({
      cause: 'a step hangs',
      x: socket => socket.resume(),
      isSlow: true,
      status: 504,
      says: 'it did not answer in time',
      reason: 'UpstreamTimeout',
    }),
    steps: [{ to: 'x', timeoutMs: 2_000, isHard: true }],
  },
  {
    cause: 'the whole takes too long',
    x: socket => socket.resume(),
    isSlow: true,
    status: 504,
    says: `${own}the graph took longer than 5 s`,
    counted: 'server',
    reason: 'GraphTimeout',
  },
  {
    cause: 'a step answers an error',
    x: answerOf('{"detail":"broken"}', '500 Internal Server Error'),
    status: 500,
    says: '{"detail":"broken"}',
    counted: 'server',
  },
  {
    cause: 'the service of a step is not there',
    steps: [{ to: 'gone', isHard: true }],
    status: 503,
    says: "There is no service 'demo/gone' that is ready.",
    counted: 'server',
    reason: 'NotReady',
  },
  {
    cause: 'too many wait for the service of a step',
    revision: { replicas: [], hold: {}, queue: { depth: 0 } },
    status: 503,
    says: 'Too many requests wait for the service.',
    counted: 'server',
    reason: 'QueueFull',
    reasonOfStep: 'QueueFull',
  },
  {
    cause: 'no step of a Switch is meant',
    type: 'Switch',
    steps: [{ to: 'x', condition: '[@this].#(a=="b")' }],
    status: 404,
    says: `${own}None of the routes matched`,
    counted: 'client',
    reason: 'NoMatch',
  },
  {
    cause: 'the data of a step are not there',
    steps: ['x', { to: 'x', data: '$response.predictions.0', isHard: true }],
    status: 500,
    says: `${own}step root/1: there is nothing at its data path`,
    counted: 'server',
    reason: 'NoStepData',
  },
  {
    cause: 'a step of an Ensemble answers no JSON',
    type: 'Ensemble',
    x: answerOf('hello'),
    status: 502,
    says: `${own}the answer of step root/0 is not JSON`,
    counted: 'server',
    reason: 'InvalidStepAnswer',
  },
  {
    cause: 'answers cannot be merged',
    type: 'Ensemble',
    merge: 'mean',
    x: answerOf('{"predictions":["a"]}'),
    status: 502,
    says: 'have no mean',
    counted: 'server',
    reason: 'InvalidStepAnswer',
  },
  {
    cause: 'a graph has far more steps than it looks',
    steps: ['@n0', '@n0'],
    nodes: {
      ...Object.fromEntries(
        Array.from({ length: 11 }, (_, i) => [
          `n${i}`,
          node('Sequence', [`@n${i + 1}`, `@n${i + 1}`]),
        ]),
      ),
      n11: node('Sequence', ['x']),
    },
    status: 500,
    says: `${own}the graph takes more than 1000 steps`,
    counted: 'server',
    reason: 'TooManySteps',
  },
  {
    cause: 'a step calls an address that is not allowed',
    steps: [{ to: 'http://127.0.0.1:9/', isHard: true }],
    status: 502,
    says: 'Connections to 127.0.0.1:9 are not allowed',
    counted: 'server',
    reason: 'AddressRefused',
  },
  {
    cause: 'a graph is asked by PUT',
    sends:
      'PUT /graphs/demo/flow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}',
    status: 405,
    says: '"reason":"MethodNotAllowed"',
    counted: 'client',
    reason: 'MethodNotAllowed',
  },
  {
    cause: 'the body of a request to a graph says that it is too large',
    sends: `${head}Content-Length: 8388609\r\n\r\n`,
    status: 413,
    says: '"reason":"BodyTooLarge"',
    counted: 'client',
    reason: 'BodyTooLarge',
  },
  {
    cause: 'the body of a request to a graph does not arrive',
    sends: `${head}Content-Length: 4\r\n\r\n{`,
    isSlow: true,
    status: 408,
    says: '"reason":"BodyTimeout"',
    counted: 'client',
    reason: 'BodyTimeout',
  },
];

describe('a fault in a graph, with good requests in flight beside it', () => {
  let bed: FaultBed;

  afterEach(() => bed.stop());

  it.each(faults.map((fault, i) => [i + 1, fault.cause, fault] as const))(
    '%i: %s',
    async (_number, _cause, fault) => {
      const {
        x = answerOf('{"p":1}'),
        steps = [{ to: 'x', isHard: true }],
        type = 'Sequence',
        merge,
        sends = `${head}Content-Length: 2\r\n\r\n{}`,
      } = fault;
      const replica = await startRawServer(x);
      bed = await FaultBed.start(
        graphSnapshot({
          nodes: {
            root: node(type, steps, merge && { merge }),
            ...fault.nodes,
          },
          timeoutMs: tooLongMs - 1_000,
          port: replica.port,
          revision: fault.revision,
        }),
        [replica],
        { limits: { maxBodyBytes: 20_000_000 } },
      );
      const client = RawClient.connect(bed.local.port);
      client.write(sends);
      await bed.goodOnes();
      if (fault.isSlow) bed.local.advance(tooLongMs);
      await until('the answer', () => client.received.includes(fault.says));
      expect(client.received).toMatch(
        new RegExp(`^HTTP/1\\.1 ${fault.status} `),
      );
      const { counted, reason, reasonOfStep } = fault;
      expect(await bed.counts(counted, route)).toEqual(
        countsOf(
          counted,
          reason,
          route,
          reasonOfStep ? { 'demo/x': reasonOfStep } : {},
        ),
      );
      client.close();
    },
  );
});
