import { readStickyKey } from './stickyKey';

describe('readStickyKey', () => {
  it.each`
    annotation          | key
    ${undefined}        | ${undefined}
    ${' '}              | ${undefined}
    ${'header:X-User'}  | ${{ from: 'header', name: 'x-user' }}
    ${'cookie:Session'} | ${{ from: 'cookie', name: 'Session' }}
  `('$annotation', ({ annotation, key }) => {
    expect(readStickyKey(annotation)).toEqual(key);
  });

  it.each(['x-user', 'header:', 'header:a b', 'query:id', 'cookie:a;b'])(
    'refuses %s',
    annotation => {
      expect(() => readStickyKey(annotation)).toThrow('names no key');
    },
  );
});
