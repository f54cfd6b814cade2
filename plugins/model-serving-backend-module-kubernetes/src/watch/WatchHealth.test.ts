import { HeldSleep } from '../__testUtils__/HeldSleep';
import { WatchHealth } from './WatchHealth';

const GRACE_MS = 10_000;
const at = (ms: number) => new Date(ms).toISOString();

function setup() {
  const held = new HeldSleep(0);
  const time = { now: 1_000 };
  const health = new WatchHealth({ now: () => time.now, sleep: held.sleep });
  let changes = 0;
  health.observe(() => {
    changes += 1;
  });
  const pass = async (ms: number) => {
    time.now += ms;
    held.wake(GRACE_MS);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { health, pass, changes: () => changes };
}

describe('WatchHealth', () => {
  it('says nothing of what is back soon', async () => {
    const { health, pass, changes } = setup();
    health.lost('pods', 'a', new Error('cut'));
    expect(health.problem('a')).toBeUndefined();
    health.found('pods', 'a');
    await pass(GRACE_MS);
    expect(health.problem('a')).toBeUndefined();
    expect(changes()).toBe(0);
  });

  it('says why and since when one namespace cannot be seen, and no other', async () => {
    const { health, pass, changes } = setup();
    health.lost('pods', 'a', new Error('forbidden'));
    await pass(GRACE_MS);
    expect(health.problem('a')).toEqual({
      message: 'forbidden',
      since: at(1_000),
    });
    expect(health.problem('b')).toBeUndefined();
    expect(changes()).toBe(1);
    health.found('pods', 'a');
    expect(health.problem('a')).toBeUndefined();
    expect(changes()).toBe(2);
  });

  it('says it of all namespaces where the whole cluster is lost, the oldest reason first', async () => {
    const { health, pass } = setup();
    health.lost('anything', undefined, new Error('hangs'));
    await pass(5_000);
    health.lost('pods', 'a', new Error('cut'));
    await pass(GRACE_MS);
    expect(health.problem('a')).toMatchObject({ message: 'hangs' });
    expect(health.problem('b')).toMatchObject({ message: 'hangs' });
    health.found('anything', undefined);
    expect(health.problem('a')).toMatchObject({ message: 'cut' });
    expect(health.problem('b')).toBeUndefined();
  });

  it('says at once what somebody must grant, and that it lasts', () => {
    const { health, changes } = setup();
    health.denied('rights', 'a', 'ask for the role');
    health.denied('rights', 'a', 'ask for the role');
    expect(health.problem('a')).toEqual({
      message: 'ask for the role',
      since: at(1_000),
      isLasting: true,
    });
    expect(changes()).toBe(1);
  });

  it('says of anything what is lost, wherever, but not what somebody must grant', async () => {
    const { health, pass } = setup();
    health.denied('rights', 'a', 'ask for the role');
    await pass(500);
    health.lost('pods', 'b', new Error('cut'));
    expect(health.problem()).toBeUndefined();
    await pass(GRACE_MS);
    expect(health.problem()).toEqual({ message: 'cut', since: at(1_500) });
    health.found('pods', 'b');
    expect(health.problem()).toBeUndefined();
  });

  it('was seen last when the first of its parts was lost', async () => {
    const { health, pass } = setup();
    await pass(500);
    expect(health.seenAt('a')).toBe(1_500);
    health.lost('pods', 'a', new Error('cut'));
    await pass(2_000);
    expect(health.seenAt('a')).toBe(1_500);
    expect(health.seenAt('b')).toBe(3_500);
  });
});
