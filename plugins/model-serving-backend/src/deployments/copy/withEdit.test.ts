import { withEdit } from './withEdit';

it.each`
  what                                 | value                    | at                 | to           | expected
  ${'a value is exchanged'}            | ${{ a: { b: 1, c: 2 } }} | ${['a', 'b']}      | ${3}         | ${{ a: { b: 3, c: 2 } }}
  ${'objects on the way are made'}     | ${{}}                    | ${['a', 'b']}      | ${3}         | ${{ a: { b: 3 } }}
  ${'a value goes'}                    | ${{ a: { b: 1, c: 2 } }} | ${['a', 'b']}      | ${undefined} | ${{ a: { c: 2 } }}
  ${'what is not there need not go'}   | ${{ a: 1 }}              | ${['b', 'c']}      | ${undefined} | ${{ a: 1 }}
  ${'an entry of a list is exchanged'} | ${{ a: [{ b: 1 }, 2] }}  | ${['a', '0', 'b']} | ${3}         | ${{ a: [{ b: 3 }, 2] }}
  ${'a list is never made longer'}     | ${{ a: [1] }}            | ${['a', '1']}      | ${3}         | ${{ a: [1] }}
  ${'a key is only ever a key'}        | ${{}}                    | ${['constructor']} | ${3}         | ${{ constructor: 3 }}
`('$what', ({ value, at, to, expected }) => {
  const before = structuredClone(value);
  expect(withEdit(value, at, to)).toEqual(expected);
  expect(value).toEqual(before);
});
