import fc from 'fast-check';
import { changedPaths } from './changedPaths';
import { mergePatch } from './mergePatch';
import { semanticEqual } from './semanticEqual';

describe('mergePatch', () => {
  // The examples of RFC 7396, appendix A.
  it.each`
    target                 | patch                           | result
    ${{ a: 'b' }}          | ${{ a: 'c' }}                   | ${{ a: 'c' }}
    ${{ a: 'b' }}          | ${{ b: 'c' }}                   | ${{ a: 'b', b: 'c' }}
    ${{ a: 'b' }}          | ${{ a: null }}                  | ${{}}
    ${{ a: 'b', b: 'c' }}  | ${{ a: null }}                  | ${{ b: 'c' }}
    ${{ a: ['b'] }}        | ${{ a: 'c' }}                   | ${{ a: 'c' }}
    ${{ a: 'c' }}          | ${{ a: ['b'] }}                 | ${{ a: ['b'] }}
    ${{ a: { b: 'c' } }}   | ${{ a: { b: 'd', c: null } }}   | ${{ a: { b: 'd' } }}
    ${{ a: [{ b: 'c' }] }} | ${{ a: [1] }}                   | ${{ a: [1] }}
    ${['a', 'b']}          | ${['c', 'd']}                   | ${['c', 'd']}
    ${{ a: 'b' }}          | ${['c']}                        | ${['c']}
    ${{ a: 'foo' }}        | ${null}                         | ${null}
    ${{ a: 'foo' }}        | ${'bar'}                        | ${'bar'}
    ${{ e: null }}         | ${{ a: 1 }}                     | ${{ e: null, a: 1 }}
    ${[1, 2]}              | ${{ a: 'b', c: null }}          | ${{ a: 'b' }}
    ${{}}                  | ${{ a: { bb: { ccc: null } } }} | ${{ a: { bb: {} } }}
  `('$target with $patch is $result', ({ target, patch, result }) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('leaves prototypes alone', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":true}}');
    const result = mergePatch({ a: 1 }, patch);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.keys(result as object)).toEqual(['a', '__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('changes neither argument', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const before = JSON.stringify([target, patch]);
        mergePatch(target, patch);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('refuses what nests too deep instead of overflowing the stack', () => {
    const deep = JSON.parse('{"a":'.repeat(20_000) + 1 + '}'.repeat(20_000));
    expect(() => mergePatch({}, deep)).toThrow('deeper than 64 levels');
  });
});

describe('semanticEqual', () => {
  it.each`
    same     | a                           | b
    ${true}  | ${{ a: 1, b: 2 }}           | ${{ b: 2, a: 1 }}
    ${true}  | ${{ a: 1, b: undefined }}   | ${{ a: 1 }}
    ${true}  | ${{ a: 1, b: null }}        | ${{ a: 1 }}
    ${true}  | ${{ resources: {} }}        | ${{}}
    ${true}  | ${{ args: [] }}             | ${{}}
    ${true}  | ${{ limits: { cpu: '1' } }} | ${{ limits: { cpu: '1000m' } }}
    ${true}  | ${{ limits: { cpu: 1 } }}   | ${{ limits: { cpu: '1' } }}
    ${false} | ${{ limits: { cpu: '1' } }} | ${{ limits: { cpu: '2' } }}
    ${false} | ${{ args: ['1'] }}          | ${{ args: ['1000m'] }}
    ${false} | ${{ args: ['a', 'b'] }}     | ${{ args: ['b', 'a'] }}
    ${false} | ${{ a: 0 }}                 | ${{}}
    ${false} | ${{ a: '' }}                | ${{}}
    ${false} | ${{ a: false }}             | ${{}}
    ${false} | ${{ a: '1' }}               | ${{ a: 1 }}
    ${false} | ${{ a: [{}] }}              | ${{}}
    ${false} | ${{}}                       | ${{ toString: 'x' }}
  `('$a and $b: $same', ({ a, b, same }) => {
    expect(semanticEqual(a, b)).toBe(same);
    expect(semanticEqual(b, a)).toBe(same);
  });

  it('is reflexive, and a patch with what is there changes nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(semanticEqual(value, JSON.parse(JSON.stringify(value)))).toBe(
          true,
        );
        expect(semanticEqual(mergePatch(value, value), value)).toBe(true);
      }),
    );
  });
});

describe('changedPaths', () => {
  it.each`
    change                         | before                                | after                                 | paths
    ${'a value'}                   | ${{ spec: { min: 1 } }}               | ${{ spec: { min: 2 } }}               | ${['spec.min']}
    ${'nothing but order'}         | ${{ a: 1, b: 2 }}                     | ${{ b: 2, a: 1 }}                     | ${[]}
    ${'an added field'}            | ${{ spec: {} }}                       | ${{ spec: { a: { b: 1 } } }}          | ${['spec.a.b']}
    ${'a removed field'}           | ${{ spec: { a: { b: 1, c: 2 } } }}    | ${{ spec: {} }}                       | ${['spec.a.b', 'spec.a.c']}
    ${'a list, as a whole'}        | ${{ args: ['a', 'b'] }}               | ${{ args: ['a', 'c'] }}               | ${['args']}
    ${'an object that was a text'} | ${{ a: 'x' }}                         | ${{ a: { b: 1 } }}                    | ${['a']}
    ${'a key with dots'}           | ${{ annotations: { 'a.io/b': '1' } }} | ${{ annotations: { 'a.io/b': '2' } }} | ${['annotations[a.io/b]']}
    ${'a quantity written anew'}   | ${{ limits: { cpu: '1' } }}           | ${{ limits: { cpu: '1000m' } }}       | ${[]}
    ${'a quantity'}                | ${{ limits: { cpu: '1' } }}           | ${{ limits: { cpu: '2' } }}           | ${['limits.cpu']}
    ${'everything'}                | ${undefined}                          | ${{ a: 1 }}                           | ${['a']}
  `('names $change', ({ before, after, paths }) => {
    expect(changedPaths(before, after)).toEqual(paths);
  });

  it('never names a value', () => {
    const paths = changedPaths(
      { env: [{ name: 'KEY', value: 'before' }], token: 'abc' },
      { env: [{ name: 'KEY', value: 'after' }], token: 'def' },
    );
    expect(paths).toEqual(['env', 'token']);
  });

  it('is empty exactly if nothing changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(changedPaths(before, after).length === 0).toBe(
          semanticEqual(before, after),
        );
        expect(changedPaths(before, before)).toEqual([]);
      }),
    );
  });
});
