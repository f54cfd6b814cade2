import { parseQueryTest } from './parseQueryTest';
import { JsonPath, Modifier, Part, Query } from './pathTypes';
import { PathReader, PathSyntaxError } from './PathReader';
import { isWild, parseWildcard, plainText } from './wildcard';

/** Longest path: a condition that people can still read is far shorter. */
const MAX_LENGTH = 4096;
/** Queries and selections inside each other. */
const MAX_DEPTH = 32;

const MODIFIERS: readonly Modifier[] = ['this', 'keys', 'values', 'reverse'];
/** Of gjson's; an unknown name is an ordinary key. */
const UNSUPPORTED = new Set([
  'flatten',
  'join',
  'valid',
  'ugly',
  'pretty',
  'tostr',
  'fromstr',
  'group',
  'dig',
]);

/** A parsed path, or why it can never lead anywhere. */
export type ParsedPath =
  | { readonly path: JsonPath; readonly problem?: undefined }
  | { readonly path?: undefined; readonly problem: string };

/** Reads a path of the language of conditions. Source: gateway-and-graphs §5. */
export function parsePath(text: string): ParsedPath {
  if (text.length > MAX_LENGTH)
    return {
      problem: `is longer than ${MAX_LENGTH} characters`,
    };
  try {
    return { path: pathIn(new PathReader(text), 0) };
  } catch (error) {
    if (error instanceof PathSyntaxError) return { problem: error.message };
    throw error;
  }
}

/** The whole text of the reader as a path. */
function pathIn(reader: PathReader, depth: number): JsonPath {
  if (depth > MAX_DEPTH)
    throw new PathSyntaxError(`nests deeper than ${MAX_DEPTH}`);
  if (reader.isAtEnd) throw new PathSyntaxError('is empty');
  const stages: Part[][] = [[]];
  for (;;) {
    const stage = stages.at(-1)!;
    const part = partAt(reader, depth, stage.length === 0);
    stage.push(part);
    if (reader.isAtEnd) return { stages };
    const separator = reader.take();
    if (separator !== '.' && separator !== '|')
      throw new PathSyntaxError(
        `has '${separator}' where '.' or '|' is expected, before '${reader.rest}'`,
      );
    if (reader.isAtEnd) throw new PathSyntaxError(`ends with '${separator}'`);
    if (separator === '|' || isPipe(part, reader)) stages.push([]);
  }
}

/** Whether a `.` means what `|` means: next to everything that is applied to a value as a whole. */
function isPipe(before: Part, reader: PathReader): boolean {
  switch (before.kind) {
    case 'each':
    case 'query':
      return false;
    case 'key':
      return /^[[{]/.test(reader.rest) || modifierAt(reader) !== undefined;
    default:
      return true;
  }
}

/** @param isFirst - of its stage: only there `!` begins a literal */
function partAt(reader: PathReader, depth: number, isFirst: boolean): Part {
  const { rest } = reader;
  if (rest.startsWith('#(') || rest.startsWith('#[')) {
    const inner = reader.takeBracketed(1).slice(2, -1);
    const all = reader.takeIf('#');
    return { kind: 'query', query: queryIn(inner, depth + 1), all };
  }
  if (rest[0] === '[' || rest[0] === '{') return selectAt(reader, depth);
  if (isFirst && rest[0] === '!') return literalAt(reader);
  const modifier = modifierAt(reader);
  if (modifier !== undefined) {
    reader.skip(modifier.length + 1);
    const name = MODIFIERS.find(known => known === modifier);
    if (!name)
      throw new PathSyntaxError(
        `uses @${modifier}, which is not supported; there are ${MODIFIERS.map(
          known => `@${known}`,
        ).join(', ')}`,
      );
    if (reader.rest[0] === ':')
      throw new PathSyntaxError(`gives @${modifier} an argument`);
    return { kind: 'modifier', name };
  }
  const text = reader.takeKey();
  if (text === '#') return { kind: 'each' };
  if (text === '' && (reader.isAtStart || reader.isAtEnd))
    throw new PathSyntaxError('begins or ends with an empty component');
  const pattern = parseWildcard(text);
  if (isWild(pattern)) return { kind: 'key', text, pattern };
  const index = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return { kind: 'key', text: plainText(pattern), index };
}

/** The name of a modifier of gjson's that begins here, implemented or not. */
function modifierAt({ rest }: PathReader): string | undefined {
  const name = /^@([a-z]+)(?=[.|:]|$)/.exec(rest)?.[1];
  if (name === undefined) return undefined;
  const isKnown =
    UNSUPPORTED.has(name) || MODIFIERS.some(known => known === name);
  return isKnown ? name : undefined;
}

function queryIn(text: string, depth: number): Query {
  const { left, test } = parseQueryTest(text);
  return {
    ...(left !== '' && { path: pathIn(new PathReader(left), depth) }),
    ...(test && { test }),
  };
}

function selectAt(
  reader: PathReader,
  depth: number,
): Extract<Part, { kind: 'select' }> {
  const isObject = reader.rest[0] === '{';
  const inner = new PathReader(reader.takeBracketed(0).slice(1, -1));
  const members: { key: string; path: JsonPath }[] = [];
  while (!inner.isAtEnd) {
    const member = inner.takeMember();
    if (member.trim() === '') continue;
    const named = isObject
      ? /^\s*("(?:[^"\\]|\\.)*"):(.*)$/s.exec(member)
      : null;
    const text = named ? named[2] : member.trim();
    members.push({
      key: named ? named[1] : JSON.stringify(nameOf(text)),
      path: pathIn(new PathReader(text), depth + 1),
    });
  }
  return { kind: 'select', isObject, members };
}

/** Key of a selected value that has none: the last component of its path, if that is a plain name. */
function nameOf(path: string): string {
  const last = /[^.|]*$/.exec(path)![0];
  return /^[\w ]+$/.test(last) ? last : '_';
}

function literalAt(reader: PathReader): Part {
  reader.skip(1);
  const { rest } = reader;
  const value = /^[[{]/.test(rest)
    ? reader.takeBracketed(0)
    : /^"(?:[^"\\]|\\.)*"|^[^.|]*(?:\.\d+)?/.exec(rest)![0];
  if (!/^[[{]/.test(rest)) reader.skip(value.length);
  try {
    JSON.parse(value);
  } catch {
    throw new PathSyntaxError(`has '!${value}', which is no JSON literal`);
  }
  return { kind: 'literal', value };
}
