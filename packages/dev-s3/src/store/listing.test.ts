import fc from 'fast-check';
import {
  compareKeys,
  decodeCursor,
  encodeCursor,
  ListingCursor,
  ListingQuery,
  listPage,
} from './listing';

const all: ListingQuery = {
  prefix: '',
  delimiter: '',
  maxKeys: 1000,
  startAfter: '',
};

function readAll(keys: readonly string[], query: ListingQuery) {
  const read = { keys: [] as string[], commonPrefixes: [] as string[] };
  let cursor: ListingCursor | undefined;
  do {
    const page = listPage(keys, { ...query, cursor });
    expect(page.keys.length + page.commonPrefixes.length).toBeLessThanOrEqual(
      query.maxKeys,
    );
    read.keys.push(...page.keys);
    read.commonPrefixes.push(...page.commonPrefixes);
    cursor = page.next && decodeCursor(encodeCursor(page.next));
  } while (cursor);
  return read;
}

describe('listPage', () => {
  const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'c', 'd/4'];

  it.each`
    situation                            | query                               | expected                   | prefixes
    ${'everything'}                      | ${{}}                               | ${keys}                    | ${[]}
    ${'below a prefix'}                  | ${{ prefix: 'b/' }}                 | ${['b/1', 'b/2', 'b/c/3']} | ${[]}
    ${'one level'}                       | ${{ delimiter: '/' }}               | ${['a', 'c']}              | ${['b/', 'd/']}
    ${'one level below a prefix'}        | ${{ prefix: 'b/', delimiter: '/' }} | ${['b/1', 'b/2']}          | ${['b/c/']}
    ${'a prefix that is part of a name'} | ${{ prefix: 'b', delimiter: '/' }}  | ${[]}                      | ${['b/']}
    ${'behind a key'}                    | ${{ startAfter: 'b/2' }}            | ${['b/c/3', 'c', 'd/4']}   | ${[]}
    ${'no keys wanted'}                  | ${{ maxKeys: 0 }}                   | ${[]}                      | ${[]}
    ${'nothing there'}                   | ${{ prefix: 'x' }}                  | ${[]}                      | ${[]}
  `('$situation', ({ query, expected, prefixes }) => {
    expect(listPage(keys, { ...all, ...query })).toEqual({
      keys: expected,
      commonPrefixes: prefixes,
      next: undefined,
    });
  });

  it('tells a common prefix on one page only', () => {
    const first = listPage(keys, { ...all, delimiter: '/', maxKeys: 2 });
    expect(first).toMatchObject({ keys: ['a'], commonPrefixes: ['b/'] });
    const second = listPage(keys, {
      ...all,
      delimiter: '/',
      maxKeys: 2,
      cursor: first.next,
    });
    expect(second).toEqual({ keys: ['c'], commonPrefixes: ['d/'] });
  });

  it('gives the same items in pages of any size', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[ab/é]{1,6}$/)),
        fc.constantFrom('', '/'),
        fc.constantFrom('', 'a', 'a/'),
        fc.integer({ min: 1, max: 4 }),
        (unsorted, delimiter, prefix, maxKeys) => {
          const sorted = [...unsorted].sort(compareKeys);
          const query = { ...all, prefix, delimiter };
          expect(readAll(sorted, { ...query, maxKeys })).toEqual(
            readAll(sorted, query),
          );
        },
      ),
    );
  });
});

describe('compareKeys', () => {
  it('orders by UTF-8, where JavaScript orders by UTF-16', () => {
    const keys = ['\u{1f600}', '\uffee', 'é', 'z'];
    expect([...keys].sort(compareKeys)).toEqual([
      'z',
      'é',
      '\uffee',
      '\u{1f600}',
    ]);
    expect([...keys].sort()).not.toEqual([...keys].sort(compareKeys));
  });
});

describe('decodeCursor', () => {
  it.each(['', 'x', 'bm8'])('takes no token of others: "%s"', token => {
    expect(decodeCursor(token)).toBeUndefined();
  });
});
