import { batchFormOf } from './batchFormOf';
import { batchKey } from './batchKey';

const path = '/v1/models/iris:predict';

describe('batchKey', () => {
  it.each`
    what                             | one                      | other
    ${'their ids'}                   | ${['X-Request-Id', 'a']} | ${['x-request-id', 'b']}
    ${'their traces'}                | ${['traceparent', 'a']}  | ${[]}
    ${'their clients'}               | ${['User-Agent', 'a']}   | ${['user-agent', 'b']}
    ${'the spelling of their names'} | ${['Accept', '*']}       | ${['accept', '*']}
  `('is the same for requests that differ in $what', ({ one, other }) => {
    expect(batchKey(path, one, '')).toBe(batchKey(path, other, ''));
  });

  it.each`
    what                 | one                       | other
    ${'a header'}        | ${['x-tenant', 'a']}      | ${['x-tenant', 'b']}
    ${'its presence'}    | ${['x-tenant', 'a']}      | ${[]}
    ${'who they are of'} | ${['authorization', 'a']} | ${['authorization', 'b']}
  `('differs with $what', ({ one, other }) => {
    expect(batchKey(path, one, '')).not.toBe(batchKey(path, other, ''));
  });

  it('differs with path and signature', () => {
    const keys = [
      batchKey(path, [], ''),
      batchKey('/v1/models/other:predict', [], ''),
      batchKey(path, [], 'x'),
    ];
    expect(new Set(keys).size).toBe(3);
  });
});

describe('batchFormOf', () => {
  it.each`
    method    | target                          | isBatched
    ${'POST'} | ${path}                         | ${true}
    ${'POST'} | ${`${path}?a=b`}                | ${true}
    ${'GET'}  | ${path}                         | ${false}
    ${'POST'} | ${'/v1/models/iris:explain'}    | ${false}
    ${'POST'} | ${'/v1/models/iris?x=:predict'} | ${false}
    ${'POST'} | ${'/v1/chat/completions'}       | ${false}
  `('$method $target: $isBatched', ({ method, target, isBatched }) => {
    expect(batchFormOf(method, target) !== undefined).toBe(isBatched);
  });
});
