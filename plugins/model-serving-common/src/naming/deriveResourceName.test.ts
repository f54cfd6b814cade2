import fc from 'fast-check';
import { deriveResourceName } from './deriveResourceName';
import { namespaceProblem, resourceNameProblem } from './resourceNameProblem';

describe('deriveResourceName', () => {
  it.each`
    rule                                         | title                    | expected
    ${'words are joined by one dash'}            | ${'Fraud Detection'}     | ${'fraud-detection'}
    ${'other characters become a dash'}          | ${'iris_model v2.1'}     | ${'iris-model-v2-1'}
    ${'a run of them becomes one'}               | ${'A - B'}               | ${'a-b'}
    ${'accents are dropped'}                     | ${'Köln Übersicht é'}    | ${'koln-ubersicht-e'}
    ${'a leading digit gets m- before it'}       | ${'3D scan'}             | ${'m-3d-scan'}
    ${'ends are trimmed'}                        | ${'  --Iris!!  '}        | ${'iris'}
    ${'30 characters are kept'}                  | ${'a'.repeat(40)}        | ${'a'.repeat(30)}
    ${'a dash at the cut is dropped'}            | ${`${'a'.repeat(29)} b`} | ${'a'.repeat(29)}
    ${'compatibility forms become plain digits'} | ${'model ２'}            | ${'model-2'}
  `('$rule: "$title" → $expected', ({ title, expected }) => {
    expect(deriveResourceName(title)).toBe(expected);
  });

  it('gives a title without usable characters four random ones', () => {
    expect(deriveResourceName('模型', undefined, () => 0.5)).toBe('model-iiii');
    expect(deriveResourceName('', undefined, () => 0)).toBe('model-0000');
  });

  it('counts up while names are taken, cutting the stem so that 30 holds', () => {
    const taken = ['iris', 'iris-2'];
    expect(deriveResourceName('Iris', name => taken.includes(name))).toBe(
      'iris-3',
    );
    const long = 'a'.repeat(30);
    expect(deriveResourceName(long, name => name === long)).toBe(
      `${'a'.repeat(28)}-2`,
    );
  });

  it('says so when there is no free name', () => {
    expect(() => deriveResourceName('iris', () => true)).toThrow(
      "no free resource name for 'iris'",
    );
  });

  it('always satisfies the name rule, and deriving twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), title => {
        const name = deriveResourceName(title);
        expect(resourceNameProblem(name, 'demo')).toBeUndefined();
        expect(deriveResourceName(name)).toBe(name);
      }),
    );
  });

  it('satisfies the name rule whatever is taken', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 200 }), (title, takenCount) => {
        const taken = new Set<string>();
        const name = deriveResourceName(title, candidate => {
          if (taken.size >= takenCount) return false;
          taken.add(candidate);
          return true;
        });
        expect(taken).not.toContain(name);
        expect(resourceNameProblem(name, 'demo')).toBeUndefined();
      }),
    );
  });
});

describe('resourceNameProblem', () => {
  it.each`
    name              | namespace         | says
    ${'iris'}         | ${'demo'}         | ${''}
    ${'a'}            | ${'demo'}         | ${''}
    ${''}             | ${'demo'}         | ${'is required'}
    ${'Iris'}         | ${'demo'}         | ${'lower case letters'}
    ${'1iris'}        | ${'demo'}         | ${'starts with a letter'}
    ${'iris-'}        | ${'demo'}         | ${'ends with a letter or digit'}
    ${'iris\n'}       | ${'demo'}         | ${'lower case letters'}
    ${'a'.repeat(30)} | ${'b'.repeat(32)} | ${''}
    ${'a'.repeat(31)} | ${'demo'}         | ${'at most 30 characters, this one has 31'}
    ${'a'.repeat(30)} | ${'b'.repeat(33)} | ${'at most 63 characters, this one has 64'}
  `('"$name" in "$namespace" says $says', ({ name, namespace, says }) => {
    const problem = resourceNameProblem(name, namespace) ?? '';
    expect(problem).toContain(says);
    expect(problem === '').toBe(says === '');
  });
});

describe('namespaceProblem', () => {
  it.each`
    namespace         | says
    ${'demo'}         | ${''}
    ${'2024-models'}  | ${''}
    ${''}             | ${'is required'}
    ${'Demo'}         | ${'lower case'}
    ${'a'.repeat(64)} | ${'at most 63'}
    ${'kube-system'}  | ${'belongs to the platform'}
    ${'openshift-ai'} | ${'belongs to the platform'}
  `('"$namespace" says $says', ({ namespace, says }) => {
    const problem = namespaceProblem(namespace) ?? '';
    expect(problem).toContain(says);
    expect(problem === '').toBe(says === '');
  });
});
