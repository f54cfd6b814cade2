import { parseRange } from './range';

describe('parseRange', () => {
  it.each`
    header             | size  | expected
    ${undefined}       | ${10} | ${undefined}
    ${'bytes=0-4'}     | ${10} | ${{ start: 0, end: 4 }}
    ${'bytes=4-'}      | ${10} | ${{ start: 4, end: 9 }}
    ${'bytes=4-99'}    | ${10} | ${{ start: 4, end: 9 }}
    ${'bytes=-4'}      | ${10} | ${{ start: 6, end: 9 }}
    ${'bytes=-99'}     | ${10} | ${{ start: 0, end: 9 }}
    ${'bytes=-4'}      | ${0}  | ${undefined}
    ${'bytes=4-2'}     | ${10} | ${undefined}
    ${'bytes=0-1,3-4'} | ${10} | ${undefined}
    ${'bytes=-'}       | ${10} | ${undefined}
    ${'items=0-4'}     | ${10} | ${undefined}
  `('$header of $size bytes is $expected', ({ header, size, expected }) => {
    expect(parseRange(header, size)).toEqual(expected);
  });

  it.each`
    header         | size
    ${'bytes=10-'} | ${10}
    ${'bytes=0-'}  | ${0}
    ${'bytes=-0'}  | ${10}
  `('$header of $size bytes cannot be served', ({ header, size }) => {
    expect(() => parseRange(header, size)).toThrow(
      expect.objectContaining({ code: 'InvalidRange' }),
    );
  });
});
