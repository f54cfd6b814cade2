import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  ComponentName,
  DeploymentDetail,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';
import { Deployments, TestPortal, until } from './__testUtils__';
import { ROOT } from './__testUtils__/programs';

jest.setTimeout(600_000);

const PATH = '/deployments/local/demo';
/** A seven, as the README of the transformer draws it. */
const SEVEN = [
  '  +#@@: ',
  ' .#-:%: ',
  '    -#  ',
  '   :##- ',
  '   #%#+ ',
  '   #-   ',
  '  :%.   ',
  '  %=    ',
];

/** A service of the examples, with its model where the test's bucket has it. */
function example(folder: string, model?: string): InferenceService {
  const file = resolve(ROOT, 'examples', folder, 'service.yaml');
  const service: InferenceService = parse(readFileSync(file, 'utf8'));
  const { storage } = service.spec.predictor.model ?? {};
  if (storage && model) storage.path = model;
  return service;
}

/** A change of a transformer's container. */
function transformer(change: object): object {
  const container = { name: 'kserve-container', command: ['digits-from-text'] };
  return { transformer: { containers: [{ ...container, ...change }] } };
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a deployment of several components', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all', 'keep', {
      broken: {
        command: process.execPath,
        args: ['-e', 'console.error("no such table"); process.exit(3)', '--'],
      },
    });
    deployments = new Deployments(portal);
    await deployments.connect('samples');
  });

  afterAll(() => portal.close());

  it('reads digits drawn as text, updates its transformer under load, and keeps the old one when an update fails', async () => {
    const service = example('transformer', 'digits');
    await create(service);
    const first = await deployments.ready('digits');
    expect(componentsOf(first)).toEqual([
      'digits-predictor-00001',
      'digits-transformer-00001',
    ]);
    expect(conditionsOf(first)).toMatchObject({
      IngressReady: 'True',
      PredictorReady: 'True',
      Ready: 'True',
      TransformerReady: 'True',
    });
    expect(first.endpoints[0]).toMatchObject({ protocol: 'v1' });
    expect(await readSeven()).toEqual({ status: 200, digit: 7 });

    const before = pidsOf(first, 'predictor');
    const load = sendWhile(readSeven);
    await update(
      'digits',
      transformer({ env: [{ name: 'LEVEL', value: '2' }] }),
    );
    const second = await deployments.untilSeen(
      'digits',
      detail =>
        detail.state.word === 'Ready' &&
        shareOf(detail, 'digits-transformer-00002') === 100 &&
        pidsOf(detail, 'transformer').length === 1 &&
        componentsOf(detail).includes('digits-transformer-00001') &&
        factsOf(detail, 'digits-transformer-00001') === undefined,
    );
    expect(await load.end()).toEqual([{ status: 200, digit: 7 }]);
    expect(pidsOf(second, 'predictor')).toEqual(before);
    expect(componentsOf(second)).toEqual([
      'digits-predictor-00001',
      'digits-transformer-00001',
      'digits-transformer-00002',
    ]);

    await update('digits', transformer({ command: ['broken'] }));
    const failing = await deployments.untilSeen('digits', ({ fullState }) =>
      fullState.findings.some(({ code }) => code === 'UpdateFailing'),
    );
    expect(failing.state).toMatchObject({
      word: 'Ready',
      headline:
        'Update failing: transformer: the server ended before it was ready; v2 still serves',
    });
    const [finding] = failing.fullState.findings;
    expect(finding).toMatchObject({
      component: 'transformer',
      revision: 'digits-transformer-00003',
    });
    expect(finding.detail).toContain('no such table');
    expect(shareOf(failing, 'digits-transformer-00003')).toBe(0);
    expect(await readSeven()).toEqual({ status: 200, digit: 7 });

    await update(
      'digits',
      transformer({ env: [{ name: 'LEVEL', value: '2' }] }),
    );
    await deployments.untilSeen(
      'digits',
      ({ state, fullState }) =>
        state.word === 'Ready' && fullState.findings.length === 0,
    );
  });

  it('starts a transformer again that was killed, and goes whole', async () => {
    const before = await deployments.ready('digits');
    const [pid] = pidsOf(before, 'transformer');
    process.kill(pid, 'SIGKILL');
    const after = await deployments.untilSeen(
      'digits',
      detail =>
        detail.state.word === 'Ready' &&
        pidsOf(detail, 'transformer').length === 1 &&
        !pidsOf(detail, 'transformer').includes(pid),
    );
    expect(after.state.notes).toEqual([
      expect.stringMatching(/^Restarted once/),
    ]);
    await until('it reads again', async () => {
      const { status } = await readSeven();
      return status === 200;
    });

    const pids = [
      ...pidsOf(after, 'transformer'),
      ...pidsOf(after, 'predictor'),
    ];
    expect(pids).toHaveLength(2);
    await deployments.remove('digits');
    expect(pids.filter(isAlive)).toEqual([]);
    for (const path of [
      '/serving/demo/digits',
      '/components/demo/digits/predictor',
    ]) {
      const { status } = await fetch(
        `${portal.gatewayUrl}${path}/v1/models/digits`,
      );
      expect(status).toBe(404);
    }
  });

  it('explains what it predicts, and forgets its explainer when that is taken away', async () => {
    await create(example('explainer', 'iris'));
    const ready = await deployments.ready('iris-explained');
    expect(conditionsOf(ready)).toMatchObject({ ExplainerReady: 'True' });
    const { explainUrl = '' } = ready.endpoints[0];
    const ask = async () => {
      const response = await post(explainUrl, [[5.1, 3.5, 1.4, 0.2]]);
      return { status: response.status, body: await response.json() };
    };
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(body.explanations[0].species).toBe('setosa');
    const { importance } = body.explanations[0];
    expect(importance['petal length']).toBeGreaterThan(
      importance['sepal length'],
    );
    expect((await deployments.predict('iris-explained')).status).toBe(200);
    const [pid] = pidsOf(ready, 'explainer');

    await update('iris-explained', { explainer: null });
    const plain = await deployments.untilSeen(
      'iris-explained',
      detail =>
        detail.state.word === 'Ready' &&
        pidsOf(detail, 'explainer').length === 0,
    );
    await until('its process ended', async () => !isAlive(pid));
    expect(pidsOf(plain, 'predictor')).toEqual(pidsOf(ready, 'predictor'));
    expect(plain.endpoints[0].explainUrl).toBeUndefined();
    expect((await deployments.predict('iris-explained')).status).toBe(200);
    await deployments.remove('iris-explained');
  });

  it('outlives its control plane, stops and starts as one', async () => {
    const service = example('explainer', 'iris');
    service.metadata.name = 'lasting';
    await create(service);
    const before = await deployments.ready('lasting');
    const { explainUrl = '' } = before.endpoints[0];
    const explained = async () => {
      const { status } = await post(explainUrl, [[5.1, 3.5, 1.4, 0.2]]);
      return status;
    };
    const pids = [
      ...pidsOf(before, 'predictor'),
      ...pidsOf(before, 'explainer'),
    ];
    expect(pids).toHaveLength(2);

    await portal.stop();
    expect(await explained()).toBe(200);
    await portal.start('keep');
    const adopted = await deployments.ready('lasting');
    expect([
      ...pidsOf(adopted, 'predictor'),
      ...pidsOf(adopted, 'explainer'),
    ]).toEqual(pids);

    await deployments.call('POST', `${PATH}/lasting/stop`);
    await deployments.untilSeen(
      'lasting',
      ({ state }) => state.word === 'Stopped',
    );
    expect(pids.filter(isAlive)).toEqual([]);
    await deployments.call('POST', `${PATH}/lasting/start`);
    await deployments.ready('lasting');
    expect(await explained()).toBe(200);
    await deployments.remove('lasting');
  });

  it('goes on serving while a transformer is added that does not come up', async () => {
    await deployments.deploy('growing', 'samples');
    await update('growing', transformer({ command: ['broken'] }));
    const seen = await deployments.untilSeen('growing', ({ fullState }) =>
      fullState.findings.some(({ code }) => code === 'UpdateFailing'),
    );
    expect(seen.state).toMatchObject({
      word: 'Ready',
      headline: expect.stringContaining(
        'the deployment without it still serves',
      ),
    });
    expect((await deployments.predict('growing')).status).toBe(200);
    await deployments.remove('growing');
  });

  it('refuses a program that is not allowed, with the way out', async () => {
    const service = example('transformer', 'digits');
    service.metadata.name = 'forbidden';
    service.spec.transformer!.containers![0].command = ['bash', '-c', 'id'];
    await create(service);
    const failed = await deployments.untilSeen(
      'forbidden',
      ({ state }) => state.word === 'Failed',
    );
    const [finding] = failed.fullState.findings;
    expect(finding).toMatchObject({
      code: 'ProgramNotAllowed',
      component: 'transformer',
      fixableBy: 'platform',
    });
    expect(finding.detail).toContain('digits-from-text');
    expect(finding.detail).toContain('modelServing.local.programs');
    await deployments.remove('forbidden');
  });

  it('serves a predictor in Python, where there is python3', async () => {
    await create(example('python-predictor'));
    if (!hasPython()) {
      await deployments.untilSeen(
        'flowers',
        ({ state }) => state.word === 'Failed',
      );
      return;
    }
    const { endpoints } = await deployments.ready('flowers');
    const response = await post(endpoints[0].inferUrl, [[5.1, 3.5, 1.4, 0.2]]);
    expect(await response.json()).toEqual({
      predictions: [{ species: 'setosa', distance: 0.1414 }],
    });
    await deployments.remove('flowers');
  });

  async function create(service: InferenceService): Promise<void> {
    const { status, body } = await deployments.call(
      'POST',
      '/deployments',
      service,
    );
    expect({ status, body }).toMatchObject({ status: 201 });
  }

  /** Changes what a merge patch names. */
  async function update(name: string, spec: object): Promise<void> {
    const { status, body } = await deployments.call(
      'PATCH',
      `${PATH}/${name}`,
      { spec },
    );
    expect({ status, body }).toMatchObject({ status: 200 });
  }

  function post(url: string, instances: readonly unknown[]): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instances }),
    });
  }

  async function readSeven(): Promise<{ status: number; digit?: number }> {
    const response = await post(
      `${portal.gatewayUrl}/serving/demo/digits/v1/models/digits:predict`,
      [SEVEN],
    );
    const { predictions } = await response.json();
    return { status: response.status, digit: predictions?.[0].digit };
  }
});

/** Sends requests, two at a time, until it is ended; then what was answered, each answer once. */
function sendWhile(send: () => Promise<object>): {
  end(): Promise<unknown[]>;
} {
  let isOver = false;
  const answers = new Set<string>();
  const client = async () => {
    while (!isOver) {
      answers.add(
        JSON.stringify(await send().catch(error => ({ error: `${error}` }))),
      );
    }
  };
  const clients = Promise.all([client(), client()]);
  return {
    async end() {
      isOver = true;
      await clients;
      return [...answers].map(answer => JSON.parse(answer));
    },
  };
}

function componentsOf({ revisions }: DeploymentDetail): string[] {
  return revisions.map(({ name }) => name).sort();
}

function conditionsOf({ conditions }: DeploymentDetail): object {
  return Object.fromEntries(
    conditions.map(({ type, status }) => [type, status]),
  );
}

function factsOf({ revisions }: DeploymentDetail, name: string) {
  return revisions.find(revision => revision.name === name)?.facts;
}

function shareOf({ revisions }: DeploymentDetail, name: string) {
  return revisions.find(revision => revision.name === name)?.percent;
}

function pidsOf(
  { revisions }: DeploymentDetail,
  component: ComponentName,
): number[] {
  return revisions
    .filter(revision => revision.component === component)
    .flatMap(({ facts }) => facts?.replicas ?? [])
    .flatMap(({ location }) => /^pid (\d+)$/.exec(location ?? '')?.[1] ?? [])
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
