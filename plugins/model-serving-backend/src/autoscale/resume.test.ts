import { testScaleRecord } from '../store/__testUtils__';
import { resume } from './resume';
import { UsageRecord } from './usage';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;

/** A decision for three replicas, 27 requests in flight over a minute, kept so long ago. */
function decided(agoMs: number, change: object = {}) {
  const { after, ...record } = testScaleRecord({ at: NOW - agoMs });
  const before = { ...after, ...Object(change).after };
  return {
    ...record,
    stable: 27,
    panic: 40,
    replicas: 3,
    ...change,
    after: before,
  };
}
const spec = {
  ...testScaleRecord({ at: 0 }).spec,
  metric: 'concurrency' as const,
  stableWindowMs: MINUTE,
  panicWindowMs: 6_000,
};

it.each`
  situation                                                     | last                                          | told         | stable       | panic
  ${'goes on with what was measured'}                           | ${decided(3_000)}                             | ${3}         | ${27}        | ${40}
  ${'takes the long average for the short one after a while'}   | ${decided(30_000)}                            | ${3}         | ${27}        | ${27}
  ${'believes a decision for a window and a minute'}            | ${decided(2 * MINUTE)}                        | ${3}         | ${27}        | ${27}
  ${'does not believe an older one'}                            | ${decided(2 * MINUTE + 1)}                    | ${3}         | ${undefined} | ${undefined}
  ${'counts a clock that is behind as no time'}                 | ${decided(-5_000)}                            | ${3}         | ${27}        | ${40}
  ${'knows that a later decision was lost'}                     | ${decided(3_000)}                             | ${10}        | ${undefined} | ${undefined}
  ${'believes it where nobody knows what the cluster was told'} | ${decided(3_000)}                             | ${undefined} | ${27}        | ${40}
  ${'has nothing to go on with at none'}                        | ${decided(3_000, { replicas: 0, stable: 0 })} | ${0}         | ${undefined} | ${undefined}
  ${'has nothing where nothing was measured'}                   | ${decided(3_000, { stable: undefined })}      | ${3}         | ${undefined} | ${undefined}
  ${'has nothing where nothing was kept'}                       | ${undefined}                                  | ${3}         | ${undefined} | ${undefined}
`('$situation', ({ last, told, stable, panic }) => {
  const resumed = resume({ spec, now: NOW, last, told });
  expect([resumed?.stable, resumed?.panic]).toEqual([stable, panic]);
});

it('does not take requests per second for requests in flight', () => {
  const last = decided(0);
  const now = NOW;
  expect(resume({ spec: { ...spec, metric: 'rps' }, now, last })).toBe(
    undefined,
  );
});

it('does not take usage for requests', () => {
  const last = { kind: 'usage', at: NOW, replicas: 3 } as UsageRecord;
  expect(resume({ spec, now: NOW, last })).toBeUndefined();
});

it.each`
  situation                                | sinceMs      | state
  ${'panics on where it did'}              | ${20_000}    | ${{ panicSince: NOW - 20_000, maxPanicReplicas: 9 }}
  ${'leaves a panic that would be over'}   | ${61_000}    | ${{ maxPanicReplicas: 0 }}
  ${'does not panic because it took over'} | ${undefined} | ${{ maxPanicReplicas: 0 }}
`('$situation', ({ sinceMs, state }) => {
  const panicSince = sinceMs === undefined ? undefined : NOW - sinceMs;
  const last = decided(3_000, { after: { panicSince, maxPanicReplicas: 9 } });
  expect(resume({ spec, now: NOW, told: 3, last })?.state).toEqual(state);
});
