import { Pulse } from './pulse';

/** Times, of those at which it is asked, at which it is time. */
function due(pulse: Pulse, from: number, to: number): number[] {
  const times: number[] = [];
  for (let now = from; now <= to; now += Pulse.everyMs)
    if (pulse.isDue(now)) times.push(now);
  return times;
}

it('is due each second', () => {
  expect(due(new Pulse(0), 250, 3_000)).toEqual([1_000, 2_000, 3_000]);
});

it('is due four times a second for two seconds after somebody waits', () => {
  const pulse = new Pulse(0);
  pulse.quicken(400);
  expect(due(pulse, 500, 4_000)).toEqual([
    500, 750, 1_000, 1_250, 1_500, 1_750, 2_000, 2_250, 3_250,
  ]);
});

it('takes a timer that is a little early as it was meant', () => {
  const pulse = new Pulse(0);
  expect(pulse.isDue(999)).toBe(true);
  expect(pulse.isDue(1_249)).toBe(false);
});
