import { MAX_RESOURCES, readDocuments } from './readDocuments';

const contents = (text: string) =>
  readDocuments(text).map(({ content }) => content);

it.each<[string, string, unknown[]]>([
  ['one document', 'kind: A\n', [{ kind: 'A' }]],
  ['JSON', '{"kind": "A"}', [{ kind: 'A' }]],
  [
    'several, with empty ones and comments between',
    '---\n# first\n---\nkind: A\n---\n---\nkind: B\n...\n',
    [{ kind: 'A' }, { kind: 'B' }],
  ],
  [
    'a list, as kubectl get writes it',
    'kind: List\nitems:\n- kind: A\n- kind: B\n',
    [{ kind: 'A' }, { kind: 'B' }],
  ],
  [
    'anchors and merge keys',
    'a: &a { x: 1 }\nb:\n  <<: *a\n  y: 2\nc: *a\n',
    [{ a: { x: 1 }, b: { x: 1, y: 2 }, c: { x: 1 } }],
  ],
  [
    'texts that look like something else',
    'a: yes\nb: 2020-01-01\nc: "1"\n',
    [{ a: 'yes', b: '2020-01-01', c: '1' }],
  ],
  [
    'a key that would be a prototype',
    '__proto__: { x: 1 }\n',
    [JSON.parse('{"__proto__":{"x":1}}')],
  ],
  ['a text in place of a resource', 'hello', ['hello']],
])('reads %s', (_, text, expected) => {
  expect(contents(text)).toEqual(expected);
});

it('numbers the resources of all documents', () => {
  expect(
    readDocuments('kind: A\n---\nkind: List\nitems: [{ kind: B }, 7]\n'),
  ).toEqual([
    { document: 1, content: { kind: 'A' } },
    { document: 2, content: { kind: 'B' } },
    { document: 3, content: 7 },
  ]);
});

/** Each level stands for nine of the level below: a billion values in a kilobyte. */
function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++) {
    const nine = Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ');
    lines.push(`a${i}: &a${i} [${nine}]`);
  }
  return lines.join('\n');
}

it.each<[string, string, RegExp]>([
  ['nothing', '# only a comment\n', /holds no resource/],
  [
    'what is no YAML, with the place',
    'a: 1\nb: [1\n',
    /document 1 is not valid YAML: line \d, column \d/,
  ],
  [
    'a key that is there twice',
    'a:\n  b: 1\n  b: 2\n',
    /the key "b" is there twice \(line 3, column 3\)/,
  ],
  [
    'a tag of another program',
    'a: !python/object 1\n',
    /document 1 is not valid YAML/,
  ],
  ['aliases of aliases', aliasBomb(), /cannot be resolved: .*alias/],
  ['an alias of itself', 'a: &a\n  b: *a\n', /cannot be resolved/],
  ['an anchor that there is not', 'a: *gone\n', /document 1/],
  [
    'too many brackets in each other',
    '['.repeat(500_000),
    /nests deeper than 64 levels/,
  ],
  [
    'too many blocks in each other',
    Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    /nests deeper than 64 levels/,
  ],
  [
    'too many documents',
    '---\nkind: A\n'.repeat(5000),
    /more than 200 documents/,
  ],
  [
    'too many resources in a list',
    `kind: List\nitems:\n${'- {}\n'.repeat(MAX_RESOURCES + 1)}`,
    /holds 201 resources/,
  ],
  [
    'too many keys',
    Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n'),
    /more than 50000 keys and values/,
  ],
  [
    'too many anchors',
    '&a '.repeat(200_000),
    /more than 50000 keys and values/,
  ],
  [
    'too many empty lines',
    ' \n'.repeat(300_000),
    /more than 50000 keys and values/,
  ],
  ['numbers that are none', 'a: .inf\n', /"a" is Infinity/],
])('refuses %s', (_, text, message) => {
  expect(() => readDocuments(text)).toThrow(message);
});
