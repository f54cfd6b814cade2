import { atLeastOne, stepProblems, stepsProblem } from './stepProblems';

const iris = { service: 'iris' };

describe('the steps of a form', () => {
  it.each`
    situation                             | routerType    | step                                | problem
    ${'call a service'}                   | ${'Sequence'} | ${iris}                             | ${{}}
    ${'call an address'}                  | ${'Sequence'} | ${{ url: 'https://far.example/x' }} | ${{}}
    ${'call nothing'}                     | ${'Sequence'} | ${{}}                               | ${{ service: 'Choose what this step calls' }}
    ${'call half an address'}             | ${'Sequence'} | ${{ url: 'far.example' }}           | ${{ url: 'Write a whole address, with http:// or https://' }}
    ${'need a condition in a Switch'}     | ${'Switch'}   | ${{ ...iris, condition: ' ' }}      | ${{ condition: 'Say when this step is taken' }}
    ${'need a share in a Splitter'}       | ${'Splitter'} | ${iris}                             | ${{ weight: 'Say how many percent it gets' }}
    ${'have a share that is not below 0'} | ${'Splitter'} | ${{ ...iris, weight: -1 }}          | ${{ weight: 'Say how many percent it gets' }}
  `('$situation', ({ routerType, step, problem }) => {
    expect(stepProblems(routerType, [step])).toEqual([problem]);
  });

  it('do not share a name', () => {
    const named = { ...iris, name: 'a' };
    expect(stepProblems('Ensemble', [named, iris, iris, named])).toEqual([
      {},
      {},
      {},
      { name: 'There is another step a' },
    ]);
  });

  it.each`
    routerType    | weights     | problem
    ${'Splitter'} | ${[80, 20]} | ${undefined}
    ${'Splitter'} | ${[80, 10]} | ${'The shares sum up to 90 %; they have to make 100 %'}
    ${'Sequence'} | ${[80, 10]} | ${undefined}
  `('$routerType of $weights: $problem', ({ routerType, weights, problem }) => {
    const steps = weights.map((weight: number) => ({ ...iris, weight }));
    expect(stepsProblem(routerType, steps)).toBe(problem);
  });

  it.each([[undefined], [[]]])('are one to begin with: %p', given => {
    expect(atLeastOne(given)).toEqual([{}]);
  });
});
