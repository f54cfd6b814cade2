import { entriesOf, jsonType, stringOf } from './jsonText';
import { JsonPath, Modifier, Part } from './pathTypes';
import { queryHolds } from './queryHolds';
import { matches } from './wildcard';

class TooMuchWork extends Error {}

/** What the evaluation of one path may still read and write, in characters. */
class Work {
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  spend(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new TooMuchWork();
  }
}

/** A path reads a document once for each of its levels; one that copies it (`[@this,@this]`) again and again has an end here. */
const LEVELS = 64;
const SMALL = 1_000_000;

/**
 * The value at a path, as written in the text; undefined if there is none, or if looking for it takes far more work than
 * the document is long. `value` is one trimmed, valid JSON value. Source: gateway-and-graphs §5.
 */
export function valueAt(value: string, path: JsonPath): string | undefined {
  try {
    return along(value, path, new Work(SMALL + LEVELS * value.length));
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}

function along(value: string, path: JsonPath, work: Work): string | undefined {
  let found: string | undefined = value;
  for (const stage of path.stages) {
    if (found === undefined) return undefined;
    found = inStage(found, stage, 0, work);
  }
  return found;
}

function inStage(
  value: string,
  parts: readonly Part[],
  at: number,
  work: Work,
): string | undefined {
  if (at === parts.length) return value;
  work.spend(value.length);
  const part = parts[at];
  switch (part.kind) {
    case 'literal':
      return inStage(part.value, parts, at + 1, work);
    case 'modifier':
      return inStage(modified(value, part.name), parts, at + 1, work);
    case 'select':
      return inStage(selected(value, part, work), parts, at + 1, work);
    case 'key':
      return atKey(value, part, parts, at + 1, work);
    case 'each':
      return atEach(value, parts, at + 1, work);
    default:
      return atQuery(value, part, parts, at + 1, work);
  }
}

function atKey(
  value: string,
  { text, pattern, index }: Extract<Part, { kind: 'key' }>,
  parts: readonly Part[],
  rest: number,
  work: Work,
): string | undefined {
  const type = jsonType(value);
  if (type === 'array') {
    if (index === undefined) return undefined;
    let i = 0;
    for (const entry of entriesOf(value)) {
      if (i++ === index) return inStage(entry.value, parts, rest, work);
    }
    return undefined;
  }
  if (type !== 'object') return undefined;
  for (const { key, value: member } of entriesOf(value)) {
    const name = stringOf(key!);
    if (pattern ? !matches(pattern, name) : name !== text) continue;
    const found = inStage(member, parts, rest, work);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `#`: the length at the end of a stage, else an array of the rest over the elements that have it. */
function atEach(
  value: string,
  parts: readonly Part[],
  rest: number,
  work: Work,
): string | undefined {
  if (jsonType(value) !== 'array') return undefined;
  if (rest < parts.length) return mapped(valuesIn(value), parts, rest, work);
  let length = 0;
  for (const _ of entriesOf(value)) length++;
  return String(length);
}

function atQuery(
  value: string,
  { query, all }: Extract<Part, { kind: 'query' }>,
  parts: readonly Part[],
  rest: number,
  work: Work,
): string | undefined {
  if (jsonType(value) !== 'array') return undefined;
  const look = (inside: string, path: JsonPath) => along(inside, path, work);
  const hits: string[] = [];
  for (const element of valuesIn(value)) {
    if (!queryHolds(element, query, look)) continue;
    if (!all) return inStage(element, parts, rest, work);
    hits.push(element);
  }
  return all ? mapped(hits, parts, rest, work) : undefined;
}

function mapped(
  elements: Iterable<string>,
  parts: readonly Part[],
  rest: number,
  work: Work,
): string {
  const found: string[] = [];
  for (const element of elements) {
    const value = inStage(element, parts, rest, work);
    if (value === undefined) continue;
    work.spend(value.length);
    found.push(value);
  }
  return `[${found.join(',')}]`;
}

function selected(
  value: string,
  { isObject, members }: Extract<Part, { kind: 'select' }>,
  work: Work,
): string {
  const found: string[] = [];
  for (const { key, path } of members) {
    const member = along(value, path, work);
    if (member === undefined) continue;
    work.spend(member.length);
    found.push(isObject ? `${key}:${member}` : member);
  }
  return isObject ? `{${found.join(',')}}` : `[${found.join(',')}]`;
}

function modified(value: string, name: Modifier): string {
  const type = jsonType(value);
  const isContainer = type === 'object' || type === 'array';
  switch (name) {
    case 'keys':
      // gjson: what has no keys has one `null` for each value
      if (!isContainer) return '[null]';
      return `[${[...entriesOf(value)]
        .map(({ key }) => key ?? 'null')
        .join(',')}]`;
    case 'values':
      return isContainer ? `[${[...valuesIn(value)].join(',')}]` : `[${value}]`;
    case 'reverse':
      return isContainer ? reversed(value, type) : value;
    default:
      return value;
  }
}

function reversed(value: string, type: 'object' | 'array'): string {
  const entries = [...entriesOf(value)].reverse();
  return type === 'array'
    ? `[${entries.map(entry => entry.value).join(',')}]`
    : `{${entries.map(entry => `${entry.key}:${entry.value}`).join(',')}}`;
}

function* valuesIn(array: string): Generator<string> {
  for (const { value } of entriesOf(array)) yield value;
}
