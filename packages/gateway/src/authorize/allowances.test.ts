import { Allowances } from './allowances';

/** As many workers as `count` with one limit, and a clock. */
function workers(count: number, requests: number, seconds: number) {
  let now = 0;
  const all = Array.from({ length: count }, () => new Allowances(() => now));
  const limit = { key: 'k', requests, seconds };
  const allowances = all.map(worker => worker.adopt([limit]).get('k')!);
  return {
    all,
    take: (worker = 0) => allowances[worker].take(now),
    pass: (ms: number) => {
      now += ms;
    },
    /** What the supervisor does ten times a second. */
    tell() {
      const spent = all.map(worker => worker.takeSpent());
      for (const [i, worker] of all.entries())
        for (const [j, other] of spent.entries())
          if (i !== j && other) worker.spentElsewhere(other);
    },
  };
}

describe('the allowance of a limit', () => {
  it('lets as many through at once as it says, then one at a time', () => {
    const { take, pass } = workers(1, 3, 60);
    expect([take(), take(), take()]).toEqual([0, 0, 0]);
    expect(take()).toBe(20_000);
    pass(5_000);
    expect(take()).toBe(15_000);
    pass(15_000);
    expect([take(), take()]).toEqual([0, 20_000]);
  });

  it('does not grow above its limit in quiet times', () => {
    const { take, pass } = workers(1, 2, 1);
    pass(1_000_000);
    expect([take(), take(), take() > 0]).toEqual([0, 0, true]);
  });

  it('takes a new limit at once, and what was used with it', () => {
    const { all, take } = workers(1, 2, 60);
    take();
    take();
    all[0].adopt([{ key: 'k', requests: 3, seconds: 60 }]);
    expect([take(), take() > 0]).toEqual([0, true]);
  });

  it.each([1, 2, 4])(
    'holds over %d workers but for a bucket a worker, whatever comes',
    count => {
      // A generator with a fixed seed: the same requests every time
      let seed = 7 * count;
      const random = () => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return seed / 2147483648;
      };
      const requests = 50;
      const { take, pass, tell } = workers(count, requests, 10);
      let served = 0;
      const seconds = 200;
      for (let ms = 0; ms < seconds * 1000; ms += 100) {
        const burst = random() < 0.1 ? 200 : 3;
        for (let i = 0; i < burst; i++)
          if (take(Math.floor(random() * count)) === 0) served++;
        tell();
        pass(100);
      }
      const allowed = (seconds / 10) * requests;
      expect(served).toBeLessThanOrEqual(allowed + count * requests);
      expect(served).toBeGreaterThanOrEqual(allowed);
    },
  );
});
