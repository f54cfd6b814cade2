import { testSpec } from './__testUtils__';
import { scaleStep } from './scaleStep';

const MINUTE = 60_000;

describe('a start from zero that nobody waits for any more', () => {
  it.each`
    minutes | progressDeadlineMs | replicas | reason
    ${10}   | ${undefined}       | ${1}     | ${'Queued'}
    ${11}   | ${undefined}       | ${0}     | ${'TimedOut'}
    ${11}   | ${20 * MINUTE}     | ${1}     | ${'Queued'}
    ${21}   | ${20 * MINUTE}     | ${0}     | ${'TimedOut'}
  `(
    'has $replicas replicas after $minutes minutes, of $progressDeadlineMs ms that it may take',
    ({ minutes, progressDeadlineMs, replicas, reason }) => {
      const record = scaleStep({
        at: minutes * MINUTE,
        spec: {
          ...testSpec,
          ...(progressDeadlineMs ? { progressDeadlineMs } : {}),
        },
        ready: 0,
        inflight: 0,
        isHeld: true,
        stable: 0,
        panic: 0,
        before: {
          replicas: 1,
          activity: 'activating',
          activitySince: 0,
          isInitialized: true,
          heldSince: 0,
          maxPanicReplicas: 0,
        },
      });
      expect(record).toMatchObject({ replicas });
      expect(record.reason).toBe(reason);
    },
  );
});
