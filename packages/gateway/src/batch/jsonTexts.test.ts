import fc from 'fast-check';
import { elementTexts, memberTexts } from './jsonTexts';

describe('memberTexts', () => {
  it.each`
    json                                 | members
    ${'{}'}                              | ${{}}
    ${' { "a" : 1 , "b":[ 1, 2 ] } '}    | ${{ a: '1', b: '[ 1, 2 ]' }}
    ${'{"a":{"b":"}"},"c":"\\"]"}'}      | ${{ a: '{"b":"}"}', c: '"\\"]"' }}
    ${'{"a":9007199254740993,"b":1.10}'} | ${{ a: '9007199254740993', b: '1.10' }}
    ${'{"a":1,"a":2}'}                   | ${{ a: '2' }}
    ${'{"\\u0061":true,"b":null}'}       | ${{ a: 'true', b: 'null' }}
    ${'{"a":"\\\\"}'}                    | ${{ a: '"\\\\"' }}
  `('reads $json', ({ json, members }) => {
    expect(Object.fromEntries(memberTexts(json)!)).toEqual(members);
  });

  it.each(['[]', '1', '"{}"', 'null'])('finds no members in %s', json => {
    expect(memberTexts(json)).toBeUndefined();
  });
});

describe('elementTexts', () => {
  it.each(['{}', '1', '"[]"', 'null'])('finds no elements in %s', json => {
    expect(elementTexts(json)).toBeUndefined();
  });

  it('cuts any list where its values begin and end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        (values, indent) => {
          const texts = elementTexts(
            JSON.stringify(values, undefined, indent),
          )!;
          expect(texts.map(text => JSON.parse(text))).toEqual(
            JSON.parse(JSON.stringify(values)),
          );
        },
      ),
    );
  });

  it('cuts any object where its values begin and end', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const json = JSON.stringify(object);
        const members = memberTexts(json)!;
        expect(
          [...members].map(([name, text]) => [name, JSON.parse(text)]),
        ).toEqual(Object.entries(JSON.parse(json)));
      }),
    );
  });
});
