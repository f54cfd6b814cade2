import { FakeClock } from '../testing';
import { ProbeBusyError, ProbeSlots } from './ProbeSlots';

describe('ProbeSlots', () => {
  let clock: FakeClock;
  let slots: ProbeSlots;
  let running: number;
  let ends: (() => void)[];

  beforeEach(() => {
    clock = new FakeClock();
    slots = new ProbeSlots({ clock, slots: 2, waitMs: 5_000 });
    running = 0;
    ends = [];
  });

  const work = () =>
    slots.run(async () => {
      running += 1;
      await new Promise<void>(resolve => ends.push(resolve));
      running -= 1;
    });

  it('lets no more run at once than there are slots', async () => {
    const all = [work(), work(), work(), work()];
    await clock.advance(0);
    expect(running).toBe(2);
    ends[0]();
    await clock.advance(0);
    expect(running).toBe(2);
    for (let i = 1; i < 4; i++) {
      ends[i]();
      await clock.advance(0);
    }
    await Promise.all(all);
    expect(running).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('refuses who waited in vain, and still serves the others', async () => {
    const first = [work(), work()];
    const late = work();
    const refused = late.catch(error => error);
    await clock.advance(5_000);
    expect(await refused).toBeInstanceOf(ProbeBusyError);
    ends.forEach(end => end());
    await Promise.all(first);
    const next = work();
    await clock.advance(0);
    ends[2]();
    await next;
  });

  it('frees the slot of work that failed', async () => {
    for (let i = 0; i < 5; i++) {
      await expect(
        slots.run(async () => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
    }
  });
});
