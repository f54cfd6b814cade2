import { mockServices } from '@backstage/backend-test-utils';
import type { OrphanView } from '@greenroom/backstage-plugin-model-serving-common';
import { OrphanWatch } from './OrphanWatch';

const orphan = { namespace: 'demo', name: 'iris' } as OrphanView;

const HOUR_MS = 3_600_000;

describe('OrphanWatch', () => {
  it('tells the log once, and again when it is something else', async () => {
    const logger = mockServices.logger.mock();
    let found: readonly OrphanView[] = [orphan];
    let now = 0;
    const watch = new OrphanWatch({
      orphans: listing(() => found),
      logger,
      clock: { now: () => now },
    });
    const look = async () => {
      now += HOUR_MS;
      await watch.look('kube');
    };
    await look();
    await look();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn.mock.calls[0][0]).toMatch(
      /'kube' runs 1 deployment\(s\).*: demo\/iris\. .*clusters\/kube\/orphans/,
    );
    found = [];
    await look();
    found = [orphan];
    await look();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('lists each cluster once an hour, however often it is told to look, and again at once what did not answer', async () => {
    const listed: string[] = [];
    let now = 0;
    let isAnswering = false;
    const watch = new OrphanWatch({
      orphans: {
        list: async cluster => {
          listed.push(cluster);
          if (!isAnswering) throw new Error('no answer');
          return [];
        },
      },
      logger: mockServices.logger.mock(),
      clock: { now: () => now },
    });
    await watch.look('a');
    isAnswering = true;
    await watch.look('a');
    await watch.look('b');
    now = HOUR_MS - 1;
    await watch.look('a');
    expect(listed).toEqual(['a', 'a', 'b']);
    now = HOUR_MS;
    await watch.look('a');
    expect(listed).toHaveLength(4);
  });

  it('waits for a cluster that does not answer', async () => {
    const logger = mockServices.logger.mock();
    const watch = new OrphanWatch({
      orphans: listing(() => {
        throw new Error('no answer');
      }),
      logger,
      clock: { now: () => 0 },
    });
    await expect(watch.look('kube')).resolves.toBeUndefined();
    expect(logger.warn).not.toHaveBeenCalled();
  });
});

function listing(list: () => readonly OrphanView[]) {
  return { list: async () => list(), remove: async () => {} };
}
