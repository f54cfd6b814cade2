import http from 'node:http';
import { AddressInfo } from 'node:net';
import {
  GatewayBatching,
  GatewayRevision,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RawClient, send, TestAnswer } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

const predictPath = '/serving/demo/iris/v1/models/iris:predict';

describe('a revision whose predictions are batched', () => {
  let replica: http.Server;
  let port: number;
  let local: LocalGateway;
  /** Bodies of the calls that the replica had, and what answers them. */
  let calls: {
    readonly body: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly url: string;
  }[];
  let answer: (body: string, response: http.ServerResponse) => void;
  /** Calls that broke off. */
  let aborted = 0;

  /** Doubles every instance. */
  const double = (body: string, response: http.ServerResponse) => {
    const { instances } = JSON.parse(body) as { instances: number[] };
    response.end(JSON.stringify({ predictions: instances.map(i => i * 2) }));
  };

  beforeEach(async () => {
    calls = [];
    aborted = 0;
    answer = double;
    replica = http.createServer((request, response) => {
      let body = '';
      response.on('close', () => {
        if (!response.writableFinished) aborted++;
      });
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        calls.push({ body, headers: request.headers, url: request.url! });
        answer(body, response);
      });
    });
    await new Promise<void>(resolve => {
      replica.listen(0, '127.0.0.1', resolve);
    });
    port = (replica.address() as AddressInfo).port;
    local = await startLocalGateway();
  });

  afterEach(async () => {
    await local.stop();
    replica.closeAllConnections();
    await new Promise(resolve => replica.close(resolve));
  });

  const adopt = (
    batching: GatewayBatching = { maxBatchSize: 4, maxLatencyMs: 60_000 },
    change: Partial<GatewayRevision> = {},
    version = 1,
  ) => {
    const snapshot = snapshotOf(version, { 'iris-1': { ports: [port] } });
    const [key] = Object.keys(snapshot.revisions);
    local.adopt({
      ...snapshot,
      revisions: {
        [key]: { ...snapshot.revisions[key], batching, ...change },
      },
    });
  };
  const predict = (
    instances: readonly unknown[],
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> =>
    send(local.port, {
      path: predictPath,
      body: JSON.stringify({ instances }),
      headers,
    });
  const predictionsOf = (answers: readonly TestAnswer[]) =>
    answers.map(({ body }) => JSON.parse(body).predictions);

  it('sends three requests as one call and gives each its own predictions', async () => {
    adopt();
    const answers = await Promise.all([
      predict([0, 1]),
      predict([2]),
      predict([3]),
    ]);
    expect(calls).toHaveLength(1);
    expect(predictionsOf(answers)).toEqual([[0, 2], [4], [6]]);
    const [first] = answers.map(({ body }) => JSON.parse(body));
    expect(first).toEqual({
      message: '',
      batchId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      predictions: [0, 2],
    });
    expect(
      new Set(answers.map(({ body }) => JSON.parse(body).batchId)).size,
    ).toBe(1);
    expect(answers[0]).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
    });
  });

  it('counts batches by their size', async () => {
    adopt();
    await Promise.all([predict([0, 1]), predict([2, 3])]);
    await until('the counters', () => {
      const tallies = local.report()?.tallies;
      return tallies?.batch_size && tallies;
    }).then(tallies =>
      expect(tallies).toEqual({
        batch_size: { 'demo/iris-1': [1, 4] },
        batch_wait_seconds: { 'demo/iris-1': [2, 0] },
      }),
    );
  });

  it('sends an incomplete batch when its time is over', async () => {
    adopt({ maxBatchSize: 4, maxLatencyMs: 20 });
    await expect(predict([1])).resolves.toMatchObject({ status: 200 });
    expect(calls).toHaveLength(1);
  });

  it('keeps requests with other headers apart, and asks for no compressed answer', async () => {
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
    await Promise.all(
      ['a', 'b', 'a', 'b'].map(tenant =>
        predict([1], { 'x-tenant': tenant, 'accept-encoding': 'gzip' }),
      ),
    );
    expect(calls.map(({ headers }) => headers['x-tenant']).sort()).toEqual([
      'a',
      'b',
    ]);
    expect(calls[0].headers['accept-encoding']).toBeUndefined();
  });

  it.each`
    what                           | path                                           | body
    ${'another path'}              | ${'/serving/demo/iris/v1/models/iris:explain'} | ${'{"instances":[1]}'}
    ${'instances with parameters'} | ${predictPath}                                 | ${'{"instances":[1],"parameters":{}}'}
  `('passes on $what by itself', async ({ path, body }) => {
    adopt();
    const { status, body: got } = await send(local.port, { path, body });
    expect([status, got]).toEqual([200, '{"predictions":[2]}']);
    expect(calls[0].body).toBe(body);
  });

  it.each`
    body                | message
    ${'{"inputs":[1]}'} | ${'no instances in the request'}
    ${'{'}              | ${"can't Unmarshal body"}
  `('refuses $body: $message', async ({ body, message }) => {
    adopt();
    const { status, body: got } = await send(local.port, {
      path: predictPath,
      body,
    });
    expect(status).toBe(400);
    expect(JSON.parse(got)).toEqual({ error: message, reason: 'BadRequest' });
    expect(calls).toEqual([]);
  });

  it("gives the model's error to everybody", async () => {
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
    answer = (_, response) =>
      response
        .writeHead(422, { 'content-type': 'application/json' })
        .end('{"error":"shape"}');
    const answers = await Promise.all([predict([1]), predict([2])]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      Array(2).fill([422, '{"error":"shape"}']),
    );
    const ids = answers.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(2);
  });

  it.each`
    body                         | message
    ${'{"predictions":[1,2,3]}'} | ${'size of prediction is not equal to the size of instances'}
    ${'oops'}                    | ${"can't Unmarshal body"}
  `(
    'tells everybody of an answer that cannot be split: $body',
    async ({ body, message }) => {
      adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
      answer = (_, response) => response.end(body);
      const answers = await Promise.all([predict([1]), predict([2])]);
      for (const { status, body: got } of answers) {
        expect(status).toBe(502);
        expect(JSON.parse(got)).toEqual({
          error: message,
          reason: 'BatchMismatch',
        });
      }
    },
  );

  it('tells everybody when the model does not answer in the time of the batcher', async () => {
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000, timeoutMs: 1_000 });
    answer = () => {};
    const both = Promise.all([predict([1]), predict([2])]);
    await until('the call', () => calls.length > 0);
    local.advance(1_200);
    for (const { status, body } of await both) {
      expect(status).toBe(504);
      expect(JSON.parse(body).reason).toBe('UpstreamTimeout');
    }
    await until('the call to be given up', () => aborted === 1);
  });

  it('tells everybody when the model breaks off', async () => {
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
    answer = (_, response) => response.socket!.destroy();
    const answers = await Promise.all([predict([1]), predict([2])]);
    expect(answers.map(({ status }) => status)).toEqual([502, 502]);
  });

  it('goes on for the others when one client leaves', async () => {
    adopt({ maxBatchSize: 3, maxLatencyMs: 60_000 });
    const client = RawClient.connect(local.port);
    const body = '{"instances":[9]}';
    client.write(
      `POST ${predictPath} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const first = predict([1]);
    await until(
      'both to wait',
      () => local.gateway.ledger.route('demo/iris').inflight === 2,
    );
    client.close();
    await until(
      'one to leave',
      () => local.gateway.ledger.route('demo/iris').inflight === 1,
    );
    const answers = await Promise.all([first, predict([2, 3])]);
    expect(calls.map(call => call.body)).toEqual(['{"instances":[1,2,3]}']);
    expect(predictionsOf(answers)).toEqual([[2], [4, 6]]);
  });

  it('gives the call up when all its clients have left', async () => {
    adopt({ maxBatchSize: 1, maxLatencyMs: 60_000 });
    answer = () => {};
    const client = RawClient.connect(local.port);
    const body = '{"instances":[9]}';
    client.write(
      `POST ${predictPath} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await until('the call', () => calls.length > 0);
    client.close();
    await until('the call to be given up', () => aborted > 0);
    expect([calls.length, aborted]).toEqual([1, 1]);
  });

  it('waits with its batch for the first replica', async () => {
    adopt(
      { maxBatchSize: 2, maxLatencyMs: 60_000 },
      { replicas: [], hold: {} },
    );
    const both = Promise.all([predict([1]), predict([2])]);
    await until('activation', () =>
      local.events.includes('activate demo/iris-1 1'),
    );
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 }, { hold: {} }, 2);
    expect(predictionsOf(await both)).toEqual([[2], [4]]);
  });

  it('keeps to the limit of its replicas', async () => {
    adopt(
      { maxBatchSize: 1, maxLatencyMs: 60_000 },
      { containerConcurrency: 1 },
    );
    let atOnce = 0;
    let most = 0;
    answer = (body, response) => {
      most = Math.max(most, ++atOnce);
      setImmediate(() => {
        atOnce--;
        double(body, response);
      });
    };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => predict([i])),
    );
    expect(predictionsOf(answers)).toEqual(
      Array.from({ length: 10 }, (_, i) => [i * 2]),
    );
    expect(most).toBe(1);
  });

  it('sends what waits when its revision leaves with a snapshot to who has the route now', async () => {
    adopt();
    const waiting = predict([5]);
    await until(
      'it to wait',
      () => local.gateway.ledger.route('demo/iris').inflight === 1,
    );
    local.adopt(
      snapshotOf(2, { 'iris-2': { ports: [port] } }) as GatewaySnapshot,
    );
    const { status, body } = await waiting;
    expect([status, body]).toEqual([200, '{"predictions":[10]}']);
  });

  it('sends what waits when the gateway drains', async () => {
    adopt();
    const waiting = predict([5]);
    await until(
      'it to wait',
      () => local.gateway.ledger.route('demo/iris').inflight === 1,
    );
    local.gateway.startDraining();
    expect(predictionsOf([await waiting])).toEqual([[10]]);
  });

  it('batches bodies that are longer than others are buffered', async () => {
    adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
    const long = `"${'x'.repeat(300_000)}"`;
    answer = (body, response) => {
      const { instances } = JSON.parse(body) as { instances: string[] };
      response.end(
        JSON.stringify({ predictions: instances.map(text => text.length) }),
      );
    };
    const answers = await Promise.all([
      predict([JSON.parse(long)]),
      predict(['y']),
    ]);
    expect(calls).toHaveLength(1);
    expect(predictionsOf(answers)).toEqual([[300_000], [1]]);
  });

  describe('by V2', () => {
    const infer = (rows: readonly number[][], id?: string) =>
      send(local.port, {
        body: JSON.stringify({
          ...(id && { id }),
          inputs: [
            {
              name: 'x',
              shape: [rows.length, rows[0].length],
              datatype: 'FP32',
              data: rows.flat(),
            },
          ],
        }),
      });
    /** Adds up every row. */
    const sums = (body: string, response: http.ServerResponse) => {
      const { id, inputs } = JSON.parse(body);
      const [{ shape, data }] = inputs;
      const [rows, width] = shape;
      const own = (row: number): number[] =>
        data.slice(row * width, (row + 1) * width);
      response.end(
        JSON.stringify({
          model_name: 'iris',
          ...(id && { id }),
          outputs: [
            {
              name: 'sum',
              shape: [rows],
              datatype: 'FP32',
              data: Array.from({ length: rows }, (_, row) =>
                own(row).reduce((a, b) => a + b),
              ),
            },
          ],
        }),
      );
    };
    const rowsOf = ({ body }: TestAnswer) => JSON.parse(body).outputs[0];

    beforeEach(() => {
      answer = sums;
    });

    it('joins rows of one kind and gives each caller its own', async () => {
      adopt();
      const answers = await Promise.all([
        infer([[1, 2]], 'a'),
        infer([
          [3, 4],
          [5, 6],
        ]),
        infer([[7, 8]], 'c'),
      ]);
      expect(calls.map(({ url }) => url)).toEqual(['/v2/models/iris/infer']);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(answers.map(one => rowsOf(one).data)).toEqual([
        [3],
        [7, 11],
        [15],
      ]);
      expect(rowsOf(answers[1]).shape).toEqual([2]);
      expect(answers.map(({ body }) => JSON.parse(body).id)).toEqual([
        'a',
        undefined,
        'c',
      ]);
    });

    it('answers as without a batch', async () => {
      adopt({ maxBatchSize: 1, maxLatencyMs: 60_000 });
      const batched = await infer([[1, 2]], 'a');
      local.adopt(snapshotOf(2, { 'iris-2': { ports: [port] } }));
      const plain = await infer([[1, 2]], 'a');
      expect(JSON.parse(batched.body)).toEqual(JSON.parse(plain.body));
    });

    it('keeps rows of other kinds apart', async () => {
      adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
      const answers = await Promise.all([
        infer([[1, 2]]),
        infer([[1, 2, 3]]),
        infer([[4, 5]]),
        infer([[4, 5, 6]]),
      ]);
      expect(calls).toHaveLength(2);
      expect(answers.map(one => rowsOf(one).data)).toEqual([
        [3],
        [6],
        [9],
        [15],
      ]);
    });

    it('passes on what is more than rows, and what it cannot read', async () => {
      adopt();
      answer = (body, response) => response.end(body);
      for (const body of ['{', '{"inputs":[],"parameters":{"a":1}}']) {
        const { status, body: got } = await send(local.port, { body });
        expect([status, got]).toEqual([200, body]);
      }
    });

    it('says that an answer without rows cannot be divided', async () => {
      adopt({ maxBatchSize: 2, maxLatencyMs: 60_000 });
      answer = (_, response) =>
        response.end('{"outputs":[{"name":"y","shape":[1],"data":[1]}]}');
      const answers = await Promise.all([infer([[1]]), infer([[2]])]);
      for (const { status, body } of answers) {
        expect(status).toBe(502);
        expect(JSON.parse(body)).toEqual({
          error: 'output "y" does not have a row for each input row',
          reason: 'BatchMismatch',
        });
      }
    });
  });
});
