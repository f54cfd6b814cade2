import type {
  ClusterInventory,
  ServiceInventory,
} from '@greenroom/backstage-plugin-model-serving-node';
import { testService } from '../store/__testUtils__';
import { FakeDriver } from '../testing';
import { ApiTestBed } from './__testUtils__';

jest.setTimeout(300_000);

/** A cluster that keeps what it holds, whatever is stored. */
class KeepingDriver extends FakeDriver {
  held: ServiceInventory[] = [];

  readonly inventory: ClusterInventory = {
    list: async () => this.held,
    discard: async ({ serviceUid, portal }) => {
      this.calls.push(`discard ${serviceUid} of ${portal}`);
      this.held = this.held.filter(held => held.serviceUid !== serviceUid);
    },
  };
}

describe('what a cluster holds of unknown deployments', () => {
  let bed: ApiTestBed;
  let driver: KeepingDriver;
  let portal: string;
  const PATH = '/clusters/local/orphans';

  const hold = (change: Partial<ServiceInventory>) =>
    driver.held.push({
      namespace: 'demo',
      name: 'iris',
      serviceUid: 'uid-1',
      portal,
      objects: [{ kind: 'Deployment', name: 'iris-predictor-00001' }],
      replicas: 1,
      since: '2026-01-02T03:00:00Z',
      ...change,
    });

  beforeEach(async () => {
    driver = new KeepingDriver();
    bed = await ApiTestBed.create({ driver });
    portal = await bed.stores.counters.epoch();
  });

  afterEach(() => bed.close());

  it('is listed for those who run the installation, without what is stored', async () => {
    await bed.call('alice', 'POST', '/deployments', testService({}));
    const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
    const stored = await bed.stores.resources.get('InferenceService', ref);
    hold({ serviceUid: stored!.uid });
    hold({});
    const { status, body } = await bed.call('admin', 'GET', PATH);
    expect(status).toBe(200);
    expect(body.items).toEqual([
      expect.objectContaining({ uid: 'uid-1', isOurs: true }),
    ]);
    for (const as of ['nobody', 'victor'] as const)
      expect((await bed.call(as, 'GET', PATH)).status).toBe(403);
  });

  it('goes when somebody asks, and is on record', async () => {
    hold({});
    const path = `${PATH}/demo/iris?uid=uid-1`;
    expect((await bed.call('victor', 'DELETE', path)).status).toBe(403);
    expect(driver.calls).toEqual([]);
    expect((await bed.call('admin', 'DELETE', path)).status).toBe(202);
    expect(driver.calls).toEqual([`discard uid-1 of ${portal}`]);
    expect(bed.audit.at(-1)).toMatchObject({
      eventId: 'orphan-mutate',
      outcome: 'success',
      meta: { ref: 'local/demo/iris', uid: 'uid-1' },
    });
    expect((await bed.call('admin', 'DELETE', path)).status).toBe(404);
  });

  it.each([
    ['another portal made it', { portal: 'another' }, 409],
    ['nobody knows by this uid', { serviceUid: 'uid-2' }, 404],
  ])('stays where %s', async (_why, change, status) => {
    hold(change);
    const answer = await bed.call(
      'admin',
      'DELETE',
      `${PATH}/demo/iris?uid=uid-1`,
    );
    expect(answer.status).toBe(status);
    expect(driver.calls).toEqual([]);
  });

  it('is nothing on a cluster that keeps nothing', async () => {
    const plain = await ApiTestBed.create();
    try {
      const { body } = await plain.call('admin', 'GET', PATH);
      expect(body).toEqual({ items: [] });
    } finally {
      await plain.close();
    }
  });
});
