import { readAllowedCanaries, withAllowedCanary } from './allowedCanaries';

const AT = Date.UTC(2026, 0, 31, 10);

describe('readAllowedCanaries', () => {
  it.each`
    annotation                                              | allowed
    ${undefined}                                            | ${[]}
    ${' '}                                                  | ${[]}
    ${'a-1=2026-01-31T10:00:00Z'}                           | ${[['a-1', AT]]}
    ${'a=2026-01-31T10:00:00Z, b=1970-01-01T00:00:00.007Z'} | ${[['a', AT], ['b', 7]]}
  `('$annotation', ({ annotation, allowed }) => {
    expect([...readAllowedCanaries(annotation)]).toEqual(allowed);
  });

  it.each(['a', 'a=soon', '=2026-01-31T10:00:00Z', 'A=2026-01-31', 'a=1=2'])(
    'refuses %s',
    annotation => {
      expect(() => readAllowedCanaries(annotation)).toThrow(
        `"${annotation}" is not <revision>=<time>`,
      );
    },
  );
});

describe('withAllowedCanary', () => {
  it('adds one, and replaces what was known of it', () => {
    const first = withAllowedCanary(undefined, 'a', 7);
    expect(first).toBe('a=1970-01-01T00:00:00.007Z');
    const both = withAllowedCanary(first, 'b', 8);
    expect([...readAllowedCanaries(both)]).toEqual([
      ['a', 7],
      ['b', 8],
    ]);
    expect([...readAllowedCanaries(withAllowedCanary(both, 'a', 9))]).toEqual([
      ['b', 8],
      ['a', 9],
    ]);
  });

  it('remembers the newest only', () => {
    let annotation = '';
    for (let i = 0; i < 30; i++)
      annotation = withAllowedCanary(annotation, `r${i}`, i);
    expect([...readAllowedCanaries(annotation).keys()]).toEqual(
      [22, 23, 24, 25, 26, 27, 28, 29].map(i => `r${i}`),
    );
  });
});
