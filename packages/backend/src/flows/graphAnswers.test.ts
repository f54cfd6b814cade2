import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type {
  DeploymentDetail,
  InferenceRouter,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  inRows,
  known,
  likeliest,
  sample,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

const { X, y }: { X: number[][]; y: number[] } = sample('iris-test.json');
const CLASSES = 3;
const START_MS = 200_000;

/** The models that graphs call, with how many of the test set each is known to have right. */
const models = [
  { name: 'iris-logreg', format: 'onnx', correct: 48 },
  { name: 'iris-rf', format: 'onnx', correct: 46 },
  { name: 'iris-xgb', format: 'xgboost', correct: 46 },
] as const;

/** What a model answers; a graph with one way passes it on. */
interface ModelAnswer {
  readonly outputs: readonly {
    readonly name: string;
    readonly data: readonly number[];
  }[];
}

/** What a graph answered, and the way that the request took. `Body` is what the test expects of it. */
interface GraphAnswer<Body> {
  readonly status: number;
  readonly path: readonly string[];
  readonly body: Body;
}

/** The whole test set, with what conditions look at. */
function requestFor(model?: string): string {
  return JSON.stringify({
    ...(model && { parameters: { model } }),
    inputs: [
      {
        name: 'input',
        datatype: 'FP32',
        shape: [X.length, X[0].length],
        data: X.flat(),
      },
    ],
  });
}

/** That an answer is the known one of a model: each row that is known, and how many species it has right. */
function expectAnswerOf(model: string, { outputs }: ModelAnswer): void {
  const found = models.find(({ name }) => name === model);
  const output = outputs.find(({ name }) => name === 'probabilities');
  const rows = inRows(output?.data ?? [], CLASSES);
  const right = rows.filter((row, i) => likeliest(row) === y[i]);
  expect([model, rows.length, right.length]).toEqual([
    model,
    y.length,
    found?.correct,
  ]);
  for (const [row, expected] of Object.entries(known[model])) {
    for (const [i, value] of Object.entries(expected)) {
      expect(rows[Number(row)][Number(i)]).toBeCloseTo(value, 5);
    }
  }
}

describe('graphs of the sample models', () => {
  let portal: TestPortal;
  let deployments: Deployments;
  /** One connection is one worker of the gateway: shares are exact there. */
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all', 'stop');
    deployments = new Deployments(portal);
    await deployments.connect('samples');
    for (const { name, format } of models) {
      const service = deployments.service(name, 'samples', name);
      Object.assign(service.spec.predictor.model ?? {}, {
        modelFormat: { name: format },
        protocolVersion: 'v2',
      });
      await deployments.call('POST', '/deployments', service);
    }
    for (const { name } of models) {
      // They start side by side, on a machine that may have other work
      const isReady = ({ state }: DeploymentDetail) => state.word === 'Ready';
      await deployments.untilSeen(name, isReady, START_MS);
    }
  });

  afterAll(async () => {
    agent.destroy();
    await portal.close();
  });

  const urlOf = (name: string) => `${portal.gatewayUrl}/graphs/demo/${name}`;

  /** Makes a graph, and waits until it is ready. */
  async function make(
    name: string,
    nodes: Readonly<Record<string, InferenceRouter>>,
  ): Promise<void> {
    const made = await deployments.call(
      'PUT',
      `/resources/InferenceGraph/local/demo/${name}`,
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: { name, namespace: 'demo' },
        spec: { nodes },
      },
    );
    expect(made).toMatchObject({ status: 201 });
    // Nothing but its state: whoever waited for that may call it
    await until(`the graph ${name} is ready`, async () => {
      const { body } = await deployments.call(
        'GET',
        `/graphs/local/demo/${name}`,
      );
      return body.state.code === 'ready';
    });
  }

  async function ask<Body = ModelAnswer>(
    name: string,
    body: string,
  ): Promise<GraphAnswer<Body>> {
    const sending = request(urlOf(name), {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json' },
    });
    sending.end(body);
    const [response]: IncomingMessage[] = await once(sending, 'response');
    const path = response.headers['x-greenroom-graph-path'] ?? '';
    return {
      status: response.statusCode ?? 0,
      path: String(path).split(',').filter(Boolean),
      body: (await json(response)) as Body,
    };
  }

  it('a Sequence answers what its last step knows, and stops where a condition does not hold', async () => {
    await make('in-order', {
      root: {
        routerType: 'Sequence',
        steps: [
          { serviceName: 'iris-logreg' },
          {
            serviceName: 'iris-xgb',
            data: '$request',
            condition: 'outputs.#(name=="label")',
          },
          {
            serviceName: 'iris-rf',
            data: '$request',
            condition: 'outputs.#(name=="nothing of that name")',
          },
        ],
      },
    });
    const { status, path, body } = await ask('in-order', requestFor());
    expect([status, path]).toEqual([200, ['root/0', 'root/1']]);
    expectAnswerOf('iris-xgb', body);
  });

  it('a Switch answers what the step knows that fits, and 404 where none does', async () => {
    await make('by-kind', {
      root: {
        routerType: 'Switch',
        steps: models.map(({ name }) => ({
          serviceName: name,
          condition: `[parameters.model].#(=="${name}")`,
        })),
      },
    });
    for (const [i, { name }] of models.entries()) {
      const { status, path, body } = await ask('by-kind', requestFor(name));
      expect([status, path]).toEqual([200, [`root/${i}`]]);
      expectAnswerOf(name, body);
    }
    await expect(ask('by-kind', requestFor('none'))).resolves.toMatchObject({
      status: 404,
      path: [],
      body: { error: expect.anything() },
    });
  });

  it('an Ensemble answers what each step knows, under its key', async () => {
    await make('all-at-once', {
      root: {
        routerType: 'Ensemble',
        steps: models.map(({ name }) => ({ name, serviceName: name })),
      },
    });
    const { status, path, body } = await ask<Record<string, ModelAnswer>>(
      'all-at-once',
      requestFor(),
    );
    expect([status, [...path].sort()]).toEqual([
      200,
      ['root/0', 'root/1', 'root/2'],
    ]);
    for (const { name } of models) expectAnswerOf(name, body[name]);
  });

  it('a Splitter answers what the step knows that it says it took, each exactly as often as asked', async () => {
    await make('by-share', {
      root: {
        routerType: 'Splitter',
        steps: [
          { serviceName: 'iris-logreg', weight: 75 },
          { serviceName: 'iris-rf', weight: 25 },
        ],
      },
    });
    const counts: Record<string, number> = {};
    for (let i = 0; i < 40; i++) {
      const { status, path, body } = await ask('by-share', requestFor());
      expect([status, path.length]).toEqual([200, 1]);
      expectAnswerOf(path[0] === 'root/0' ? 'iris-logreg' : 'iris-rf', body);
      counts[path[0]] = (counts[path[0]] ?? 0) + 1;
    }
    expect(counts).toEqual({ 'root/0': 30, 'root/1': 10 });
  });

  it('all four, one in another, answer what is known', async () => {
    await make('nested', {
      root: {
        routerType: 'Sequence',
        steps: [
          { serviceName: 'iris-logreg', dependency: 'Hard' },
          { nodeName: 'kinds', data: '$request' },
        ],
      },
      kinds: {
        routerType: 'Switch',
        steps: [
          { nodeName: 'all', condition: '[parameters.model].#(=="all")' },
          { serviceName: 'iris-rf', condition: 'inputs.#' },
        ],
      },
      all: {
        routerType: 'Ensemble',
        steps: [
          { name: 'trees', serviceName: 'iris-xgb' },
          { name: 'shared', nodeName: 'shares' },
        ],
      },
      shares: {
        routerType: 'Splitter',
        steps: [
          { serviceName: 'iris-logreg', weight: 100 },
          { serviceName: 'iris-rf', weight: 0 },
        ],
      },
    });
    const all = await ask<Record<string, ModelAnswer>>(
      'nested',
      requestFor('all'),
    );
    expect(all).toMatchObject({ status: 200 });
    expect([...all.path].sort()).toEqual([
      'all/0',
      'all/1',
      'kinds/0',
      'root/0',
      'root/1',
      'shares/0',
    ]);
    expectAnswerOf('iris-xgb', all.body.trees);
    expectAnswerOf('iris-logreg', all.body.shared);
    const one = await ask('nested', requestFor('one'));
    expect([one.status, one.path]).toEqual([
      200,
      ['root/0', 'kinds/1', 'root/1'],
    ]);
    expectAnswerOf('iris-rf', one.body);
  });
});
