import { FailedAttempts } from './failedAttempts';

describe('failed attempts', () => {
  it('are limited for each address, and forgiven with time', () => {
    const attempts = new FailedAttempts(() => 0.5);
    for (let i = 0; i < 30; i++) expect(attempts.count('10.0.0.1', 0)).toBe(0);
    expect(attempts.count('10.0.0.1', 0)).toBe(2_000);
    expect(attempts.count('10.0.0.2', 0)).toBe(0);
    expect(attempts.count('10.0.0.1', 1_000)).toBe(1_000);
    expect(attempts.count('10.0.0.1', 2_000)).toBe(0);
    for (let i = 0; i < 30; i++)
      expect(attempts.count('10.0.0.1', 100_000)).toBe(0);
    expect(attempts.count('10.0.0.1', 100_000)).toBeGreaterThan(0);
  });

  it('survive a clock that goes back', () => {
    const attempts = new FailedAttempts(() => 0.5);
    for (let i = 0; i < 40; i++) attempts.count('a', 1_000_000);
    expect(attempts.count('a', 0)).toBeGreaterThan(0);
  });
});
