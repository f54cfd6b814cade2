import { defaultGuardLimits, readGuardLimits } from './guardLimits';

describe('readGuardLimits', () => {
  it.each`
    annotation                    | limits
    ${undefined}                  | ${defaultGuardLimits}
    ${''}                         | ${defaultGuardLimits}
    ${'off'}                      | ${undefined}
    ${'errors=1'}                 | ${{ ...defaultGuardLimits, errorPoints: 1 }}
    ${' latency=1.5, requests=9'} | ${{ ...defaultGuardLimits, latencyFactor: 1.5, minRequests: 9 }}
  `('$annotation', ({ annotation, limits }) => {
    expect(readGuardLimits(annotation)).toEqual(limits);
  });

  it.each`
    annotation       | problem
    ${'on'}          | ${'"on" is not a limit'}
    ${'errors'}      | ${'"errors" is not a limit'}
    ${'errors='}     | ${'"errors=" is not a limit'}
    ${'errors=a'}    | ${'"errors=a" is not a limit'}
    ${'toString=1'}  | ${'"toString=1" is not a limit'}
    ${'errors=101'}  | ${'errors must be between 0 and 100, got 101'}
    ${'latency=0.5'} | ${'latency must be between 1 and 1000, got 0.5'}
    ${'requests=0'}  | ${'requests must be between 1 and 1000000, got 0'}
  `('refuses $annotation', ({ annotation, problem }) => {
    expect(() => readGuardLimits(annotation)).toThrow(problem);
  });
});
