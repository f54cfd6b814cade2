import type { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Callers,
  Deployments,
  namingServer,
  namingService,
  percentOf,
  ProcessPortal,
  until,
  variablesOf,
} from './__testUtils__';

jest.setTimeout(600_000);

const REQUESTS = 10_000;
const CLIENTS = 16;
const WORKERS = 2;
/** Of what a whole machine at work does in seconds. */
const DEADLINE_MS = 180_000;
const PATH = '/deployments/local/demo/busy';
/** Short, so that a test sees a whole life. */
const autoscaler = {
  'stable-window': '6s',
  'scale-to-zero-grace-period': '1s',
};

// One life of a service, step by step, under clients that never stop asking
describe('under 10,000 requests none is lost, and none answered by a version that may not', () => {
  let portal: ProcessPortal;
  let deployments: Deployments;
  let callers: Callers;

  const idle = () =>
    deployments.untilSeen(
      'busy',
      ({ state, replicas }) =>
        state.word === 'Idle' && replicas.ready === 0 && replicas.desired === 0,
      DEADLINE_MS,
    );

  /** Everybody was answered a few times more. */
  const goOn = () => callers.reach(callers.answers + 10 * CLIENTS);

  /** Waits until the gateway splits the traffic so, by number of revision. */
  const live = (shares: Record<number, number>) =>
    deployments.untilSeen(
      'busy',
      detail =>
        isSettled(detail) &&
        Object.entries(shares).every(
          ([number, percent]) => percentOf(detail, Number(number)) === percent,
        ),
      DEADLINE_MS,
    );

  async function change(
    version: Parameters<typeof variablesOf>[0],
    canaryTrafficPercent: number | null = null,
  ): Promise<void> {
    const spec = {
      predictor: {
        canaryTrafficPercent,
        model: { env: variablesOf(version) },
      },
    };
    const answer = await deployments.call(
      'PATCH',
      PATH,
      { spec },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect(answer).toMatchObject({ status: 200 });
  }

  async function share(percent: number): Promise<void> {
    const answer = await deployments.call('POST', `${PATH}/canary`, {
      percent,
    });
    expect(answer).toMatchObject({ status: 202 });
  }

  beforeAll(async () => {
    portal = await ProcessPortal.create({
      ...namingServer,
      autoscaler,
      workers: WORKERS,
    });
    deployments = new Deployments(portal);
    await deployments.connect('samples');
  });

  afterAll(async () => {
    await callers?.stop();
    await portal?.close();
  });

  it('from none to one, and to three', async () => {
    const service = namingService(deployments, 'busy', { version: '1' });
    Object.assign(service.spec.predictor, {
      minReplicas: 0,
      maxReplicas: 3,
      scaleTarget: 2,
    });
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await idle();

    callers = new Callers(deployments.inferUrl('busy'), CLIENTS, ['1']);
    // As many as three replicas should have, however fast this machine answers
    const slow = Array.from({ length: 8 }, () =>
      deployments.beginPrediction('busy'),
    );
    await deployments.untilSeen(
      'busy',
      ({ replicas }) => replicas.ready === 3,
      DEADLINE_MS,
    );
    for (const { status } of await Promise.all(slow.map(end => end())))
      expect(status).toBe(200);
    expect([callers.lost, callers.wrong]).toEqual([[], []]);
  });

  it('a canary from nothing to a tenth, exactly, to a half, back to nothing, and to everything', async () => {
    await change({ version: '2' }, 0);
    await live({ 1: 100, 2: 0 });

    callers.allow('1', '2');
    await share(10);
    await live({ 1: 90, 2: 10 });
    await callers.pause();
    expect(await callers.sample(1_000)).toEqual({ 1: 900, 2: 100 });
    callers.resume();

    await share(50);
    await live({ 1: 50, 2: 50 });
    await share(0);
    await live({ 1: 100, 2: 0 });
    callers.allow('1');
    await goOn();

    callers.allow('1', '2');
    await share(100);
    await live({ 2: 100 });
    callers.allow('2');
    await goOn();
    expect([callers.lost, callers.wrong]).toEqual([[], []]);
  });

  it('a rollout of the next version', async () => {
    callers.allow('2', '3');
    await change({ version: '3' });
    await live({ 3: 100 });
    callers.allow('3');
    await goOn();
    expect([callers.lost, callers.wrong]).toEqual([[], []]);
  });

  // What was under way in a process that is no more can have no answer. That, and nothing else, may be lost.
  it.each([
    {
      signal: 'SIGKILL' as const,
      what: 'what was under way in it',
      most: CLIENTS,
    },
    {
      signal: 'SIGTERM' as const,
      what: 'nothing',
      most: 0,
    },
  ])(
    'a gateway worker that gets $signal costs $what, and another one comes',
    async ({ signal, most }) => {
      const before = portal.gatewayWorkers();
      expect(before).toHaveLength(WORKERS);
      const [victim] = before;
      const period = callers.allow('3');
      process.kill(victim, signal);
      await until(
        'the worker is gone',
        async () => !isRunning(victim),
        DEADLINE_MS,
      );
      callers.allow('3');
      // And serves: a process that has only just begun would leave the next victim's clients with nobody
      await until(
        'another one came',
        async () =>
          !portal.gatewayWorkers().includes(victim) &&
          portal.gatewayWorkers().length === WORKERS &&
          (await portal.servingWorkers()) === WORKERS,
        DEADLINE_MS,
      );
      await goOn();
      for (const { received, openedIn } of callers.lost) {
        expect(received).toBe(0);
        expect(openedIn).toBeLessThanOrEqual(period);
      }
      expect(callers.lost.length).toBeLessThanOrEqual(most);
      callers.lost.length = 0;
      expect(callers.wrong).toEqual([]);
    },
  );

  it('no control plane, and the next one, which goes on with rollouts', async () => {
    await portal.kill();
    await goOn();
    await portal.start();
    await live({ 3: 100 });
    callers.allow('3', '4');
    await change({ version: '4' });
    await live({ 4: 100 });
    callers.allow('4');
    await goOn();
    expect([callers.lost, callers.wrong]).toEqual([[], []]);
  });

  it('to none when nobody asks, and back when somebody does', async () => {
    await callers.reach(REQUESTS - 100);
    await callers.pause();
    await idle();
    callers.resume();
    await callers.reach(REQUESTS);
    await callers.stop();
    expect([callers.lost, callers.wrong]).toEqual([[], []]);
    expect(callers.answers).toBeGreaterThanOrEqual(REQUESTS);
  });
});

function isSettled({ conditions }: DeploymentDetail): boolean {
  return conditions.some(
    ({ type, status }) => type === 'IngressReady' && status === 'True',
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
