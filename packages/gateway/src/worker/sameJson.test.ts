import { isSameJson } from './sameJson';

describe('isSameJson', () => {
  it.each`
    a                     | b                         | expected
    ${1}                  | ${1}                      | ${true}
    ${1}                  | ${'1'}                    | ${false}
    ${null}               | ${{}}                     | ${false}
    ${{}}                 | ${[]}                     | ${false}
    ${[]}                 | ${{}}                     | ${false}
    ${[1, { a: 2 }]}      | ${[1, { a: 2 }]}          | ${true}
    ${[1, { a: 2 }]}      | ${[1, { a: 3 }]}          | ${false}
    ${[1]}                | ${[1, 2]}                 | ${false}
    ${{ a: 1, b: [2] }}   | ${{ b: [2], a: 1 }}       | ${true}
    ${{ a: 1 }}           | ${{ a: 1, b: 2 }}         | ${false}
    ${{ a: 1, b: 2 }}     | ${{ a: 1 }}               | ${false}
    ${{ a: 1 }}           | ${{ a: 1, b: undefined }} | ${true}
    ${{ a: { b: null } }} | ${{ a: { b: null } }}     | ${true}
    ${{ a: null }}        | ${{}}                     | ${false}
  `('$a and $b: $expected', ({ a, b, expected }) => {
    expect(isSameJson(a, b)).toBe(expected);
  });
});
