import { readRolloutDuration } from './rolloutDuration';

describe('readRolloutDuration', () => {
  it.each`
    annotation   | ms
    ${undefined} | ${0}
    ${''}        | ${0}
    ${'0s'}      | ${0}
    ${'120s'}    | ${120_000}
    ${'1h30m'}   | ${5_400_000}
  `('$annotation', ({ annotation, ms }) => {
    expect(readRolloutDuration(annotation)).toBe(ms);
  });

  it.each`
    annotation  | problem
    ${'120'}    | ${'"120" is not a duration'}
    ${'soon'}   | ${'"soon" is not a duration'}
    ${'-1s'}    | ${'must not be negative, got -1s'}
    ${'1500ms'} | ${'rolloutDuration=1500ms is not at second precision'}
  `('refuses $annotation', ({ annotation, problem }) => {
    expect(() => readRolloutDuration(annotation)).toThrow(problem);
  });
});
