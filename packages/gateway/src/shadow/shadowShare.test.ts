import { ShadowShare } from './shadowShare';

const copied = (share: ShadowShare, percent: number, count: number) =>
  Array.from({ length: count }, () => share.next(percent));

describe('ShadowShare', () => {
  it.each([1, 7, 33, 50, 99, 100])(
    'is never a whole request away from %i %%',
    percent => {
      const share = new ShadowShare();
      let so = 0;
      for (let i = 1; i <= 1_000; i++) {
        if (share.next(percent)) so++;
        expect(Math.abs(so - (i * percent) / 100)).toBeLessThan(1);
      }
      expect(so).toBe(percent * 10);
    },
  );

  it('spreads copies evenly, and goes on from what is owed when the share changes', () => {
    const share = new ShadowShare();
    expect(copied(share, 25, 6)).toEqual([
      ...[false, false, false, true],
      ...[false, false],
    ]);
    expect(copied(share, 50, 2)).toEqual([true, false]);
  });
});
