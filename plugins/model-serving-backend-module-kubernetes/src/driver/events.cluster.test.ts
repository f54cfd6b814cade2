import type { EventView } from '@greenroom/backstage-plugin-model-serving-common';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

onCluster('events of a cluster', () => {
  let bed: ClusterTestBed;
  let driver: KubernetesDriver;

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
    driver = await bed.started();
  });

  afterEach(() => bed?.close());

  const eventsOf = (name: string): Promise<readonly EventView[]> =>
    driver.events({ namespace: bed.namespace, name }, 100);

  it('are told of the objects of a service, and of no other', async () => {
    const [one, other] = [bed.revision('a', 'exit:3'), bed.revision('b')];
    await Promise.all([driver.apply(one, 1), driver.apply(other, 1)]);
    await untilPasses(async () => {
      const events = await eventsOf('a');
      const kinds = events.map(({ object = '' }) => object.split('/')[0]);
      expect(kinds).toEqual(
        expect.arrayContaining(['Deployment', 'ReplicaSet', 'Pod']),
      );
      const warning = events.find(({ reason }) => reason === 'BackOff');
      expect(warning).toMatchObject({ source: 'cluster', type: 'Warning' });
      expect(
        events.every(({ object = '' }) => object.includes('a-predictor')),
      ).toBe(true);
    });
    expect(await eventsOf('nobodys')).toEqual([]);
  });

  it('are those from before too, for a portal that comes later', async () => {
    await driver.apply(bed.revision('a'), 1);
    await untilPasses(async () =>
      expect((await eventsOf('a')).length).toBeGreaterThan(0),
    );
    await driver.shutdown();
    driver = await bed.started();
    await untilPasses(async () =>
      expect((await eventsOf('a')).length).toBeGreaterThan(0),
    );
  });
});
