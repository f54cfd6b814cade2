import { isMeasured, lastValue, rowsOf, segments, timeSpan } from './scale';

const series = (...values: (number | null)[]) => ({
  name: 's',
  points: values.map((value, i) => [i, value] as const),
});

describe('segments', () => {
  it.each`
    situation                              | values                | expected
    ${'no gap'}                            | ${[1, 2]}             | ${[[[0, 1], [1, 2]]]}
    ${'a gap splits'}                      | ${[1, null, 3]}       | ${[[[0, 1]], [[2, 3]]]}
    ${'a measured zero is no gap'}         | ${[0, 0]}             | ${[[[0, 0], [1, 0]]]}
    ${'gaps at the ends'}                  | ${[null, 1, null]}    | ${[[[1, 1]]]}
    ${'nothing measured'}                  | ${[null, null]}       | ${[]}
    ${'what is no number counts as a gap'} | ${[1, Number.NaN, 2]} | ${[[[0, 1]], [[2, 2]]]}
  `('$situation', ({ values, expected }) => {
    expect(segments(series(...values))).toEqual(expected);
  });
});

it('puts series of different moments into one table', () => {
  expect(
    rowsOf([
      {
        name: 'a',
        points: [
          [2, 20],
          [1, null],
        ],
      },
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
