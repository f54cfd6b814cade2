import {
  scaleMetricsOf,
  scaleTargetProblem,
  scalingInWords,
} from './scaleWish';

it.each`
  wish                                | isIdling | words
  ${{}}                               | ${false} | ${"Replicas are added by requests at a time, with the platform's target for each."}
  ${{ target: 10 }}                   | ${false} | ${'Another replica for every 7 requests at a time (70 % of 10, unless the platform aims at another share).'}
  ${{ metric: 'rps', target: 25 }}    | ${false} | ${'Another replica for every 17.5 requests a second (70 % of 25, unless the platform aims at another share).'}
  ${{ metric: 'rps' }}                | ${true}  | ${"Replicas are added by requests a second, with the platform's target for each. While nobody asks there is none: the first request starts one and waits for it."}
  ${{ metric: 'cpu' }}                | ${false} | ${'Replicas are added while they use more than 80 % of the cpu that they ask for, and taken away when they have used less for five minutes.'}
  ${{ metric: 'memory', target: 60 }} | ${false} | ${'Replicas are added while they use more than 60 % of the memory that they ask for, and taken away when they have used less for five minutes.'}
`('says what follows from $wish', ({ wish, isIdling, words }) => {
  expect(scalingInWords(wish, isIdling)).toBe(words);
});

it.each`
  target       | isWrong
  ${undefined} | ${false}
  ${1}         | ${false}
  ${1_000_000} | ${false}
  ${0}         | ${true}
  ${1.5}       | ${true}
  ${1_000_001} | ${true}
`('takes a target of $target: $isWrong', ({ target, isWrong }) => {
  expect(scaleTargetProblem({ target }) !== undefined).toBe(isWrong);
});

it.each`
  wish                                         | problem
  ${{ metric: 'cpu', min: 1 }}                 | ${undefined}
  ${{ metric: 'cpu', min: 1, target: 100 }}    | ${undefined}
  ${{ metric: 'cpu', min: 1, target: 101 }}    | ${'The target is a whole number from 1 to 100'}
  ${{ metric: 'cpu', min: 0 }}                 | ${'A replica that is not there uses no cpu: to scale by it the minimum is at least 1'}
  ${{ metric: 'memory', min: 1 }}              | ${'To scale by memory, say how much of what replicas ask for they should use'}
  ${{ metric: 'memory', min: 1, target: 150 }} | ${undefined}
  ${{ metric: 'rps', min: 0 }}                 | ${undefined}
`('says of $wish: $problem', ({ wish, problem }) => {
  expect(scaleTargetProblem(wish)).toBe(problem);
});

it('offers what the cluster scales by', () => {
  const of = (...classes: string[]) =>
    scaleMetricsOf(classes).map(({ id }) => id);
  expect(of('none')).toEqual([]);
  expect(of('none', 'kpa')).toEqual(['concurrency', 'rps']);
  expect(of('kpa', 'hpa')).toEqual(['concurrency', 'rps', 'cpu', 'memory']);
});
