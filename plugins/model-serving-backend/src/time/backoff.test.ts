import { backoffDelay } from './backoff';

const backoff = { baseMs: 100, maxMs: 1000 };

describe('backoffDelay', () => {
  it.each`
    situation                                 | attempt | random | expected
    ${'the first retry waits up to the base'} | ${1}    | ${1}   | ${100}
    ${'the spread never goes below half'}     | ${1}    | ${0}   | ${50}
    ${'each further one doubles'}             | ${3}    | ${1}   | ${400}
    ${'the bound holds'}                      | ${9}    | ${1}   | ${1000}
    ${'a very long row of failures is fine'}  | ${5000} | ${0}   | ${500}
  `('$situation', ({ attempt, random, expected }) => {
    expect(backoffDelay(backoff, attempt, random)).toBe(expected);
  });
});
