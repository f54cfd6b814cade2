import {
  behaviorProblems,
  policiesIn,
  rulesIn,
  usualPolicies,
  withField,
} from './usageRules';

describe('rules of scaling by usage', () => {
  it.each`
    object                 | field  | value        | changed
    ${undefined}           | ${'a'} | ${1}         | ${{ a: 1 }}
    ${{ b: 2 }}            | ${'a'} | ${1}         | ${{ b: 2, a: 1 }}
    ${{ a: 1, exotic: 3 }} | ${'a'} | ${2}         | ${{ a: 2, exotic: 3 }}
    ${{ a: 1, b: 2 }}      | ${'a'} | ${undefined} | ${{ b: 2 }}
    ${{ a: 1 }}            | ${'a'} | ${undefined} | ${undefined}
    ${undefined}           | ${'a'} | ${undefined} | ${undefined}
  `(
    '$object with $field $value: $changed',
    ({ object, field, value, changed }) => {
      expect(withField(object, field, value)).toEqual(changed);
    },
  );

  it('are read from what may be anything', () => {
    expect(rulesIn({ scaleUp: 'fast' }, 'scaleUp')).toEqual({});
    expect(rulesIn(undefined, 'scaleUp')).toEqual({});
    expect(policiesIn({ policies: [{ value: 1 }, 'x'] })).toEqual([
      { value: 1 },
      {},
    ]);
    expect(policiesIn({ policies: 7 })).toEqual([]);
  });

  it('have problems by their paths', () => {
    expect(behaviorProblems(undefined)).toEqual({});
    expect(
      behaviorProblems({
        scaleDown: { policies: [{ type: 'Pods', periodSeconds: 60 }] },
      }),
    ).toEqual({ 'scaleDown.policies[0].value': 'must be greater than zero' });
  });

  it('name what holds without any', () => {
    expect(usualPolicies('scaleUp')).toBe('100 % or 4 replicas in 15 s');
    expect(usualPolicies('scaleDown')).toBe('100 % in 15 s');
  });
});
