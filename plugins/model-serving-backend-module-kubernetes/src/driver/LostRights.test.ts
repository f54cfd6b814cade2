import { NotAllowedError } from '@backstage/errors';
import { eventually } from '../__testUtils__/eventually';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeApiError } from '../client';
import { WatchHealth } from '../watch';
import { LostRights } from './LostRights';

const ASK_AGAIN_MS = 60_000;
const refused = (message: string) =>
  new KubeApiError({ status: 403, reason: 'Forbidden', message });
const NO_RIGHT = refused(
  'deployments.apps "a" is forbidden: User "system:serviceaccount:x:y" cannot patch resource "deployments" in API group "apps" in the namespace "demo"',
);

describe('LostRights', () => {
  let sleep: HeldSleep;
  let health: WatchHealth;
  let rights: LostRights;
  let isGranted: boolean;

  beforeEach(() => {
    sleep = new HeldSleep(ASK_AGAIN_MS);
    health = new WatchHealth({ now: () => 0, sleep: sleep.sleep });
    isGranted = false;
    rights = new LostRights({
      demand: async namespace => {
        if (!isGranted)
          throw new NotAllowedError(`ask for the role in ${namespace}`);
      },
      health,
      sleep: sleep.sleep,
    });
  });

  afterEach(async () => {
    await rights.close();
    health.close();
  });

  it('are said of the project until they are granted again', async () => {
    expect(await rights.explain(NO_RIGHT, 'demo')).toBe(true);
    expect(health.problem('demo')).toMatchObject({
      message: 'ask for the role in demo',
      isLasting: true,
    });
    expect(health.problem('other')).toBeUndefined();
    expect(await rights.explain(NO_RIGHT, 'demo')).toBe(true);
    await eventually('it waits', () => sleep.count(ASK_AGAIN_MS) === 1);
    isGranted = true;
    sleep.wake(ASK_AGAIN_MS);
    await eventually('it is granted', () => !health.problem('demo'));
  });

  it('are asked for by one of the writes that failed together', async () => {
    const both = [1, 2].map(() => rights.explain(NO_RIGHT, 'demo'));
    expect(await Promise.all(both)).toEqual([true, true]);
    await eventually('it waits', () => sleep.count(ASK_AGAIN_MS) > 0);
    expect(sleep.count(ASK_AGAIN_MS)).toBe(1);
  });

  it.each([
    ['a quota', refused('pods "a" is forbidden: exceeded quota: none')],
    ['a policy', refused('admission webhook "x" denied the request: no')],
    ['something else', new Error('socket hang up')],
  ])('are not what is missing where %s refuses', async (_what, error) => {
    expect(await rights.explain(error, 'demo')).toBe(false);
    expect(health.problem('demo')).toBeUndefined();
  });

  it('are not what is missing where all of them are there', async () => {
    isGranted = true;
    expect(await rights.explain(NO_RIGHT, 'demo')).toBe(false);
    expect(health.problem('demo')).toBeUndefined();
  });
});
