import fc from 'fast-check';
import { Share, SmoothSplit } from './smoothSplit';

const sharesOf = (weights: readonly number[]): Share[] =>
  weights.map((weight, i) => ({ key: `r${i}`, weight }));

const picks = (split: SmoothSplit, count: number): number[] =>
  Array.from({ length: count }, () => split.next());

const weightsArbitrary = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 })
  .filter(weights => weights.some(weight => weight > 0));

describe('SmoothSplit', () => {
  it.each`
    situation                    | weights      | expected
    ${'the textbook order'}      | ${[5, 1, 1]} | ${[0, 0, 1, 0, 2, 0, 0]}
    ${'one target takes all'}    | ${[7]}       | ${[0, 0, 0]}
    ${'equal weights alternate'} | ${[50, 50]}  | ${[0, 1, 0, 1]}
    ${'weights are relative'}    | ${[80, 20]}  | ${[0, 0, 1, 0, 0]}
    ${'weight 0 gets nothing'}   | ${[0, 1, 0]} | ${[1, 1, 1]}
    ${'all 0 is no target'}      | ${[0, 0]}    | ${[-1, -1]}
    ${'no target at all'}        | ${[]}        | ${[-1]}
  `('$situation', ({ weights, expected }) => {
    expect(
      picks(SmoothSplit.create(sharesOf(weights)), expected.length),
    ).toEqual(expected);
  });

  it('is exact after every cycle, and no target runs ahead by a whole pick', () => {
    fc.assert(
      fc.property(weightsArbitrary, weights => {
        const split = SmoothSplit.create(sharesOf(weights));
        const total = weights.reduce((a, b) => a + b, 0);
        const counts = weights.map(() => 0);
        let lead = 0;
        for (let n = 1; n <= 2 * total; n++) {
          counts[split.next()]++;
          for (let i = 0; i < weights.length; i++)
            lead = Math.max(lead, counts[i] - (n * weights[i]) / total);
        }
        expect(counts).toEqual(weights.map(weight => 2 * weight));
        expect(lead).toBeLessThan(1);
      }),
    );
  });

  it('stays within one pick of the exact share at every prefix, for two targets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), percent => {
        const split = SmoothSplit.create(sharesOf([100 - percent, percent]));
        let canary = 0;
        for (let n = 1; n <= 200; n++) {
          canary += split.next();
          expect(Math.abs(canary - (n * percent) / 100)).toBeLessThan(1);
        }
      }),
    );
  });

  it('keeps its place when the weights stay', () => {
    const split = SmoothSplit.create(sharesOf([3, 1]));
    split.next();
    expect(split.withShares(sharesOf([3, 1]))).toBe(split);
  });

  it('starts a canary that is raised from where it was owed', () => {
    let split = SmoothSplit.create(sharesOf([90, 10]));
    const before = picks(split, 5).filter(i => i === 1).length;
    split = split.withShares(sharesOf([80, 20]));
    const after = picks(split, 100).filter(i => i === 1).length;
    expect(before + after).toBeGreaterThanOrEqual(20);
    expect(before + after).toBeLessThanOrEqual(21);
  });

  it('is exact again one cycle after any change', () => {
    fc.assert(
      fc.property(
        weightsArbitrary,
        weightsArbitrary,
        fc.nat(200),
        (first, second, used) => {
          let split = SmoothSplit.create(sharesOf(first));
          picks(split, used);
          split = split.withShares(sharesOf(second));
          const total = second.reduce((a, b) => a + b, 0);
          const counts = second.map(() => 0);
          for (let n = 0; n < 10 * total; n++) counts[split.next()]++;
          for (let i = 0; i < second.length; i++)
            expect(Math.abs(counts[i] - 10 * second[i])).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  it('lets workers start at different places of the cycle', () => {
    const firstCanary = (offset: number) =>
      picks(SmoothSplit.create(sharesOf([90, 10]), offset), 20).indexOf(1);
    expect(firstCanary(0)).not.toBe(firstCanary(0.5));
  });
});
