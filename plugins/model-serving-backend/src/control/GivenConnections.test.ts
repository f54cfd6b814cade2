import { NotAllowedError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import type { ClusterProblem } from '@greenroom/backstage-plugin-model-serving-node';
import type { RunningCluster } from '../clusters';
import type { GivenConnection } from '../store/types';
import { FakeClock, FakeManagedDriver, settle } from '../testing';
import { GivenConnections } from './GivenConnections';
import { GRACE_MS } from './whenToTakeBack';

const bucket = { cluster: 'far', namespace: 'demo', name: 'bucket' };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A term over a cluster and the rows of one store, both in memory. */
async function setup() {
  const clock = new FakeClock();
  const driver = new FakeManagedDriver();
  const logger = mockServices.logger.mock();
  let rows: GivenConnection[] = [{ ref: bucket, mark: '1' }];
  let problem: ClusterProblem | undefined;
  let isHeld = true;
  const given = new GivenConnections({
    cluster: {
      name: 'far',
      driver,
      problemIn: () => problem,
    } as unknown as RunningCluster<FakeManagedDriver>,
    stores: {
      given: {
        add: async ref => {
          rows = [{ ref, mark: '2' }];
        },
        list: async () => rows,
        remove: async ({ mark }) => {
          rows = rows.filter(row => row.mark !== mark);
        },
      },
    },
    mayAct: () => isHeld,
    clock,
    random: () => 0,
    logger,
  });
  stops.push(() => given.stop());
  given.start();
  const resync = async () => {
    await given.resync();
    await settle();
  };
  await settle();
  return {
    clock,
    driver,
    logger,
    given,
    resync,
    rows: () => rows,
    giveAnew: () => {
      rows = [{ ref: bucket, mark: '2' }];
    },
    problemIs: (next: ClusterProblem | undefined) => {
      problem = next;
    },
    lose: () => {
      isHeld = false;
    },
  };
}

describe('what a project was given', () => {
  it('is taken when it had no use for a while, by the version that it had then', async () => {
    const { clock, driver, resync, rows } = await setup();
    driver.givesBack = [{ state: 'unused', version: '7' }, { state: 'gone' }];
    await resync();
    await resync();
    await clock.advance(GRACE_MS - 1);
    expect(driver.takenBack).toEqual(['demo/bucket']);
    await clock.advance(1);
    expect(driver.takenBack).toEqual(['demo/bucket', 'demo/bucket 7']);
    expect(rows()).toEqual([]);
    await resync();
    await clock.advance(GRACE_MS);
    expect(driver.takenBack).toHaveLength(2);
  });

  it('is waited for anew when somebody was given it meanwhile', async () => {
    const { clock, driver, resync, rows } = await setup();
    driver.givesBack = [
      { state: 'unused', version: '7' },
      { state: 'unused', version: '8' },
      { state: 'gone' },
    ];
    await resync();
    await clock.advance(GRACE_MS);
    expect(rows()).toHaveLength(1);
    await clock.advance(GRACE_MS);
    expect(driver.takenBack).toEqual([
      'demo/bucket',
      'demo/bucket 7',
      'demo/bucket 8',
    ]);
    expect(rows()).toEqual([]);
  });

  it('stays while something names it, and is looked at with each resync', async () => {
    const { clock, driver, resync, rows } = await setup();
    driver.givesBack = [{ state: 'used' }];
    await resync();
    await clock.advance(10 * GRACE_MS);
    await resync();
    expect(driver.takenBack).toEqual(['demo/bucket', 'demo/bucket']);
    expect(rows()).toHaveLength(1);
  });

  it('stays known where it is given again while it is found to be gone', async () => {
    const { clock, driver, resync, giveAnew, rows } = await setup();
    driver.givesBack = [{ state: 'unused', version: '7' }, { state: 'gone' }];
    await resync();
    giveAnew();
    await clock.advance(GRACE_MS);
    expect(driver.takenBack).toHaveLength(2);
    expect(rows()).toEqual([{ ref: bucket, mark: '2' }]);
  });

  it('is not asked for while the cluster does not tell, or somebody else acts', async () => {
    const { clock, driver, resync, problemIs, lose, rows } = await setup();
    driver.givesBack = [{ state: 'unused', version: '7' }, { state: 'gone' }];
    problemIs({ message: 'it does not answer', since: '2026-01-01T00:00:00Z' });
    await resync();
    expect(driver.takenBack).toEqual([]);
    problemIs(undefined);
    await resync();
    problemIs({ message: 'it does not answer', since: '2026-01-01T00:00:00Z' });
    await clock.advance(GRACE_MS);
    problemIs(undefined);
    lose();
    await resync();
    expect(driver.takenBack).toEqual(['demo/bucket']);
    expect(rows()).toHaveLength(1);
  });

  it('stays where the portal may not take it: said once, tried again later', async () => {
    const { clock, driver, logger, resync, rows } = await setup();
    const denial = new NotAllowedError('may not delete: apply the role anew');
    driver.givesBack = [{ state: 'unused', version: '7' }, denial];
    await resync();
    await clock.advance(GRACE_MS);
    await clock.advance(3 * GRACE_MS);
    expect(driver.takenBack).toHaveLength(3);
    expect(logger.warn.mock.calls).toEqual([
      ['may not delete: apply the role anew'],
    ]);
    driver.givesBack = [{ state: 'gone' }];
    await clock.advance(3 * GRACE_MS);
    expect(driver.takenBack[3]).toBe('demo/bucket 7');
    expect(rows()).toEqual([]);
  });
});
