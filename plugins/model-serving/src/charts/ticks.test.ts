import { ticks } from './ticks';

it.each`
  max     | isWhole  | expected
  ${0}    | ${false} | ${[0, 1]}
  ${1}    | ${false} | ${[0, 0.5, 1]}
  ${1}    | ${true}  | ${[0, 1]}
  ${0.7}  | ${true}  | ${[0, 1]}
  ${4}    | ${false} | ${[0, 1, 2, 3, 4]}
  ${7}    | ${true}  | ${[0, 2, 4, 6, 8]}
  ${0.03} | ${false} | ${[0, 0.01, 0.02, 0.03]}
  ${600}  | ${false} | ${[0, 200, 400, 600]}
  ${NaN}  | ${false} | ${[0, 1]}
`(
  'up to $max (whole: $isWhole) stand $expected',
  ({ max, isWhole, expected }) => {
    expect(ticks(max, { isWhole })).toEqual(expected);
  },
);
