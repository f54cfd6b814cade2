import { checkPaths, pathProblem } from './objectPath';

describe('pathProblem', () => {
  it.each`
    path               | problem
    ${'model.onnx'}    | ${undefined}
    ${'a/b/c.bin'}     | ${undefined}
    ${'..a/b..'}       | ${undefined}
    ${'.hidden'}       | ${undefined}
    ${'../up'}         | ${'".."'}
    ${'a/../b'}        | ${'".."'}
    ${'a/..'}          | ${'".."'}
    ${'./a'}           | ${'"."'}
    ${'/etc/passwd'}   | ${'absolute'}
    ${'a//b'}          | ${'empty'}
    ${'a/'}            | ${'empty'}
    ${''}              | ${'empty'}
    ${'a\\b'}          | ${'backslash'}
    ${'a\0b'}          | ${'NUL'}
    ${'é'.repeat(128)} | ${'255 bytes'}
  `('"$path": $problem', ({ path, problem }) => {
    expect(pathProblem(path) ?? '').toMatch(problem ?? /^$/);
  });
});

describe('checkPaths', () => {
  it('refuses a name that is a file and a folder', () => {
    expect(() => checkPaths(['a/b', 'a/b/c'])).toThrow('"a/b" is a file and');
    expect(() => checkPaths(['a/b', 'a/bc', 'a-b/c'])).not.toThrow();
  });
});
