import { resolveTarget } from './resolveTarget';

const usual = {
  concurrencyTarget: 100,
  concurrencyUtilization: 0.7,
  rpsTarget: 200,
};

it.each`
  metric           | containerConcurrency | target       | utilization  | u      | expected
  ${'concurrency'} | ${0}                 | ${undefined} | ${undefined} | ${0.8} | ${[80, 100]}
  ${'concurrency'} | ${12}                | ${undefined} | ${75}        | ${0.8} | ${[9, 12]}
  ${'concurrency'} | ${10}                | ${1}         | ${undefined} | ${1}   | ${[1, 1]}
  ${'concurrency'} | ${1}                 | ${10}        | ${undefined} | ${1}   | ${[1, 1]}
  ${'rps'}         | ${0}                 | ${undefined} | ${undefined} | ${0.7} | ${[140, 200]}
  ${'rps'}         | ${0}                 | ${300}       | ${undefined} | ${0.7} | ${[210, 300]}
  ${'concurrency'} | ${0}                 | ${0.01}      | ${1}         | ${0.7} | ${[0.01, 0.01]}
`(
  '$metric, limit $containerConcurrency, target $target at $utilization: $expected',
  ({ metric, containerConcurrency, target, utilization, u, expected }) => {
    const resolved = resolveTarget({
      metric,
      containerConcurrency,
      target,
      utilization,
      settings: { ...usual, concurrencyUtilization: u },
    });
    expect(resolved.target).toBeCloseTo(expected[0]);
    expect(resolved.total).toBe(expected[1]);
  },
);
