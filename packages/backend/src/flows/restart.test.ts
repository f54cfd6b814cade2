import type { MetricSeries } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  flower,
  labelOf,
  locationsOf,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(120_000);

describe('a backend that ends and is started again', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all');
    deployments = new Deployments(portal);
  });

  afterAll(() => portal.close());

  it('takes over what runs: the same processes, the same history of requests', async () => {
    // The next one keeps its models, this one had none
    await portal.stop();
    await portal.start('keep');
    await deployments.connect('samples');
    const before = await deployments.deploy('lasting', 'samples');
    await predict(5);
    await untilMeasured(5);

    await portal.stop();
    // Nobody is there but the gateway and the model
    await predict(2);
    await portal.start('stop');

    const after = await deployments.ready('lasting');
    expect(locationsOf(after)).toEqual(locationsOf(before));
    expect(after.revisions.map(({ name }) => name)).toEqual(
      before.revisions.map(({ name }) => name),
    );
    expect(after.resource.metadata.uid).toBe(before.resource.metadata.uid);
    await predict(4);
    await untilMeasured(9);
  });

  async function predict(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const answer = await deployments.predict('lasting');
      expect([answer.status, labelOf(answer)]).toEqual([200, flower.label]);
    }
  }

  /** Requests of which the charts tell; what happened while no backend ran may be among them. */
  async function untilMeasured(atLeast: number): Promise<void> {
    let seen = 0;
    await until(`${atLeast} requests are measured, of which ${seen}`, async () => {
      const { body } = await deployments.call(
        'GET',
        '/deployments/local/demo/lasting/metrics?range=15m',
      );
      const ok = body.requests.find(({ name }: MetricSeries) => name === 'ok');
      seen = Math.round(
        ok.points.reduce(
          (sum: number, [, rate]: [number, number | null]) =>
            sum + (rate ?? 0) * body.stepSeconds,
          0,
        ),
      );
      return seen >= atLeast;
    });
  }
});
