import { usageProblemIn } from './usageProblemIn';

describe('usageProblemIn', () => {
  it.each`
    usageProblems               | namespace | problem
    ${undefined}                | ${'demo'} | ${undefined}
    ${{ demo: 'no right' }}     | ${'demo'} | ${'no right'}
    ${{ demo: 'no right' }}     | ${'shop'} | ${undefined}
    ${{ '': 'no metrics API' }} | ${'shop'} | ${'no metrics API'}
  `(
    'tells $problem of $namespace by $usageProblems',
    ({ usageProblems, namespace, problem }) => {
      expect(usageProblemIn({ usageProblems }, namespace)).toBe(problem);
    },
  );
});
