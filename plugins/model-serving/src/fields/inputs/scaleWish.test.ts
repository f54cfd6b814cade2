import { scaleTargetProblem, scalingInWords } from './scaleWish';

it.each`
  wish                             | isIdling | words
  ${{}}                            | ${false} | ${"Replicas are added by requests at a time, with the platform's target for each."}
  ${{ target: 10 }}                | ${false} | ${'Another replica for every 7 requests at a time (70 % of 10, unless the platform aims at another share).'}
  ${{ metric: 'rps', target: 25 }} | ${false} | ${'Another replica for every 17.5 requests a second (70 % of 25, unless the platform aims at another share).'}
  ${{ metric: 'rps' }}             | ${true}  | ${"Replicas are added by requests a second, with the platform's target for each. While nobody asks there is none: the first request starts one and waits for it."}
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
