import { rateOver, shortPoints } from './measuredTime';

describe('rateOver', () => {
  it.each`
    situation                                        | requests | whole        | part         | perMinute
    ${'one request in a whole step of 30 s'}         | ${1}     | ${30}        | ${undefined} | ${2}
    ${'one while only 10 s of it were measured'}     | ${1}     | ${10}        | ${undefined} | ${6}
    ${'two of one revision in those 10 s'}           | ${2}     | ${10}        | ${10}        | ${12}
    ${'a part that was asked in 10 s of the 30'}     | ${1}     | ${30}        | ${10}        | ${2}
    ${'a part that nobody asked'}                    | ${0}     | ${30}        | ${undefined} | ${0}
    ${'a part of a whole that is not kept any more'} | ${1}     | ${undefined} | ${10}        | ${6}
    ${'nothing measured'}                            | ${0}     | ${undefined} | ${undefined} | ${undefined}
    ${'a sample of no time'}                         | ${0}     | ${0}         | ${undefined} | ${undefined}
  `('$situation: $perMinute', ({ requests, whole, part, perMinute }) => {
    const rate = rateOver(requests, whole, part);
    expect(rate === undefined ? rate : rate * 60).toBe(perMinute);
    // All numbers agree: what is drawn, times its time, is what was counted.
    const counted = (rate ?? 0) * Math.max(whole ?? 0, part ?? 0);
    expect(counted).toBeCloseTo(requests);
  });
});

describe('shortPoints', () => {
  it.each`
    situation                            | seconds      | short
    ${'all of the step was measured'}    | ${30}        | ${[]}
    ${'its first 10 s'}                  | ${10}        | ${[[60_000, 10]]}
    ${'more, by a sample that was late'} | ${40}        | ${[]}
    ${'none of it'}                      | ${undefined} | ${[]}
  `('$situation', ({ seconds, short }) => {
    const windows = new Map(
      seconds === undefined ? [] : [[60_000, { seconds }]],
    );
    expect(shortPoints(windows, 30)).toEqual(short);
  });
});
