import { MaxWindow } from './MaxWindow';

const five = () => MaxWindow.create({ durationMs: 10_000, entryMs: 2_000 });

it.each([
  {
    indexes: [0, 1, 2, 3, 4, 5, 6],
    values: [5, 6, 5, 5, 5, 5, 5],
    largest: [5, 6, 6, 6, 6, 6, 5],
  },
  { indexes: [0, 1, 2, 6], values: [6, 5, 2, 1], largest: [6, 6, 6, 2] },
  { indexes: [0, 0, 0], values: [3, 1, 2], largest: [3, 3, 3] },
])('remembers the largest of $values', ({ indexes, values, largest }) => {
  const window = five();
  expect(
    values.map((value, i) => window.record(indexes[i] * 2_000, value)),
  ).toEqual(largest);
});

it('forgets sooner once it is shorter', () => {
  const window = five();
  window.record(0, 9);
  window.resize(4_000);
  expect(window.record(2_000, 1)).toBe(9);
  expect(window.record(4_000, 1)).toBe(1);
});
