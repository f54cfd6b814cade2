import { moved } from './moved';

it.each`
  item   | by    | expected
  ${'b'} | ${-1} | ${['b', 'a', 'c']}
  ${'b'} | ${1}  | ${['a', 'c', 'b']}
  ${'a'} | ${-1} | ${['a', 'b', 'c']}
  ${'c'} | ${1}  | ${['a', 'b', 'c']}
  ${'x'} | ${1}  | ${['a', 'b', 'c']}
`('moves $item by $by', ({ item, by, expected }) => {
  expect(moved(['a', 'b', 'c'], item, by)).toEqual(expected);
});
