import { expandVariables, refersTo } from './expandVariables';

const variables = { PORT: '8081', EMPTY: '', NESTED: '$(PORT)' };

describe('expandVariables', () => {
  it.each`
    situation                                 | text                     | expected
    ${'a variable becomes its value'}         | ${'--port=$(PORT)'}      | ${'--port=8081'}
    ${'an empty value is a value'}            | ${'[$(EMPTY)]'}          | ${'[]'}
    ${'an unknown name stays as written'}     | ${'$(NOPE)'}             | ${'$(NOPE)'}
    ${'two dollars escape'}                   | ${'$$(PORT)'}            | ${'$(PORT)'}
    ${'three dollars are one and a variable'} | ${'$$$(PORT)'}           | ${'$8081'}
    ${'values are not expanded again'}        | ${'$(NESTED)'}           | ${'$(PORT)'}
    ${'names of the prototype are not set'}   | ${'$(toString)'}         | ${'$(toString)'}
    ${'shell syntax means nothing'}           | ${'$PORT ${PORT} `id`;'} | ${'$PORT ${PORT} `id`;'}
  `('$situation', ({ text, expected }) => {
    expect(expandVariables(text, variables)).toBe(expected);
  });

  it('knows whether a text asks for a variable', () => {
    expect(refersTo('--p=$(PORT)', 'PORT')).toBe(true);
    expect(refersTo('--p=$$(PORT)', 'PORT')).toBe(false);
    expect(refersTo('--p=8080', 'PORT')).toBe(false);
  });
});
