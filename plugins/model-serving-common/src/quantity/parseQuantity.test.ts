import fc from 'fast-check';
import { parseQuantity } from './parseQuantity';

describe('parseQuantity', () => {
  it.each`
    text       | value
    ${'1'}     | ${1}
    ${'500m'}  | ${0.5}
    ${'0.5'}   | ${0.5}
    ${'.5'}    | ${0.5}
    ${'2.'}    | ${2}
    ${'1Gi'}   | ${1073741824}
    ${'1.5Gi'} | ${1610612736}
    ${'1G'}    | ${1e9}
    ${'100k'}  | ${100_000}
    ${'0.1k'}  | ${100}
    ${'1e3'}   | ${1000}
    ${'1E3'}   | ${1000}
    ${'1E'}    | ${1e18}
    ${'12e-3'} | ${0.012}
    ${'5u'}    | ${0.000005}
    ${'7n'}    | ${7e-9}
    ${'-2'}    | ${-2}
    ${'+2'}    | ${2}
    ${2}       | ${2}
    ${0.25}    | ${0.25}
    ${'-0'}    | ${0}
    ${''}      | ${undefined}
    ${'1 Gi'}  | ${undefined}
    ${'1gi'}   | ${undefined}
    ${'1K'}    | ${undefined}
    ${'1ki'}   | ${undefined}
    ${'Gi'}    | ${undefined}
    ${'1GiB'}  | ${undefined}
    ${'NaN'}   | ${undefined}
    ${'1e999'} | ${undefined}
    ${'0x10'}  | ${undefined}
    ${'1\n'}   | ${undefined}
  `('$text is $value', ({ text, value }) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it('reads thousandths and whole units alike', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), n => {
        expect(parseQuantity(`${n}m`)).toBe(n / 1000);
        expect(parseQuantity(`${n}Ki`)).toBe(n * 1024);
        expect(parseQuantity(n)).toBe(n);
      }),
    );
  });
});
