import { fieldChanges } from './fieldChanges';

it.each<[string, unknown, unknown, ReturnType<typeof fieldChanges>]>([
  ['equal objects differ in nothing', { a: { b: 1 } }, { a: { b: 1 } }, []],
  ['an empty object is an absent one', { a: {} }, {}, []],
  [
    'a changed field has both values',
    { spec: { minReplicas: 1 } },
    { spec: { minReplicas: 3 } },
    [{ path: 'spec.minReplicas', before: 1, after: 3 }],
  ],
  [
    'a new field has no value before, a removed one none after',
    { labels: { a: 'x' } },
    { labels: { 'team.io/b': 'y' } },
    [
      { path: 'labels.a', before: 'x' },
      { path: 'labels[team.io/b]', after: 'y' },
    ],
  ],
  [
    'an object that came is one difference',
    { spec: {} },
    { spec: { storage: { key: 'a', path: 'b' } } },
    [{ path: 'spec.storage', after: { key: 'a', path: 'b' } }],
  ],
  [
    'quantities compare by value',
    { limits: { cpu: '1', memory: '1Gi' } },
    { limits: { cpu: '1000m', memory: '2Gi' } },
    [{ path: 'limits.memory', before: '1Gi', after: '2Gi' }],
  ],
  [
    'entries with names are matched by them',
    { env: [{ name: 'A', value: '1' }] },
    {
      env: [
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ],
    },
    [
      { path: 'env[name=A].value', before: '1', after: '3' },
      { path: 'env[name=B]', after: { name: 'B', value: '2' } },
    ],
  ],
  [
    'other lists are one field',
    { args: ['a', 'b'] },
    { args: ['a', 'c'] },
    [{ path: 'args', before: ['a', 'b'], after: ['a', 'c'] }],
  ],
  [
    'lists in which a name stands twice too',
    { env: [{ name: 'A' }, { name: 'A' }] },
    { env: [{ name: 'A' }] },
    [
      {
        path: 'env',
        before: [{ name: 'A' }, { name: 'A' }],
        after: [{ name: 'A' }],
      },
    ],
  ],
  [
    'plain values are compared as they are',
    1,
    2,
    [{ path: '', before: 1, after: 2 }],
  ],
])('%s', (_situation, before, after, expected) => {
  expect(fieldChanges(before, after)).toEqual(expected);
});
