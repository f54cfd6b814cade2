import {
  Deployments,
  GrpcCaller,
  inRows,
  known,
  likeliest,
  type Probabilities,
  sample,
  TestPortal,
} from './__testUtils__';

jest.setTimeout(600_000);

/** Short, so that a service is soon idle. */
const autoscaler = {
  'stable-window': '6s',
  'scale-to-zero-grace-period': '1s',
};

describe('the sample models through the gateway', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    portal = await TestPortal.create(
      'allow-all',
      'stop',
      {},
      {},
      {},
      autoscaler,
    );
    deployments = new Deployments(portal);
    await deployments.connect('samples');
  });

  afterAll(() => portal.close());

  /** Deploys a model that may rest, and waits until nothing runs of it. */
  async function deployAndRest(name: string, format: string): Promise<string> {
    const service = deployments.service(name, 'samples', name);
    Object.assign(service.spec.predictor, { minReplicas: 0, maxReplicas: 1 });
    Object.assign(service.spec.predictor.model ?? {}, {
      modelFormat: { name: format },
    });
    const answer = await deployments.call('POST', '/deployments', service);
    expect(answer).toMatchObject({ status: 201 });
    await deployments.ready(name);
    const idle = await deployments.untilSeen(
      name,
      ({ state, replicas }) => state.word === 'Idle' && replicas.ready === 0,
    );
    return new URL(idle.resource.status?.url ?? '').hostname;
  }

  async function post(path: string, body: object) {
    const response = await fetch(`${portal.gatewayUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    expect([response.status, answer]).toEqual([200, expect.anything()]);
    return answer;
  }

  it.each`
    model            | format       | rows        | correct
    ${'iris-logreg'} | ${'onnx'}    | ${'iris'}   | ${48}
    ${'iris-rf'}     | ${'onnx'}    | ${'iris'}   | ${46}
    ${'iris-xgb'}    | ${'xgboost'} | ${'iris'}   | ${46}
    ${'digits-mlp'}  | ${'onnx'}    | ${'digits'} | ${356}
  `(
    'give the same known answers by gRPC to a service at rest, V1 and V2: $model',
    async ({ model, format, rows, correct }) => {
      const { X, y }: { X: number[][]; y: number[] } = sample(
        `${rows}-test.json`,
      );
      const [classes, shape] = [new Set(y).size, [X.length, X[0].length]];
      const input = { name: 'input', datatype: 'FP32', shape };
      const host = await deployAndRest(model, format);

      const caller = new GrpcCaller(portal.gatewayUrl, host);
      // Held until a replica came and listens for gRPC
      const outputs = await caller
        .infer(model, { ...input, contents: { fp32_contents: X.flat() } })
        .finally(() => caller.close());
      const probabilities = outputs.find(o => o.name === 'probabilities');
      const byGrpc = inRows(
        probabilities?.contents.fp32_contents ?? [],
        classes,
      );

      const prefix = `/serving/demo/${model}`;
      const v2 = await post(`${prefix}/v2/models/${model}/infer`, {
        inputs: [{ ...input, data: X.flat() }],
      });
      const byV2 = inRows(
        v2.outputs.find((o: { name: string }) => o.name === 'probabilities')
          .data,
        classes,
      );

      const v1 = await post(`${prefix}/v1/models/${model}:predict`, {
        instances: X,
      });
      // Of an XGBoost model a prediction is the row itself
      const byV1: Probabilities = v1.predictions.map(
        (row: number[] | { probabilities: number[] }) =>
          Array.isArray(row) ? row : row.probabilities,
      );

      const right = byGrpc.filter((row, i) => likeliest(row) === y[i]);
      expect([byGrpc.length, right.length]).toEqual([y.length, correct]);
      for (const [row, expected] of Object.entries(known[model])) {
        for (const [i, value] of Object.entries(expected)) {
          expect(byGrpc[Number(row)][Number(i)]).toBeCloseTo(value, 5);
        }
      }
      expect(farthest(byV2, byGrpc)).toBeLessThan(1e-6);
      expect(farthest(byV1, byGrpc)).toBeLessThan(1e-6);
      await deployments.remove(model);
    },
  );
});

/** The greatest difference between two answers; infinite where one has more than the other. */
function farthest(one: Probabilities, other: Probabilities): number {
  const [a, b] = [one.flat(), other.flat()];
  if (a.length !== b.length || a.length === 0) return Infinity;
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
