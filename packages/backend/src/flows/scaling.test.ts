import {
  type Answer,
  Deployments,
  flower,
  labelOf,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

/** Short, so that a test sees a whole life. */
const autoscaler = {
  'stable-window': '6s',
  'scale-to-zero-grace-period': '1s',
};
const CLIENTS = 30;
const REQUESTS = 10_000;

describe('a deployment that requests scale', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  const idle = (name: string) =>
    deployments.untilSeen(
      name,
      ({ state, replicas }) =>
        state.word === 'Idle' && replicas.ready === 0 && replicas.desired === 0,
    );
  const deploy = async (name: string, predictor: object) => {
    const service = deployments.service(name, 'samples');
    Object.assign(service.spec.predictor, predictor);
    const answer = await deployments.call('POST', '/deployments', service);
    expect(answer).toMatchObject({ status: 201 });
    return deployments.ready(name);
  };

  /** More than two replicas should have at a time, however fast this machine answers. */
  const beginPredictions = (name: string) =>
    Array.from({ length: 8 }, () => deployments.beginPrediction(name));
  /** What a number of clients were answered, who called over and over while something came about. */
  const whileCalling = async (
    name: string,
    count: number,
    something: () => Promise<unknown>,
  ): Promise<Answer[]> => {
    const answers: Answer[] = [];
    let isOver = false;
    const clients = Promise.all(
      Array.from({ length: count }, async () => {
        while (!isOver) answers.push(await deployments.predict(name));
      }),
    );
    try {
      await Promise.race([something(), clients]);
    } finally {
      // They must not go on where the test does not.
      isOver = true;
      await clients;
    }
    return answers;
  };

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

  it('goes from none to several and back, and loses nothing', async () => {
    await deploy('resting', { minReplicas: 0, maxReplicas: 3, scaleTarget: 2 });
    const resting = await idle('resting');
    expect(resting.fullState.findings).toEqual([]);

    // Held until a replica came
    const first = await deployments.predict('resting');
    expect([first.status, labelOf(first)]).toEqual([200, flower.label]);

    const slow = beginPredictions('resting');
    const answers = await whileCalling('resting', CLIENTS, () =>
      deployments.untilSeen('resting', ({ replicas }) => replicas.ready === 3),
    );
    const scaling = await deployments.call(
      'GET',
      '/deployments/local/demo/resting/scaling',
    );
    expect(scaling.body.items[0].decisions.at(-1)).toMatchObject({
      replicas: 3,
      because: expect.stringMatching(
        /^3 replicas: .* \/ target 1\.4 \(70 % of 2\)/,
      ),
    });
    answers.push(...(await Promise.all(slow.map(finish => finish()))));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.length).toBeGreaterThan(CLIENTS);
    await idle('resting');

    // Every burst from nothing is answered, too
    const burst = await Promise.all(
      Array.from({ length: CLIENTS }, () => deployments.predict('resting')),
    );
    expect(burst.map(({ status }) => status)).toEqual(Array(CLIENTS).fill(200));
    await deployments.remove('resting');
  });

  it('answers 10,000 requests from none to several and back, each by its own service', async () => {
    const names = ['busy', 'calm'];
    const predictor = { minReplicas: 0, maxReplicas: 3, scaleTarget: 2 };
    await Promise.all(names.map(name => deploy(name, predictor)));
    await Promise.all(names.map(idle));

    const slow = beginPredictions('busy');
    let left = REQUESTS;
    const wrong: unknown[] = [];
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      // Two of three call the one, so that the other has fewer replicas
      const name = names[client % 3 === 0 ? 1 : 0];
      while (left > 0) {
        left--;
        const answer = await deployments.predict(name);
        const isRight =
          answer.status === 200 &&
          answer.body.model_name === name &&
          labelOf(answer) === flower.label;
        if (!isRight) wrong.push(answer);
      }
    });
    const grown = deployments.untilSeen(
      'busy',
      ({ replicas }) => replicas.ready === 3,
    );
    await Promise.all([grown, ...clients]);
    for (const { status } of await Promise.all(slow.map(finish => finish())))
      expect(status).toBe(200);
    expect(wrong).toEqual([]);
    await Promise.all(names.map(idle));

    // What was decided is kept: from none upwards, and down to none
    const since = new Date(Date.now() - 600_000).toISOString();
    const decisions = await until('the last decision is kept', async () => {
      const { body } = await deployments.call(
        'GET',
        `/deployments/local/demo/busy/scaling?since=${since}`,
      );
      const found = body.items[0].decisions;
      return found.at(-1).replicas === 0 && found;
    });
    const seen: number[] = decisions.map(
      ({ replicas }: { replicas: number }) => replicas,
    );
    expect(Math.max(...seen)).toBe(3);
    expect(decisions[0].record).toMatchObject({
      spec: { minScale: 0, maxScale: 3 },
    });
    await Promise.all(names.map(name => deployments.remove(name)));
  });

  it('answers what came while the control plane was down, when it is back', async () => {
    await deploy('patient', { minReplicas: 0, maxReplicas: 1 });
    await idle('patient');
    await portal.stop();
    // The gateway goes on by itself, and holds what it cannot send
    await portal.start('keep');
    await idle('patient');
    await until('the gateway answers', async () => {
      const tried = await deployments.predict('patient').catch(() => undefined);
      return tried?.status === 200;
    });
    await idle('patient');
    await portal.stop();
    const held = Array.from({ length: CLIENTS }, () =>
      deployments.predict('patient'),
    );
    await portal.start();
    const answers = await Promise.all(held);
    expect(answers.map(({ status }) => status)).toEqual(
      Array(CLIENTS).fill(200),
    );
    await deployments.remove('patient');
  });

  it('goes on from what was decided, when the control plane is another one', async () => {
    await portal.stop();
    await portal.start('keep');
    await deploy('steady', { minReplicas: 1, maxReplicas: 3, scaleTarget: 2 });
    const decisionsSince = async (since: number) => {
      const { body } = await deployments.call(
        'GET',
        `/deployments/local/demo/steady/scaling?since=${new Date(
          since,
        ).toISOString()}`,
      );
      return body.items[0]?.decisions ?? [];
    };
    // More than two replicas should have, less than twice what three should
    const slow = Array.from({ length: 5 }, () =>
      deployments.beginPrediction('steady'),
    );
    const begun = Date.now();
    const kept = await until('what a calm decision wants is kept', async () => {
      const last = (await decisionsSince(begun)).at(-1);
      const isCalm = last?.record.panicUntil === undefined;
      return last?.replicas === 3 && isCalm ? last : undefined;
    });
    await portal.stop();
    const stopped = Date.now();
    await portal.start();
    const first = await until('the other one has decided', async () => {
      const [decision] = await decisionsSince(stopped);
      return decision;
    });
    expect(first.replicas).toBe(3);
    expect(first.record.panicUntil).toBeUndefined();
    // It starts from what was kept, and has seen nothing but the same requests since; averages of parts of a second waver
    expect(first.record.stable).toBeGreaterThan(kept.record.stable - 0.5);
    const answers = await Promise.all(slow.map(finish => finish()));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    await deployments.remove('steady');
  });

  it('follows what replicas use where cpu is to scale it, and says so', async () => {
    await deploy('thirsty', {
      minReplicas: 1,
      maxReplicas: 2,
      scaleMetric: 'cpu',
      scaleTarget: 1,
    });
    const answers = await whileCalling('thirsty', 8, () =>
      deployments.untilSeen(
        'thirsty',
        ({ replicas }) => replicas.ready === 2,
        // It looks every 15 seconds, and not at what a replica uses while it starts
        240_000,
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const since = new Date(Date.now() - 600_000).toISOString();
    const grown = await until('the decision is kept', async () => {
      const { body } = await deployments.call(
        'GET',
        `/deployments/local/demo/thirsty/scaling?since=${since}`,
      );
      const [first] = body.items;
      return first?.decisions.find(
        ({ replicas }: { replicas: number }) => replicas === 2,
      );
    });
    expect(grown).toMatchObject({
      metric: 'cpu',
      because: expect.stringMatching(
        /^2 replicas: cpu \d+ % of what replicas ask for \/ target 1 %/,
      ),
      record: { kind: 'usage', requests: { cpu: expect.any(Number) } },
    });
    await deployments.remove('thirsty');
  });

  it('refuses what nobody here would scale by, and says what to do', async () => {
    const service = deployments.service('refused', 'samples');
    service.metadata.annotations = {
      ...service.metadata.annotations,
      'serving.kserve.io/autoscalerClass': 'external',
    };
    const answer = await deployments.call('POST', '/deployments', service);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(
      'nobody outside can change the number of replicas on this cluster; it has: none, kpa, hpa. Instead choose the class none',
    );
  });

  it('stays idle through a restart of the control plane, and wakes after it', async () => {
    await deploy('sleeping', { minReplicas: 0, maxReplicas: 1 });
    await idle('sleeping');
    await portal.stop();
    await portal.start();
    const detail = await idle('sleeping');
    expect(detail.replicas).toMatchObject({ ready: 0, desired: 0, min: 0 });
    const answer = await until('the gateway is back', async () => {
      // It was stopped with the backend: until it listens again nothing answers
      const tried = await deployments
        .predict('sleeping')
        .catch(() => undefined);
      return tried?.status === 200 && tried;
    });
    expect([answer.status, labelOf(answer)]).toEqual([200, flower.label]);
    await deployments.remove('sleeping');
  });
});
