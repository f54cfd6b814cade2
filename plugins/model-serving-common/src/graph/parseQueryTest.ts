import { Operator, QueryTest } from './pathTypes';
import { parseWildcard } from './wildcard';

const OPERATORS: readonly Operator[] = [
  '!=',
  '!%',
  '<=',
  '>=',
  '=',
  '<',
  '>',
  '%',
];
const ISH = ['true', 'false', 'null', '*'] as const;

/**
 * The inside of `#(…)`: a path, and after the first of `! = < > %` outside of brackets an operator with the text that the
 * value at the path is compared with.
 */
export function parseQueryTest(text: string): {
  readonly left: string;
  readonly test?: QueryTest;
} {
  const at = operatorAt(text);
  if (at < 0) return { left: text.trim() };
  const left = text.slice(0, at).trim();
  const right = text.slice(at).replace(/^==/, '=');
  const operator = OPERATORS.find(known => right.startsWith(known)) ?? '!';
  return {
    left,
    test: testOf(operator, unquoted(right.slice(operator.length).trim())),
  };
}

function testOf(operator: Operator, text: string): QueryTest {
  if (text.startsWith('~')) {
    const ish = ISH.find(known => known === text.slice(1)) ?? 'unknown';
    return { operator, text, number: 0, ish };
  }
  return {
    operator,
    text,
    number: numberOf(text),
    ...(operator.endsWith('%') && { pattern: parseWildcard(text) }),
  };
}

function operatorAt(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (depth === 0 && '!=<>%'.includes(character)) return at;
    if (character === '\\') at++;
    else if (character === '"') {
      do at += text[at] === '\\' ? 2 : 1;
      while (at < text.length && text[at] !== '"');
    } else if ('[('.includes(character)) depth++;
    else if ('])'.includes(character)) depth--;
  }
  return -1;
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"'))
    return text;
  try {
    return JSON.parse(text);
  } catch {
    // An escape that JSON does not know: gjson keeps what stands behind it
    return text.slice(1, -1).replace(/\\(.)/gs, '$1');
  }
}

/** As Go reads a float: blanks, signs alone and words are none. */
function numberOf(text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const infinity = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? NaN : 0;
}
