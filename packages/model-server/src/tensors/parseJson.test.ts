import { parseJson } from './parseJson';

it.each`
  situation                              | text                        | exact    | expected
  ${'an integer beyond 2^53'}            | ${'[9007199254740993]'}     | ${true}  | ${[9007199254740993n]}
  ${'a negative one'}                    | ${'[-9223372036854775808]'} | ${true}  | ${[-9223372036854775808n]}
  ${'one that a double holds'}           | ${'[9007199254740991]'}     | ${true}  | ${[9007199254740991]}
  ${'a long fraction'}                   | ${'[0.12345678901234567]'}  | ${true}  | ${[0.12345678901234567]}
  ${'digits in a text'}                  | ${'["9007199254740993"]'}   | ${true}  | ${['9007199254740993']}
  ${'one that nobody needs to be exact'} | ${'[9007199254740993]'}     | ${false} | ${[9007199254740992]}
`('reads $situation', ({ text, exact, expected }) => {
  expect(parseJson(text, exact)).toEqual(expected);
});
