import fc from 'fast-check';
import { parseHeaderPattern } from './headerPattern';

const finds = (pattern: string, name: string) =>
  parseHeaderPattern(pattern).pattern?.test(name);

describe('parseHeaderPattern', () => {
  it.each`
    pattern             | name               | found
    ${'X-Tenant'}       | ${'X-Tenant'}      | ${true}
    ${'Tenant'}         | ${'X-Tenant-Id'}   | ${true}
    ${'^X-Test'}        | ${'X-Test-Key'}    | ${true}
    ${'^x-test'}        | ${'X-Test-Key'}    | ${false}
    ${'(?i)^x-test'}    | ${'X-Test-Key'}    | ${true}
    ${'^X-.*-Id$'}      | ${'X-Tenant-Id'}   | ${true}
    ${'^X-.*-Id$'}      | ${'X-Tenant-Id-2'} | ${false}
    ${'^X-(?:A|B)+$'}   | ${'X-ABBA'}        | ${true}
    ${'^X-(A|B)?$'}     | ${'X-AB'}          | ${false}
    ${'^[A-Z][^a-m]'}   | ${'X-Id'}          | ${true}
    ${'^[]X]'}          | ${'X-Id'}          | ${true}
    ${'^X\\-\\w{2,3}$'} | ${'X-Key'}         | ${true}
    ${'^X-\\d{2}$'}     | ${'X-123'}         | ${false}
    ${'^X-\\d{2,}$'}    | ${'X-123'}         | ${true}
    ${''}               | ${'Anything'}      | ${true}
    ${'^(|X)$'}         | ${'X'}             | ${true}
    ${'(a*)*$'}         | ${'X-Id'}          | ${true}
  `('$pattern finds $name: $found', ({ pattern, name, found }) => {
    expect(finds(pattern, name)).toBe(found);
  });

  it.each(['(', ')', 'X-(', '[', '*', 'a{3,2}', '\\', '(?=X)', '\\1'])(
    'refuses %s, and says why',
    pattern => {
      expect(parseHeaderPattern(pattern).problem).toEqual(expect.any(String));
    },
  );

  it.each([
    '((a{500}){500}){500}',
    '(?:a?){1000}(?:b?){1000}',
    `${'('.repeat(5_000)}${')'.repeat(5_000)}`,
  ])('refuses what would become too large: %s', pattern => {
    expect(parseHeaderPattern(pattern).problem).toEqual(expect.any(String));
  });

  it('takes no longer for patterns over which engines that go back never come to an end', () => {
    const name = `${'x'.repeat(5_000)}!`;
    for (const pattern of ['^(x+)+-y$', '^(x|x)*y$', 'x*x*x*x*x*x*y'])
      expect(finds(pattern, name)).toBe(false);
  });

  it('finds what the engine of JavaScript finds', () => {
    const pattern: fc.Arbitrary<string> = fc.letrec<{ any: string }>(tie => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '^a', 'b$', '\\w'),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => a + b),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a}|${b})`),
        fc
          .tuple(tie('any'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}'))
          .map(([a, sign]) => `(?:${a})${sign}`),
      ),
    })).any;
    const name = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 })
      .map(letters => letters.join(''));
    fc.assert(
      fc.property(pattern, name, (text, header) => {
        expect(finds(text, header)).toBe(new RegExp(text).test(header));
      }),
    );
  });
});
