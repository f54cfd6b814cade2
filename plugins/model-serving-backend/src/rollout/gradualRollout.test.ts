import * as fc from 'fast-check';
import {
  adjustedTo,
  endOf,
  isWhole,
  stepped,
  whenServed,
  withRevision,
} from './gradualRollout';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const named = (...percents: number[]) =>
  percents.map((percent, i) => ({ name: `v${i + 1}`, percent }));
const percents = (revisions: readonly { percent: number }[]) =>
  revisions.map(({ percent }) => percent);

describe('a gradual rollout', () => {
  it.each`
    before      | goal   | after
    ${[21, 21]} | ${75}  | ${[21, 54]}
    ${[21, 21]} | ${42}  | ${[21, 21]}
    ${[21, 21]} | ${30}  | ${[9, 21]}
    ${[21, 21]} | ${21}  | ${[21]}
    ${[21, 21]} | ${10}  | ${[10]}
    ${[21, 21]} | ${0}   | ${[]}
    ${[]}       | ${100} | ${[]}
  `('$before for $goal % is $after', ({ before, goal, after }) => {
    expect(percents(adjustedTo(named(...before), goal))).toEqual(after);
  });

  it.each`
    before     | goal   | after
    ${[100]}   | ${100} | ${[99, 1]}
    ${[95, 5]} | ${100} | ${[95, 4, 1]}
    ${[99, 1]} | ${100} | ${[99, 1]}
    ${[20]}    | ${1}   | ${[1]}
    ${[]}      | ${100} | ${[100]}
    ${[50]}    | ${100} | ${[99, 1]}
  `('a new revision makes $after of $before', ({ before, goal, after }) => {
    const { revisions } = withRevision(named(...before), 'new', START, goal);
    expect(percents(revisions)).toEqual(after);
    expect(revisions[revisions.length - 1].name).toBe('new');
  });

  it.each`
    servedAfterMs | durationMs | stepPercent | stepMs
    ${400}        | ${120_000} | ${1}        | ${119_000 / 99}
    ${1_000}      | ${120_000} | ${1}        | ${119_000 / 99}
    ${3_000}      | ${120_000} | ${3}        | ${3_000}
    ${90_000}     | ${120_000} | ${99}       | ${30_000}
    ${300_000}    | ${120_000} | ${99}       | ${1_000}
  `(
    'that serves after $servedAfterMs ms takes $stepPercent % every $stepMs ms of $durationMs',
    ({ servedAfterMs, durationMs, stepPercent, stepMs }) => {
      const begun = withRevision(named(100), 'new', START);
      const now = START + servedAfterMs;
      const served = whenServed(begun, now, durationMs);
      expect(served.stepPercent).toBe(stepPercent);
      expect(served.stepMs).toBeCloseTo(stepMs, 6);
      expect(Date.parse(served.nextStepAt ?? '') - now).toBe(
        Math.floor(stepMs),
      );
    },
  );

  it.each`
    before        | stepPercent | after
    ${[30, 60]}   | ${10}       | ${[20, 70]}
    ${[95, 5]}    | ${3}        | ${[92, 8]}
    ${[95, 4, 1]} | ${3}        | ${[95, 1, 4]}
    ${[95, 4, 1]} | ${4}        | ${[95, 5]}
    ${[95, 4, 1]} | ${6}        | ${[93, 7]}
    ${[2, 98]}    | ${3}        | ${[100]}
  `('a step of $stepPercent % makes $after of $before', given => {
    const rollout = {
      startedAt: new Date(START).toISOString(),
      revisions: named(...given.before),
      stepPercent: given.stepPercent,
      stepMs: 1_000,
      nextStepAt: new Date(START).toISOString(),
    };
    expect(stepped(rollout, START - 1)).toBe(rollout);
    expect(percents(stepped(rollout, START).revisions)).toEqual(given.after);
  });

  it('never loses or invents a percent, never goes back, and ends when it says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_600 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
        (seconds, servedAfterMs, interruptions) => {
          let now = START;
          let rollout = withRevision(named(100), 'new 0', now);
          const serve = () => {
            now += servedAfterMs;
            rollout = whenServed(rollout, now, seconds * 1_000);
          };
          serve();
          for (const [i, after] of interruptions.entries()) {
            for (let n = 0; n < after && rollout.nextStepAt; n++) {
              now = Date.parse(rollout.nextStepAt);
              rollout = stepped(rollout, now);
            }
            rollout = withRevision(rollout.revisions, `new ${i + 1}`, now);
            expect(isWhole(rollout)).toBe(true);
            serve();
          }
          const end = endOf(rollout);
          let newest = 0;
          for (let n = 0; n < 200 && rollout.nextStepAt; n++) {
            now = Date.parse(rollout.nextStepAt);
            rollout = stepped(rollout, now);
            expect(isWhole(rollout)).toBe(true);
            const { percent } = rollout.revisions[rollout.revisions.length - 1];
            expect(percent).toBeGreaterThan(newest);
            newest = percent;
          }
          expect(rollout.revisions).toHaveLength(1);
          // Times are kept in whole ms: a step is a fraction of one off.
          expect(Math.abs(now - (end ?? 0))).toBeLessThan(200);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each`
    situation                  | change
    ${'more than all'}         | ${{ revisions: named(99, 2) }}
    ${'a step that goes back'} | ${{ stepPercent: -1 }}
    ${'a step of more'}        | ${{ stepPercent: 101 }}
    ${'one of them twice'}     | ${{ revisions: [...named(99), ...named(1)] }}
  `('that is on record with $situation is none', ({ change }) => {
    expect(isWhole({ startedAt: '', revisions: named(99, 1), ...change })).toBe(
      false,
    );
  });
});
