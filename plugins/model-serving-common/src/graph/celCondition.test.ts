import { parseGraphCondition } from './condition';

const values = {
  request: { a: 1, list: [1, 2, 3], items: [{ id: 'x', tags: ['t'] }] },
  response: { p: 0.7, flag: false, label: 'dog' },
  headers: { 'x-tenant': 'blue' },
};

function holds(text: string): boolean | undefined {
  const { condition } = parseGraphCondition(`cel:${text}`);
  return condition?.kind === 'cel' ? condition.test(values) : undefined;
}

describe('a condition in CEL', () => {
  it.each([
    ['response.p > 0.5', true],
    ['response.p > 1', false],
    ['request.a == 1 && response.label == "dog"', true],
    ['response.flag', false],
    ['!response.flag', true],
    ['headers["x-tenant"] == "blue"', true],
    ['headers["x-other"] == "blue"', false],
    ['"x-other" in headers', false],
    ['request.list.exists(x, x == 2)', true],
    ['request.items.exists(i, i.tags.exists(t, t == "t"))', true],
    ['size(request.list) == 3', true],
    ['response.label.startsWith("d")', true],
    ['has(response.none)', false],
    ['response.none == 1', false],
    ['response.p == "text"', false],
    ['response', false],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['1 +', 'is no CEL expression'],
    ['', 'is no CEL expression'],
    ['other == 1', 'Unknown variable: other'],
    ['1 + 1', 'gives a int, not true or false'],
    ['"a".matches("(a+)+$")', 'calls matches(), which is not supported'],
    [
      'request.list.all(x, request.list.exists(y, y == x))',
      "uses 'request' inside of a loop",
    ],
    ['request.list.map(x, request) == []', "uses 'request' inside of a loop"],
    [`${'('.repeat(60)}response.flag${')'.repeat(60)}`, 'is no CEL expression'],
    [
      Array.from({ length: 120 }, () => 'response.flag').join(' || '),
      'is no CEL expression',
    ],
  ])('%s is refused: %s', (text, problem) => {
    expect(parseGraphCondition(`cel:${text}`).problem).toContain(problem);
  });
});
