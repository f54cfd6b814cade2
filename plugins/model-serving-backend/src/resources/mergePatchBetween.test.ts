import fc from 'fast-check';
import {
  mergePatch,
  semanticEqual,
} from '@greenroom/backstage-plugin-model-serving-common';
import { mergePatchBetween } from './mergePatchBetween';

it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown]>([
  ['nothing', { a: 1 }, { a: 1 }, {}],
  ['a change', { a: { b: 1, c: 2 } }, { a: { b: 2, c: 2 } }, { a: { b: 2 } }],
  ['what is gone', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, { a: { b: null } }],
  ['a list, whole', { a: [1, 2] }, { a: [1] }, { a: [1] }],
  [
    'no difference of quantities',
    { limits: { cpu: '1000m' } },
    { limits: { cpu: '1' } },
    {},
  ],
])('tells %s', (_, before, after, expected) => {
  expect(mergePatchBetween(before, after)).toEqual(expected);
});

it('makes the one of the other', () => {
  const object = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', '__proto__'),
    fc.letrec(tie => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>(1, 'x', true, [1], ['x', { a: 1 }]),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
      ),
    })).value,
  );
  fc.assert(
    fc.property(object, object, (before, after) => {
      const patched = mergePatch(before, mergePatchBetween(before, after));
      expect(semanticEqual(patched, after)).toBe(true);
    }),
  );
});
