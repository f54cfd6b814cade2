import { InputError, stringifyError } from '@backstage/errors';
import { MAX_DEPTH } from '@greenroom/backstage-plugin-model-serving-common';
import {
  CST,
  isMap,
  isScalar,
  Lexer,
  parseAllDocuments,
  visit,
  type Document,
} from 'yaml';

/** Resources of one text. */
export const MAX_RESOURCES = 200;
/** Keys, values and brackets of one text: the parser's time grows with them, to about a second here. */
const MAX_TOKENS = 50_000;
/** With white space and comments. */
const MAX_ALL_TOKENS = 200_000;
/** Characters of one text after its aliases are resolved. */
const MAX_EXPANDED = 4 * 1024 * 1024;
/** Uses of anchors, each counted with what it stands for. */
const MAX_ALIASES = 100;
/** Problems of one document that are told. */
const MAX_PROBLEMS = 5;

const BLANK = ['space', 'newline', 'comment', 'doc-mode', 'flow-error-end'];
const DEEPER = ['flow-map-start', 'flow-seq-start'];
const SHALLOWER = ['flow-map-end', 'flow-seq-end'];

/** One resource of a text: any JSON. */
export interface SentDocument {
  /** From 1. */
  readonly document: number;
  readonly content: unknown;
}

/**
 * The resources of a YAML or JSON text of one or more documents; the items of a `List` count as documents of their own.
 *
 * A small text may stand for a huge one (aliases of aliases), nest deep enough to overflow a stack, or take a parser
 * minutes: tokens are counted before anything is built from them, and what was built before it is used.
 *
 * @throws InputError naming document, line and column
 */
export function readDocuments(text: string): readonly SentDocument[] {
  countTokens(text);
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    merge: true,
    // The parser compares each key with all others of its map; duplicates are looked for below
    uniqueKeys: false,
    // Each pretty message counts lines from the start
    prettyErrors: false,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  let budget = MAX_EXPANDED;
  const contents = documents.flatMap((document, i) => {
    const content = contentOf(document, `document ${i + 1}`, text, budget);
    budget -= content.length;
    return itemsOf(content.value);
  });
  if (contents.length === 0) {
    throw new InputError('the text holds no resource');
  }
  if (contents.length > MAX_RESOURCES) {
    throw new InputError(
      `the text holds ${contents.length} resources; at most ${MAX_RESOURCES} are possible at once: send them in parts`,
    );
  }
  return contents.map((content, i) => ({ document: i + 1, content }));
}

/** @throws InputError if reading the text would cost too much */
function countTokens(text: string): void {
  let all = 0;
  let tokens = 0;
  let depth = 0;
  let documents = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? '';
    all += 1;
    if (!BLANK.includes(type)) tokens += 1;
    if (DEEPER.includes(type)) depth += 1;
    if (SHALLOWER.includes(type)) depth -= 1;
    if (type === 'doc-start') documents += 1;
    if (tokens > MAX_TOKENS || all > MAX_ALL_TOKENS) {
      throw new InputError(
        `the text has more than ${MAX_TOKENS} keys and values: send it in parts`,
      );
    }
    if (depth > MAX_DEPTH) throw tooDeep('the text');
    // An empty one at the start and at the end is usual
    if (documents > MAX_RESOURCES + 2) {
      throw new InputError(
        `the text has more than ${MAX_RESOURCES} documents: send it in parts`,
      );
    }
  }
}

function contentOf(
  document: Document.Parsed,
  name: string,
  text: string,
  budget: number,
): { readonly value: unknown; readonly length: number } {
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const told = problems
      .slice(0, MAX_PROBLEMS)
      .map(({ message, pos }) => `${placeOf(text, pos[0])}: ${message}`);
    throw new InputError(`${name} is not valid YAML: ${told.join('; ')}`);
  }
  checkNodes(document, name, text);
  let json: string | undefined;
  try {
    json = JSON.stringify(
      document.toJS({ maxAliasCount: MAX_ALIASES }),
      finiteOnly,
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Aliases that stand for too much, or for themselves
    throw new InputError(
      `${name} cannot be resolved: ${stringifyError(
        error,
      )}; write out what its aliases stand for`,
    );
  }
  if (json === undefined) return { value: undefined, length: 0 };
  if (json.length > budget) {
    throw new InputError(
      `${name} is too large when its aliases are resolved: at most ${MAX_EXPANDED} characters are possible`,
    );
  }
  // Through JSON: no two parts are the same object, and nothing is in it that JSON does not have
  return { value: JSON.parse(json), length: json.length };
}

/** Depth and duplicate keys. @throws InputError */
function checkNodes(
  document: Document.Parsed,
  name: string,
  text: string,
): void {
  visit(document, {
    Node(_key, node, path) {
      // Each level of the document has a collection and, in a map, a pair
      if (path.length > 2 * MAX_DEPTH) throw tooDeep(name);
      if (!isMap(node)) return;
      const keys = new Set<unknown>();
      for (const { key } of node.items) {
        const plain = isScalar(key) ? key.value : key;
        if (keys.has(plain)) {
          const place =
            isScalar(key) && key.range ? placeOf(text, key.range[0]) : '';
          throw new InputError(
            `${name} is not valid: the key "${plain}" is there twice (${place})`,
          );
        }
        keys.add(plain);
      }
    },
  });
}

/** What `kubectl get` of several resources writes. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || !('kind' in value)) return [value];
  if (value.kind !== 'List' || !('items' in value)) return [value];
  return Array.isArray(value.items) ? value.items : [value];
}

/** `.inf` and `.nan` are YAML, but no resource can hold them. */
function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InputError(
      `"${key}" is ${value}, which is no number for a resource`,
    );
  }
  return value;
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return `line ${line}, column ${position - before.lastIndexOf('\n')}`;
}

function tooDeep(name: string): InputError {
  return new InputError(
    `${name} nests deeper than ${MAX_DEPTH} levels; no resource does`,
  );
}
