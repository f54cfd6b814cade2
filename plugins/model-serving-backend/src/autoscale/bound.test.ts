import { activityAfter, bound, BoundInput } from './bound';

const SECOND = 1000;
const input = (change: Partial<BoundInput>): BoundInput => ({
  desired: 0,
  current: 1,
  minScale: 0,
  maxScale: 0,
  initialScale: 1,
  isInitialized: true,
  isReachable: true,
  activity: 'active',
  activityMs: 0,
  proxyMs: 0,
  enableScaleToZero: true,
  stableWindowMs: 300 * SECOND,
  graceMs: 60 * SECOND,
  retentionMs: 0,
  progressDeadlineMs: 121 * SECOND,
  ...change,
});
const active = (seconds: number) => ({
  activity: 'active' as const,
  activityMs: seconds * SECOND,
});
const inactive = (seconds: number) => ({
  activity: 'inactive' as const,
  activityMs: seconds * SECOND,
});
const activating = (seconds: number) => ({
  activity: 'activating' as const,
  activityMs: seconds * SECOND,
});

it.each<[string, Partial<BoundInput>, number, boolean, boolean]>([
  ['active 299 s, 1 to 0', active(299), 1, false, true],
  ['active 299 s, 10 to 0', { ...active(299), current: 10 }, 1, true, true],
  ['active 300 s', { ...active(300), proxyMs: undefined }, 0, false, false],
  ['active 300 s behind the gateway', active(300), 0, false, true],
  ['inactive 60 s', inactive(60), 0, true, false],
  [
    'inactive, kept longer',
    { ...inactive(60), retentionMs: 120_000 },
    0,
    false,
    true,
  ],
  [
    'inactive and kept long enough',
    { ...inactive(120), retentionMs: 120_000 },
    0,
    true,
    false,
  ],
  [
    'inactive 10 s, behind the gateway for the grace',
    { ...inactive(10), proxyMs: 60_000 },
    0,
    true,
    false,
  ],
  [
    'inactive, not confirmed yet',
    { ...inactive(90), proxyMs: undefined },
    0,
    false,
    true,
  ],
  ['activating 75 s', activating(75), -1, false, true],
  ['activating too long', activating(152), 0, true, false],
  [
    'never below the minimum',
    { ...inactive(60), current: 10, minScale: 2 },
    2,
    true,
    false,
  ],
  ['1 to 10', { ...active(60), desired: 10 }, 10, true, false],
  [
    '1 to 10, at most 8',
    { ...active(60), desired: 10, maxScale: 8 },
    8,
    true,
    false,
  ],
  ['as it is', { ...active(60), desired: 1 }, 1, false, false],
  [
    'starts with 2',
    { ...active(0), isInitialized: false, initialScale: 2, desired: 1 },
    2,
    true,
    false,
  ],
  [
    'started with 2 once',
    { ...active(120), initialScale: 2, current: 2 },
    1,
    true,
    true,
  ],
  [
    'no scaling to zero',
    { ...inactive(60), current: 10, enableScaleToZero: false },
    1,
    true,
    false,
  ],
  ['nothing known', { ...active(60), desired: -1 }, -1, false, false],
  [
    'unreachable needs no minimum',
    { ...inactive(60), minScale: 3, isReachable: false },
    0,
    true,
    false,
  ],
])('%s', (_case, change, want, apply, comesBack) => {
  const scale = bound(input(change));
  expect(scale).toMatchObject({ want, apply });
  expect(scale.comeBackMs !== undefined).toBe(comesBack);
});

it.each`
  want  | ready | isInitialized | before          | activity        | reason
  ${0}  | ${1}  | ${true}       | ${'active'}     | ${'inactive'}   | ${'NoTraffic'}
  ${0}  | ${0}  | ${true}       | ${'activating'} | ${'inactive'}   | ${'TimedOut'}
  ${1}  | ${0}  | ${true}       | ${'inactive'}   | ${'activating'} | ${'Queued'}
  ${-1} | ${0}  | ${true}       | ${'active'}     | ${'activating'} | ${'Queued'}
  ${-1} | ${0}  | ${true}       | ${'inactive'}   | ${'inactive'}   | ${'NoTraffic'}
  ${2}  | ${1}  | ${true}       | ${'activating'} | ${'active'}     | ${undefined}
  ${2}  | ${1}  | ${false}      | ${'activating'} | ${'activating'} | ${'Queued'}
  ${-1} | ${2}  | ${true}       | ${'inactive'}   | ${'inactive'}   | ${undefined}
`(
  'want $want with $ready ready, $before before: $activity',
  ({ want, ready, isInitialized, before, activity, reason }) => {
    expect(
      activityAfter({
        want,
        ready,
        minScale: 0,
        initialScale: 2,
        isInitialized,
        before,
      }),
    ).toEqual(reason ? { activity, reason } : { activity });
  },
);
