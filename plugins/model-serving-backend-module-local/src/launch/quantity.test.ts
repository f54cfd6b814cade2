import { parseQuantity } from './quantity';

it.each`
  text       | expected
  ${'512Mi'} | ${536_870_912}
  ${'1.5Gi'} | ${1_610_612_736}
  ${'2G'}    | ${2_000_000_000}
  ${'500m'}  | ${0.5}
  ${'1e3'}   | ${1000}
  ${'1024'}  | ${1024}
  ${'2 Gi'}  | ${undefined}
  ${'-1'}    | ${undefined}
  ${'1Qi'}   | ${undefined}
  ${''}      | ${undefined}
`('the quantity $text is $expected', ({ text, expected }) => {
  expect(parseQuantity(text)).toBe(expected);
});
