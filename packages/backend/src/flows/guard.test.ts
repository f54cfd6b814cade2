import type { ComponentSplit } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Callers,
  Deployments,
  namingServer,
  namingService,
  percentOf,
  TestPortal,
  until,
  variablesOf,
} from './__testUtils__';

jest.setTimeout(600_000);

const CLIENTS = 16;
/** Of the canary, before it is judged. */
const EVIDENCE = 30;

describe('a canary that is worse than what it is beside loses its traffic', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    const { programs, runtimes } = namingServer;
    portal = await TestPortal.create(
      'allow-all',
      'stop',
      programs,
      {},
      { runtimes },
    );
    deployments = new Deployments(portal);
    await deployments.connect('samples');
  });

  afterAll(() => portal.close());

  it.each([
    {
      fault: 'fails' as const,
      because: /^100 % of its \d+ requests failed, 0 % of those of v1$/,
    },
    {
      fault: 'slow' as const,
      because: /^95 % of its answers take up to .*, those of v1 /,
    },
  ])('one that $fault', async ({ fault, because }) => {
    const path = `/deployments/local/demo/${fault}`;
    const service = namingService(deployments, fault, { version: '1' });
    service.metadata.annotations = {
      ...service.metadata.annotations,
      'greenroom/canary-guard': `requests=${EVIDENCE}`,
    };
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await deployments.ready(fault);
    const callers = new Callers(deployments.inferUrl(fault), CLIENTS, ['1']);
    try {
      callers.allow('1', '2');
      const changed = await deployments.call(
        'PATCH',
        path,
        {
          spec: {
            predictor: {
              canaryTrafficPercent: 20,
              model: { env: variablesOf({ version: '2', fault }) },
            },
          },
        },
        { 'content-type': 'application/merge-patch+json' },
      );
      expect(changed).toMatchObject({ status: 200 });
      const held = await deployments.untilSeen(
        fault,
        ({ fullState, conditions }) =>
          fullState.findings.some(({ code }) => code === 'CanaryHeld') &&
          conditions.some(
            ({ type, status }) => type === 'IngressReady' && status === 'True',
          ),
        180_000,
      );
      // Who asks from now on gets the stable one only
      callers.allow('1');
      const [wrong, answered] = [callers.wrong.length, callers.answers];
      await callers.reach(answered + 20 * CLIENTS);
      await callers.stop();

      expect([percentOf(held, 1), percentOf(held, 2)]).toEqual([100, 0]);
      expect(held.state.word).toBe('Ready');
      expect(held.resource.spec.predictor.canaryTrafficPercent).toBe(20);
      const { body: traffic } = await deployments.call(
        'GET',
        `${path}/traffic`,
      );
      expect(traffic.items).toEqual([
        expect.objectContaining({
          percent: 20,
          guard: {
            revision: `${fault}-predictor-00002`,
            percent: 20,
            at: expect.any(String),
            because: expect.stringMatching(because),
          },
        }),
      ]);
      const { body: events } = await deployments.call('GET', `${path}/events`);
      expect(
        events.items.map(({ reason }: { reason: string }) => reason),
      ).toContain('CanaryHeld');

      // What was answered wrong was the canary's, and its share of what was answered until then
      expect(callers.lost).toEqual([]);
      const ofCanary =
        fault === 'fails'
          ? callers.wrong.filter(({ status }) => status === 500).length
          : callers.byVersion.get('2') ?? 0;
      expect(ofCanary).toBeGreaterThanOrEqual(EVIDENCE);
      expect(callers.wrong).toHaveLength(fault === 'fails' ? ofCanary : 0);
      expect(callers.wrong.length - wrong).toBeLessThanOrEqual(CLIENTS);
    } finally {
      await callers.stop();
    }
    await deployments.remove(fault);
  });

  it('gets as many requests as its evidence needs, and not one more once they are counted', async () => {
    const name = 'counted';
    const path = `/deployments/local/demo/${name}`;
    const service = namingService(deployments, name, { version: '1' });
    service.metadata.annotations = {
      ...service.metadata.annotations,
      'greenroom/canary-guard': `requests=${EVIDENCE}`,
    };
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await deployments.ready(name);
    const env = variablesOf({ version: '2', fault: 'fails' });
    const changed = await deployments.call(
      'PATCH',
      path,
      { spec: { predictor: { canaryTrafficPercent: 20, model: { env } } } },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect(changed).toMatchObject({ status: 200 });
    await deployments.untilSeen(
      name,
      detail =>
        percentOf(detail, 2) === 20 &&
        detail.conditions.some(
          ({ type, status }) => type === 'IngressReady' && status === 'True',
        ),
      180_000,
    );
    const traffic = async (): Promise<ComponentSplit> => {
      const { body } = await deployments.call('GET', `${path}/traffic`);
      return body.items[0];
    };
    const ofCanary = ({ revisions }: ComponentSplit) =>
      revisions.find(({ isCanary }) => isCanary);
    // What comes right after a change of the shares is not judged: it may have been answered by those before.
    await until('the split to count', async () => {
      const { since } = await traffic();
      return since !== undefined && Date.now() > Date.parse(since);
    });
    const callers = new Callers(deployments.inferUrl(name), 0, ['1', '2']);
    // One of five, exactly, on one connection
    await callers.sample(5 * (EVIDENCE - 1));
    await until('all to be counted', async () => {
      const { requests = 0 } = ofCanary(await traffic()) ?? {};
      return requests >= EVIDENCE - 1;
    });
    expect((await traffic()).guard).toBeUndefined();
    await callers.sample(5);
    const held = await deployments.untilSeen(
      name,
      detail => percentOf(detail, 2) === 0,
      180_000,
    );
    expect(held.fullState.findings.map(({ code }) => code)).toContain(
      'CanaryHeld',
    );
    expect((await traffic()).guard?.because).toMatch(
      new RegExp(`^100 % of its ${EVIDENCE} requests failed`),
    );
    await callers.sample(20);
    expect(callers.wrong).toHaveLength(EVIDENCE);
    await callers.stop();
    await deployments.remove(name);
  });
});
