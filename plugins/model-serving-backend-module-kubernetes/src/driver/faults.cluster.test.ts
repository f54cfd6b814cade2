import { setTimeout as delay } from 'node:timers/promises';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { eventually } from '../__testUtils__/eventually';
import { FaultyProxy } from '../__testUtils__/FaultyProxy';
import { KubeClient } from '../client';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

/** After which a watch is opened anew. */
const SILENCE_MS = 120_000;

onCluster('a driver whose API server fails', () => {
  let bed: ClusterTestBed;
  let proxy: FaultyProxy;
  let driver: KubernetesDriver;

  const ready = () => {
    const [facts] = driver.facts({ namespace: bed.namespace, name: 'steady' });
    return facts?.replicas.filter(({ state }) => state === 'ready') ?? [];
  };
  const untilReady = (count: number) =>
    eventually(`${count} are ready`, () => ready().length === count);
  const problem = () => driver.problem(bed.namespace);

  beforeAll(async () => {
    bed = await ClusterTestBed.create();
    proxy = await FaultyProxy.create(bed.config);
    driver = await bed.started(undefined, {
      client: KubeClient.create(proxy.kubeConfig),
      // Pauses pass at once, and all that fails has failed for long
      sleep: (ms, signal) =>
        delay(ms < SILENCE_MS ? 50 : ms, undefined, { signal }),
      now: () => Date.now() * 1_000,
    });
    await driver.apply(bed.revision('steady'), 1);
    await untilReady(1);
  });

  afterAll(async () => {
    await bed?.close();
    await proxy?.close();
  });

  it.each(['hang', 'fail'] as const)(
    'says so while it does (%s), keeps what it knew, and hears what happened meanwhile',
    async mode => {
      const before = ready();
      let told = 0;
      const unobserve = driver.observeProblems(() => {
        told += 1;
      });
      proxy.mode = mode;
      if (mode === 'fail') proxy.cut();
      await eventually('it says so', () => problem() !== undefined);
      const says =
        mode === 'hang' ? /did not answer within/ : /500.*request timed out/;
      await eventually('it says why', () =>
        says.test(problem()?.message ?? ''),
      );
      expect(ready()).toEqual(before);
      await eventually('others are told', () => told > 0);

      // Meanwhile somebody takes the pod away, by another way in
      await bed.deletePod(before[0].id);
      proxy.mode = 'pass';
      proxy.cut();
      await eventually('it is back', () => problem() === undefined);
      await eventually(
        'another pod is ready',
        () => ready().length === 1 && ready()[0].id !== before[0].id,
      );
      unobserve();
    },
  );

  it('goes on behind an object that was cut off in its middle', async () => {
    proxy.cut();
    await driver.apply(bed.revision('steady'), 2);
    await untilReady(2);
    expect(problem()).toBeUndefined();
  });

  it('does not start where the certificate is not that of the cluster', async () => {
    const stranger = KubeClient.create(bed.untrustedKubeConfig());
    await expect(bed.started(undefined, { client: stranger })).rejects.toThrow(
      /certificate/,
    );
    stranger.close();
  });
});
