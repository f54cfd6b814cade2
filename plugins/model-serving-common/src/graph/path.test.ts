import fc from 'fast-check';
import { parseGraphCondition } from './condition';
import { isJson, trimmedJson } from './jsonText';

const D1 = `{"name":{"first":"Tom","last":"Anderson"},"age":37,"children":["Sara","Alex","Jack"],"fav.movie":"Deer Hunter","friends":[{"first":"Dale","last":"Murphy","age":44,"nets":["ig","fb","tw"]},{"first":"Roger","last":"Craig","age":68,"nets":["fb","tw"]},{"first":"Jane","last":"Murphy","age":47,"nets":["ig","tw"]}]}`;
const B = `{"vals":[{"a":1,"b":"data"},{"a":2,"b":true},{"a":3,"b":false},{"a":4,"b":"0"},{"a":5,"b":0},{"a":6,"b":"1"},{"a":7,"b":1},{"a":8,"b":"true"},{"a":9,"b":false},{"a":10,"b":null},{"a":11}]}`;

function find(json: string, path: string): string | undefined {
  const { condition } = parseGraphCondition(path);
  return condition?.kind === 'path' ? condition.find(json) : undefined;
}

describe('a path', () => {
  it.each([
    // Members and elements
    ['name.last', '"Anderson"'],
    ['children.1', '"Alex"'],
    ['children.#', '3'],
    ['children.01', '"Alex"'],
    ['children.-1', undefined],
    ['children.3', undefined],
    ['age', '37'],
    ['age.x', undefined],
    ['Age', undefined],
    ['child*.2', '"Jack"'],
    ['c?ildren.0', '"Sara"'],
    ['fav\\.movie', '"Deer Hunter"'],
    ['*.first', '"Tom"'],
    ['na*|first', '"Tom"'],
    ['name|first', '"Tom"'],
    // Each element, and those that a query finds
    ['friends.#.age', '[44,68,47]'],
    ['friends.#.none', '[]'],
    ['friends.#.nets.#', '[3,2,2]'],
    ['friends.#.nets.0', '["ig","fb","ig"]'],
    ['name.#', undefined],
    ['friends.3', undefined],
    ['friends.#(last=="Murphy").first', '"Dale"'],
    ['friends.#(last=="Murphy")#.first', '["Dale","Jane"]'],
    ['friends.#[last=="Murphy"]#.first', '["Dale","Jane"]'],
    ['friends.#(last == Murphy)#.first', '["Dale","Jane"]'],
    ['friends.#(age>45)#.last', '["Craig","Murphy"]'],
    ['friends.#(age<=47)#.age', '[44,47]'],
    ['friends.#(age!=47)#.age', '[44,68]'],
    ['friends.#(first%"D*").last', '"Murphy"'],
    ['friends.#(first!%"D*").last', '"Craig"'],
    ['friends.#(first%"d*").last', undefined],
    ['friends.#(nets.#(=="fb"))#.first', '["Dale","Roger"]'],
    ['friends.#(last="Murphy")#|#', '2'],
    ['friends.#(last="Murphy")#|first', undefined],
    ['friends.#(nope)#', '[]'],
    ['friends.#(nope)', undefined],
    ['friends.#(nets)#.first', '["Dale","Roger","Jane"]'],
    ['friends.#(last=="Murphy"', undefined],
    ['children.#(=="Alex")', '"Alex"'],
    ['children.#(!="Alex")#', '["Sara","Jack"]'],
    ['children.#(>"Jacj")#', '["Sara","Jack"]'],
    ['children.#(x==1)', undefined],
    // Forms that make something new
    ['children.@reverse', '["Jack","Alex","Sara"]'],
    ['children|@reverse|0', '"Jack"'],
    ['name.@keys', '["first","last"]'],
    ['name.@values.1', '"Anderson"'],
    ['age.@this', '37'],
    ['[age,name.first,none]', '[37,"Tom"]'],
    ['{age,"n":name.first,none}', '{"age":37,"n":"Tom"}'],
    ['{name.first,friends.#.age}', '{"first":"Tom","age":[44,68,47]}'],
    ['children.[0,2]', '["Sara","Jack"]'],
    ['!"x"', '"x"'],
    ['name.!1', undefined],
    ['{"k":!true}', '{"k":true}'],
    // What can never be found
    ['', undefined],
    ['.age', undefined],
    ['age.', undefined],
  ])('%s of a document gives %s', (path, expected) => {
    expect(find(D1, path)).toBe(expected);
  });

  it('finds the document itself through a list of it', () => {
    expect(find(D1, '[@this].#(age==37)')).toBe(D1);
    expect(find(D1, '[@this].#(age==38)')).toBeUndefined();
    expect(find(D1, 'friends.#(last="Murphy")#|0')).toBe(find(D1, 'friends.0'));
  });

  it.each([
    ['vals.#(b==~true)#.a', '[2,6,7,8]'],
    ['vals.#(b==~false)#.a', '[3,4,5,9,10,11]'],
    ['vals.#(b!=~true)#.a', '[1,3,4,5,9,10,11]'],
    ['vals.#(b==~null)#.a', '[10,11]'],
    ['vals.#(b==~*)#.a', '[1,2,3,4,5,6,7,8,9,10]'],
    ['vals.#(b==~other)#.a', '[]'],
    ['vals.#(b==true)#.a', '[2,5,8]'],
    ['vals.#(b!=true)#.a', '[1,3,4,6,7,9]'],
    ['vals.#(b>false)#.a', '[2,7,8]'],
    ['vals.#(b<true)#.a', '[1,3,4,6,9]'],
    ['vals.#(b==1)#.a', '[6,7]'],
    ['vals.#(b=="1")#.a', '[6,7]'],
    ['vals.#(b==null)#.a', '[5]'],
    ['vals.#(b)#.a', '[1,2,3,4,5,6,7,8,9,10]'],
    ['vals.#(==~null)#.a', '[1,2,3,4,5,6,7,8,9,10,11]'],
  ])('%s compares as the left side is', (path, expected) => {
    expect(find(B, path)).toBe(expected);
  });

  it.each([
    ['5', '@this', '5'],
    ['5', '[@this].#(==5)', '5'],
    ['5', 'x', undefined],
    ['null', '@this', 'null'],
    ['[1,2]', '1', '2'],
    ['[1,2]', '#', '2'],
    ['{"flag":false}', 'flag', 'false'],
    ['{"flag":false}', '[flag].#(==true)', undefined],
    ['{"flag":true}', '[@this].#(flag==true)', '{"flag":true}'],
    ['{"1":"a"}', '1', '"a"'],
    ['{"a":1,"a":{"b":2}}', 'a.b', '2'],
    ['{"a\\"b":1}', 'a"b', '1'],
    ['{"é\\u00e9":1}', 'éé', '1'],
    ['{"😀x":1}', '?x', '1'],
    ['{ "a" : [ 1 , { "b" : 2 } ] }', 'a.1.b', '2'],
    ['{"n":9007199254740993}', 'n', '9007199254740993'],
    ['["\\u00e9"]', '#(=="é")', '"\\u00e9"'],
    ['["\\\\"]', '#(=="\\\\")', '"\\\\"'],
    ['[1e400]', '#(==inf)', '1e400'],
    ['[0]', '#(==abc)', '0'],
    ['["😀"]', '#(>"\uffee")', '"😀"'],
  ])('%s at %s is %s', (json, path, expected) => {
    expect(find(json, path)).toBe(expected);
  });

  it.each([
    ['a.@flatten', 'uses @flatten, which is not supported'],
    ['@join', 'uses @join, which is not supported'],
    ['@reverse:1', 'gives @reverse an argument'],
    ['a.#(b', "opens '#(' and never closes it"],
    ['[a', "opens '[' and never closes it"],
    ['#(a)b', "has 'b' where '.' or '|' is expected"],
    ['!nope', "has '!nope', which is no JSON literal"],
    ['', 'is empty'],
    ['a.', "ends with '.'"],
    ['.a', 'begins or ends with an empty component'],
    ['a'.repeat(5000), 'is longer than 4096 characters'],
    [`${'#('.repeat(40)}a${')'.repeat(40)}`, 'nests deeper than 32'],
  ])('%s is refused: %s', (path, problem) => {
    expect(parseGraphCondition(path).problem).toContain(problem);
  });

  it('takes an unknown modifier for a key', () => {
    expect(find('{"@nope":1}', '@nope')).toBe('1');
  });

  it('gives up on a path that makes far more of a document than it is', () => {
    const doubling = Array.from({ length: 60 }, () => '[@this,@this]').join(
      '|',
    );
    expect(find(D1, doubling)).toBeUndefined();
  });

  it('reads a document that nests as deep as it is long', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(find(`{"a":${deep},"b":1}`, 'b')).toBe('1');
  });

  const component = fc.oneof(
    fc.constantFrom('a', 'b', '*', '?', '#', '0', '@this', '@keys', '@values'),
    fc.constantFrom('#(a)', '#(a==1)#', '[a,b]', '{a,"k":@this}', '!1', ''),
    fc.constantFrom('#(b%"*")#', '#(==~null)#', '#[a.#(b)]', '@reverse'),
    fc.string({ maxLength: 6 }),
  );
  const path = fc
    .array(fc.tuple(component, fc.constantFrom('.', '|')), {
      minLength: 1,
      maxLength: 6,
    })
    .map(parts =>
      parts
        .map(([part, end]) => part + end)
        .join('')
        .slice(0, -1),
    );
  const json = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, 1, -1.5, '', 'a', '1', 'é"\\'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', '0', 'k.x'), tie('value')),
    ),
  })).value;

  it('gives valid JSON or nothing for any path and document, and the same for any blanks', () => {
    fc.assert(
      fc.property(json, path, (value, text) => {
        const found = find(JSON.stringify(value), text);
        const spaced = find(
          trimmedJson(` ${JSON.stringify(value, undefined, 2)}\n`),
          text,
        );
        expect(found === undefined || isJson(found)).toBe(true);
        expect(spaced && JSON.parse(spaced)).toEqual(
          found && JSON.parse(found),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('finds plain keys and indexes where JavaScript does', () => {
    fc.assert(
      fc.property(
        json,
        fc.array(fc.constantFrom('a', 'b', '0', '1'), {
          minLength: 1,
          maxLength: 4,
        }),
        (value, keys) => {
          let expected: unknown = value;
          for (const key of keys) {
            const isContainer = typeof expected === 'object' && expected;
            expected =
              isContainer && Object.hasOwn(expected as object, key)
                ? (expected as Record<string, unknown>)[key]
                : undefined;
          }
          const found = find(JSON.stringify(value), keys.join('.'));
          expect(found === undefined ? undefined : JSON.parse(found)).toEqual(
            expected,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
