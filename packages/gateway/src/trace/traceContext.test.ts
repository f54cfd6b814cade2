import { isInRatio, readTraceparent, writeTraceparent } from './traceContext';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('readTraceparent', () => {
  it.each`
    text                                            | isSampled
    ${`00-${traceId}-${spanId}-01`}                 | ${true}
    ${`00-${traceId}-${spanId}-00`}                 | ${false}
    ${`00-${traceId}-${spanId}-03`}                 | ${true}
    ${`cc-${traceId}-${spanId}-01-what-the-future`} | ${true}
    ${`cc-${traceId}-${spanId}-01`}                 | ${true}
  `('reads $text', ({ text, isSampled }) => {
    expect(readTraceparent(text)).toEqual({ traceId, spanId, isSampled });
  });

  it.each([
    '',
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}-0x`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.slice(1)}-${spanId}-01`,
    `cc-${traceId}-${spanId}-01.what`,
    ` 00-${traceId}-${spanId}-01`,
  ])('refuses "%s"', text => {
    expect(readTraceparent(text)).toBeUndefined();
  });

  it('is what writeTraceparent writes', () => {
    const context = { traceId, spanId, isSampled: true };
    expect(readTraceparent(writeTraceparent(context))).toEqual(context);
  });
});

describe('isInRatio', () => {
  it.each`
    end           | ratio       | expected
    ${'00000000'} | ${0}        | ${false}
    ${'00000000'} | ${0.000001} | ${true}
    ${'7fffffff'} | ${0.5}      | ${true}
    ${'80000000'} | ${0.5}      | ${false}
    ${'ffffffff'} | ${1}        | ${true}
  `(
    'a trace that ends with $end is within $ratio: $expected',
    ({ end, ratio, expected }) => {
      expect(isInRatio(traceId.slice(0, 24) + end, ratio)).toBe(expected);
    },
  );
});
