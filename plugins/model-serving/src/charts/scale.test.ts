import { isMeasured, lastValue, rowsOf, segments, ticks, timeSpan } from './scale';

const series = (...values: (number | null)[]) => ({
  name: 's',
  points: values.map((value, i) => [i, value] as const),
});

describe('segments', () => {
  it.each`
    situation                              | values                   | expected
    ${'no gap'}                            | ${[1, 2]}                | ${[[[0, 1], [1, 2]]]}
    ${'a gap splits'}                      | ${[1, null, 3]}          | ${[[[0, 1]], [[2, 3]]]}
    ${'a measured zero is no gap'}         | ${[0, 0]}                | ${[[[0, 0], [1, 0]]]}
    ${'gaps at the ends'}                  | ${[null, 1, null]}       | ${[[[1, 1]]]}
    ${'nothing measured'}                  | ${[null, null]}          | ${[]}
    ${'what is no number counts as a gap'} | ${[1, Number.NaN, 2]}    | ${[[[0, 1]], [[2, 2]]]}
  `('$situation', ({ values, expected }) => {
    expect(segments(series(...values))).toEqual(expected);
  });
});

describe('ticks', () => {
  it('has no steps that read the same', () => {
    expect(ticks(1, 4, 10, 1)).toEqual([0, 1]);
    expect(ticks(0.004, 4, 10, 0.01)).toEqual([0, 0.01]);
    expect(ticks(0, 4, 10, 0.01)).toEqual([0, 0.01]);
  });

  it.each`
    max      | base  | expected
    ${0}     | ${10} | ${[0, 1]}
    ${1}     | ${10} | ${[0, 0.5, 1]}
    ${4}     | ${10} | ${[0, 1, 2, 3, 4]}
    ${7}     | ${10} | ${[0, 2, 4, 6, 8]}
    ${0.03}  | ${10} | ${[0, 0.01, 0.02, 0.03]}
    ${100}   | ${2}  | ${[0, 32, 64, 96, 128]}
  `('up to $max by base $base', ({ max, base, expected }) => {
    expect(ticks(max, 4, base)).toEqual(expected);
  });

  it.each([0.0001, 0.7, 3, 99, 1234, 5e9])(
    'covers %p with few steps',
    max => {
      const found = ticks(max);
      expect(found[0]).toBe(0);
      expect(found.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
      expect(found.length).toBeLessThanOrEqual(6);
    },
  );
});

it('puts series of different moments into one table', () => {
  expect(
    rowsOf([
      { name: 'a', points: [[2, 20], [1, null]] },
      { name: 'b', points: [[1, 10]] },
    ]),
  ).toEqual([
    { at: 1, values: [undefined, 10] },
    { at: 2, values: [20, undefined] },
  ]);
});

it('knows the span, the last value, and whether there is anything', () => {
  expect(timeSpan([series(1, null, 3)])).toEqual([0, 2]);
  expect(timeSpan([])).toBeUndefined();
  expect(lastValue(series(1, 2, null))).toBe(2);
  expect(isMeasured([series(null)])).toBe(false);
});
