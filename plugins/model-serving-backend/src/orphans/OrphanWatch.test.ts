import { mockServices } from '@backstage/backend-test-utils';
import type { OrphanView } from '@greenroom/backstage-plugin-model-serving-common';
import { OrphanWatch } from './OrphanWatch';

const orphan = { namespace: 'demo', name: 'iris' } as OrphanView;

describe('OrphanWatch', () => {
  it('tells the log once, and again when it is something else', async () => {
    const logger = mockServices.logger.mock();
    let found: readonly OrphanView[] = [orphan];
    const watch = new OrphanWatch({ orphans: listing(() => found), logger });
    await watch.look('kube');
    await watch.look('kube');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn.mock.calls[0][0]).toMatch(
      /'kube' runs 1 deployment\(s\).*: demo\/iris\. .*clusters\/kube\/orphans/,
    );
    found = [];
    await watch.look('kube');
    found = [orphan];
    await watch.look('kube');
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('waits for a cluster that does not answer', async () => {
    const logger = mockServices.logger.mock();
    const watch = new OrphanWatch({
      orphans: listing(() => {
        throw new Error('no answer');
      }),
      logger,
    });
    await expect(watch.look('kube')).resolves.toBeUndefined();
    expect(logger.warn).not.toHaveBeenCalled();
  });
});

function listing(list: () => readonly OrphanView[]) {
  return { list: async () => list(), remove: async () => {} };
}
