import fc from 'fast-check';
import {
  hpaStabilize,
  Recommendation,
  withRecommendation,
} from './hpaStabilize';

const NOW = 10_000_000;
const MINUTE = 60_000;
const ago = (minutes: number, replicas: number): Recommendation => ({
  at: NOW - minutes * MINUTE,
  replicas,
});

it.each`
  what                          | current | proposed | recommendations            | up     | down   | result
  ${'down waits for the most'}  | ${100}  | ${3}     | ${[ago(2, 4), ago(1, 5)]}  | ${0}   | ${180} | ${5}
  ${'up waits for the least'}   | ${1}    | ${7}     | ${[ago(2, 4), ago(1, 5)]}  | ${300} | ${0}   | ${4}
  ${'nothing is waited for'}    | ${3}    | ${7}     | ${[ago(2, 4)]}             | ${0}   | ${300} | ${7}
  ${'exactly a window is over'} | ${100}  | ${3}     | ${[ago(3, 40), ago(1, 5)]} | ${0}   | ${180} | ${5}
  ${'stays between'}            | ${5}    | ${3}     | ${[ago(1, 9)]}             | ${0}   | ${300} | ${5}
`('$what', ({ current, proposed, recommendations, up, down, result }) => {
  expect(
    hpaStabilize({
      now: NOW,
      current,
      proposed,
      recommendations,
      upWindowMs: up * 1000,
      downWindowMs: down * 1000,
    }),
  ).toBe(result);
});

it('decides the same from what it kept as from all that there was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      (proposals, upWindow, downWindow, start) => {
        let kept: readonly Recommendation[] = [];
        const all: Recommendation[] = [];
        let current = start;
        for (const [second, proposed] of proposals.entries()) {
          const input = {
            now: second * 1000,
            current,
            proposed,
            upWindowMs: upWindow * 1000,
            downWindowMs: downWindow * 1000,
          };
          const replicas = hpaStabilize({ ...input, recommendations: kept });
          expect(replicas).toBe(
            hpaStabilize({ ...input, recommendations: all }),
          );
          const added = { at: second * 1000, replicas: proposed };
          kept = withRecommendation(
            kept,
            added,
            Math.max(upWindow, downWindow) * 1000,
          );
          all.push(added);
          current = replicas;
        }
        for (const [i, one] of kept.entries())
          expect(kept[i + 1]?.replicas).not.toBe(one.replicas);
      },
    ),
  );
});
