import { stickyBucket, stickyBuckets } from './stickyBucket';

describe('stickyBucket', () => {
  it('is always the same for a key, and another with another salt', () => {
    expect(stickyBucket('demo/iris', 'ada')).toBe(
      stickyBucket('demo/iris', 'ada'),
    );
    const moved = Array.from({ length: 100 }, (_, i) => `user-${i}`).filter(
      key =>
        stickyBucket('demo/iris', key) !== stickyBucket('demo/digits', key),
    );
    expect(moved.length).toBeGreaterThan(95);
  });

  it('spreads keys that are alike evenly', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i++) {
      const bucket = stickyBucket('demo/iris', `user-${i}`);
      counts[Math.floor((bucket * 10) / stickyBuckets)]++;
    }
    // 2,000 each; five standard deviations are 212.
    for (const count of counts) {
      expect(count).toBeGreaterThan(1_788);
      expect(count).toBeLessThan(2_212);
    }
  });
});
