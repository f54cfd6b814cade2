import { JsonType, jsonType, stringOf } from './jsonText';
import { JsonPath, Operator, Query, QueryTest } from './pathTypes';
import { matches } from './wildcard';

/** Whether an element of an array is what a query asks for. The type of the left value decides how it is compared. */
export function queryHolds(
  element: string,
  { path, test }: Query,
  valueAt: (element: string, path: JsonPath) => string | undefined,
): boolean {
  const type = jsonType(element);
  const isContainer = type === 'object' || type === 'array';
  let left: string | undefined;
  if (path) {
    // A scalar has nothing below it: not even for `~null` does it count as missing
    if (!isContainer) return false;
    left = valueAt(element, path);
  } else if (!isContainer) {
    left = element;
  }
  if (!test) return left !== undefined;
  if (test.ish) return booleanHolds(isIsh(left, test.ish), test.operator);
  return left !== undefined && holds(left, test);
}

function holds(left: string, test: QueryTest): boolean {
  if (test.operator === '!') return true;
  const type = jsonType(left);
  switch (type) {
    case 'string':
      return stringHolds(stringOf(left), test);
    case 'number':
      return orderHolds(Number(left), test.number, test.operator);
    case 'true':
    case 'false':
      return truthHolds(type, test);
    default:
      return false;
  }
}

function stringHolds(left: string, test: QueryTest): boolean {
  const { operator, text, pattern } = test;
  if (operator === '%') return matches(pattern!, left);
  if (operator === '!%') return !matches(pattern!, left);
  return orderHolds(compareBytes(left, text), 0, operator);
}

/** NaN is in no order with anything. */
function orderHolds(left: number, right: number, operator: Operator): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return false;
  }
}

/** `false` is below `true`; other texts are neither. */
function truthHolds(
  type: 'true' | 'false',
  { operator, text }: QueryTest,
): boolean {
  switch (operator) {
    case '=':
      return text === type;
    case '!=':
      return text !== type;
    case '>':
      return type === 'true' && text === 'false';
    case '>=':
      return type === 'true';
    case '<':
      return type === 'false' && text === 'true';
    case '<=':
      return type === 'false';
    default:
      return false;
  }
}

function booleanHolds(is: boolean | undefined, operator: Operator): boolean {
  if (is === undefined) return false;
  return truthHolds(is ? 'true' : 'false', {
    operator,
    text: 'true',
    number: 0,
  });
}

function isIsh(
  left: string | undefined,
  ish: NonNullable<QueryTest['ish']>,
): boolean | undefined {
  const type: JsonType | undefined =
    left === undefined ? undefined : jsonType(left);
  switch (ish) {
    case '*':
      return left !== undefined;
    case 'null':
      return type === undefined || type === 'null';
    case 'true':
      return truthOf(left, type) === true;
    case 'false':
      return truthOf(left, type) === false;
    default:
      return undefined;
  }
}

/** What a value means as yes or no; undefined: neither. */
function truthOf(
  left: string | undefined,
  type: JsonType | undefined,
): boolean | undefined {
  switch (type) {
    case undefined:
    case 'null':
    case 'false':
      return false;
    case 'true':
      return true;
    case 'number':
      return Number(left) !== 0;
    case 'string': {
      const word = stringOf(left!).toLowerCase();
      if (word === '1' || word === 't' || word === 'true') return true;
      if (word === '0' || word === 'f' || word === 'false') return false;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** As their UTF-8 bytes compare: by code point, where JavaScript compares halves of pairs. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.codePointAt(i)!;
    const right = b.codePointAt(i)!;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}
