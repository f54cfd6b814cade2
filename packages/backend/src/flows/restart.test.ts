import type { DeploymentMetrics } from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  flower,
  labelOf,
  locationsOf,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

describe('a backend that ends and is started again', () => {
  let portal: TestPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all', 'keep');
    deployments = new Deployments(portal);
  });

  afterAll(() => portal.close());

  it('takes over what runs: the same processes, the same history of requests', async () => {
    await deployments.connect('samples');
    const before = await deployments.deploy('lasting', 'samples');
    const measuredAt = await untilMeasuredAfter(0);
    const shown = valuesUntil(measuredAt, await metrics());
    expect(shown).toEqual(
      expect.arrayContaining([
        ['requests', 'ok', measuredAt, expect.any(Number)],
        ['replicas', 'ready', measuredAt, 1],
      ]),
    );

    await portal.stop();
    // Nobody is there but the gateway and the model
    await predict(2);
    await portal.start();

    const after = await deployments.ready('lasting');
    expect(locationsOf(after)).toEqual(locationsOf(before));
    expect(after.revisions.map(({ name }) => name)).toEqual(
      before.revisions.map(({ name }) => name),
    );
    expect(after.resource.metadata.uid).toBe(before.resource.metadata.uid);
    await untilMeasuredAfter(measuredAt);
    // Every chart as it was, value by value
    expect(valuesUntil(measuredAt, await metrics())).toEqual(shown);
  });

  async function predict(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const answer = await deployments.predict('lasting');
      expect([answer.status, labelOf(answer)]).toEqual([200, flower.label]);
    }
  }

  /**
   * Sends requests until the chart has some that are later than a time. What a gateway counted before a backend's first
   * look at it is in no chart: nobody knows when it was.
   */
  function untilMeasuredAfter(time: number): Promise<number> {
    return until('requests are measured', async () => {
      await predict(1);
      return (await measuredTimes()).find(at => at > time);
    });
  }

  /** When the chart has answered requests, ms since epoch. */
  async function measuredTimes(): Promise<readonly number[]> {
    const { requests } = await metrics();
    const ok = requests.find(({ name }) => name === 'ok');
    return (ok?.points ?? []).filter(([, rate]) => rate).map(([at]) => at);
  }

  async function metrics(): Promise<DeploymentMetrics> {
    const path = '/deployments/local/demo/lasting/metrics?range=15m';
    return (await deployments.call('GET', path)).body;
  }
});

/** What charts show up to a time, in order: chart, series, time and value of each point. Its range moves; gaps go. */
function valuesUntil(time: number, metrics: DeploymentMetrics) {
  const { requests, latency, errors, inflight, replicas, cpu, memory } =
    metrics;
  const charts = { requests, latency, errors, inflight, replicas, cpu, memory };
  return Object.entries(charts).flatMap(([chart, series]) =>
    series.flatMap(({ name, points }) =>
      points
        .filter(([at, value]) => at <= time && value !== null)
        .map(([at, value]) => [chart, name, at, value]),
    ),
  );
}
