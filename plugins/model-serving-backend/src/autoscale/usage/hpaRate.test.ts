import fc from 'fast-check';
import type {
  ScalingBehavior,
  ScalingPolicy,
} from '@greenroom/backstage-plugin-model-serving-common';
import { defaultScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';
import { hpaRate, ScaleChange } from './hpaRate';

const NOW = 1_000_000;
const pods = (value: number, periodSeconds: number): ScalingPolicy => ({
  type: 'Pods',
  value,
  periodSeconds,
});
const percent = (value: number, periodSeconds: number): ScalingPolicy => ({
  type: 'Percent',
  value,
  periodSeconds,
});
const policies = (
  direction: 'scaleUp' | 'scaleDown',
  list: readonly ScalingPolicy[],
  selectPolicy: 'Max' | 'Min' | 'Disabled' = 'Max',
): ScalingBehavior => ({
  ...defaultScalingBehavior,
  [direction]: {
    ...defaultScalingBehavior[direction],
    policies: list,
    selectPolicy,
  },
});
const up = (...list: ScalingPolicy[]) => policies('scaleUp', list);
const down = (...list: ScalingPolicy[]) => policies('scaleDown', list);
/** Replicas that came (or went) a second apart, the last one just now. */
const lately = (...counts: number[]): ScaleChange[] =>
  counts.map((change, i) => ({
    at: NOW - (counts.length - i) * 1000,
    change,
  }));

function replicasAt(
  time: number,
  known: { readonly current: number; readonly changes: readonly ScaleChange[] },
): number {
  return known.changes
    .filter(({ at }) => at > time)
    .reduce((sum, { change }) => sum - change, known.current);
}

describe('hpaRate', () => {
  it.each`
    current | desired | min  | max     | behavior                                                    | changes                              | replicas | reason
    ${5}    | ${7}    | ${3} | ${8}    | ${defaultScalingBehavior}                                   | ${[]}                                | ${7}     | ${'DesiredWithinRange'}
    ${3}    | ${1}    | ${2} | ${8}    | ${defaultScalingBehavior}                                   | ${[]}                                | ${2}     | ${'TooFewReplicas'}
    ${7}    | ${9}    | ${2} | ${8}    | ${defaultScalingBehavior}                                   | ${[]}                                | ${8}     | ${'TooManyReplicas'}
    ${3}    | ${1000} | ${1} | ${2000} | ${up(percent(1, 60))}                                       | ${[]}                                | ${4}     | ${'ScaleUpLimit'}
    ${10}   | ${50}   | ${1} | ${100}  | ${defaultScalingBehavior}                                   | ${[]}                                | ${20}    | ${'ScaleUpLimit'}
    ${1}    | ${50}   | ${1} | ${100}  | ${defaultScalingBehavior}                                   | ${[]}                                | ${5}     | ${'ScaleUpLimit'}
    ${100}  | ${2}    | ${1} | ${200}  | ${down(pods(20, 60), percent(1, 60))}                       | ${[]}                                | ${80}    | ${'ScaleDownLimit'}
    ${100}  | ${500}  | ${1} | ${900}  | ${up(pods(150, 120))}                                       | ${lately(1, 5, 9)}                   | ${235}   | ${'ScaleUpLimit'}
    ${100}  | ${2}    | ${1} | ${900}  | ${down(pods(5, 120))}                                       | ${lately(-1, -5, -9)}                | ${100}   | ${'ScaleDownLimit'}
    ${6}    | ${24}   | ${1} | ${900}  | ${up(percent(300, 300))}                                    | ${lately(4, -2)}                     | ${16}    | ${'ScaleUpLimit'}
    ${100}  | ${900}  | ${1} | ${900}  | ${up(percent(10, 60))}                                      | ${[]}                                | ${111}   | ${'ScaleUpLimit'}
    ${10}   | ${50}   | ${1} | ${100}  | ${policies('scaleUp', [pods(1, 60)], 'Disabled')}           | ${[]}                                | ${10}    | ${'ScaleUpLimit'}
    ${10}   | ${1}    | ${1} | ${100}  | ${policies('scaleDown', [pods(9, 60)], 'Disabled')}         | ${[]}                                | ${10}    | ${'ScaleDownLimit'}
    ${10}   | ${50}   | ${1} | ${100}  | ${policies('scaleUp', [pods(1, 60), pods(9, 60)], 'Min')}   | ${[]}                                | ${11}    | ${'ScaleUpLimit'}
    ${10}   | ${1}    | ${1} | ${100}  | ${policies('scaleDown', [pods(1, 60), pods(9, 60)], 'Min')} | ${[]}                                | ${9}     | ${'ScaleDownLimit'}
    ${10}   | ${50}   | ${1} | ${100}  | ${up(pods(4, 15))}                                          | ${[{ at: NOW - 15_000, change: 4 }]} | ${14}    | ${'ScaleUpLimit'}
  `(
    '$current to $desired within $min..$max after $changes.length changes: $replicas ($reason)',
    ({ current, desired, min, max, behavior, changes, replicas, reason }) => {
      const rated = hpaRate({
        now: NOW,
        current,
        desired,
        minScale: min,
        maxScale: max,
        changes,
        behavior,
      });
      expect(rated).toEqual({ replicas, reason });
    },
  );

  it('never lets more come in a period than its policy allows, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(
          fc.record({
            wait: fc.integer({ min: 1, max: 30 }),
            desired: fc.integer({ min: 1, max: 60 }),
          }),
          { maxLength: 40 },
        ),
        (value, periodSeconds, steps) => {
          const policy = pods(value, periodSeconds);
          const behavior: ScalingBehavior = {
            scaleUp: { ...defaultScalingBehavior.scaleUp, policies: [policy] },
            scaleDown: {
              ...defaultScalingBehavior.scaleDown,
              policies: [policy],
            },
          };
          let now = 0;
          let current = 10;
          const changes: ScaleChange[] = [];
          for (const { wait, desired } of steps) {
            now += wait * 1000;
            const { replicas } = hpaRate({
              now,
              current,
              desired,
              minScale: 1,
              maxScale: 50,
              changes,
              behavior,
            });
            expect(replicas).toBeGreaterThanOrEqual(1);
            expect(replicas).toBeLessThanOrEqual(50);
            const start = replicasAt(now - periodSeconds * 1000, {
              current,
              changes,
            });
            expect(replicas).toBeLessThanOrEqual(
              Math.max(current, start + value),
            );
            expect(replicas).toBeGreaterThanOrEqual(
              Math.min(current, start - value),
            );
            if (replicas !== current)
              changes.push({ at: now, change: replicas - current });
            current = replicas;
          }
        },
      ),
    );
  });
});
