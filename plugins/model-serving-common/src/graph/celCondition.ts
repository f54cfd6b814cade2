import { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';

/** What a CEL condition may ask: JSON values, and the caller's headers by lower-case name. @public */
export interface CelValues {
  readonly request: unknown;
  /** Answer of the step before; `null`: there is none. */
  readonly response: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** A compiled CEL condition, or why there is none. */
export type ParsedCel =
  | {
      /** Whether it holds; what cannot be evaluated (a missing key, a wrong type) does not. */
      readonly test: (values: CelValues) => boolean;
      readonly problem?: undefined;
    }
  | { readonly test?: undefined; readonly problem: string };

const LIMITS = {
  maxAstNodes: 200,
  maxDepth: 32,
  maxListElements: 64,
  maxMapEntries: 64,
  maxCallArguments: 8,
};

/** Walk over a list once, with a variable for its elements. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
/** Everything else would do more work than its input is long, as a regular expression does, or grow it. */
const CALLS = new Set([
  'has',
  'size',
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'type',
  'startsWith',
  'endsWith',
  'contains',
]);

/**
 * Compiles a CEL expression. Its work is bounded by its length times that of the documents: of calls only those of one
 * walk are taken, and inside a loop only the element at hand is seen.
 */
export function parseCel(text: string): ParsedCel {
  let parsed: ParseResult;
  try {
    parsed = environment().parse(text);
    const { valid, type, error } = parsed.check();
    if (!valid) return { problem: firstLine(error) };
    if (type !== 'bool' && type !== 'dyn')
      return { problem: `gives a ${type}, not true or false` };
  } catch (error) {
    return { problem: firstLine(error) };
  }
  const problem = costProblem(parsed.ast, undefined);
  if (problem) return { problem };
  return {
    test: values => {
      try {
        return parsed(values) === true;
      } catch {
        // A missing key, a value of another type: the answer has not what the condition asks for
        return false;
      }
    },
  };
}

function environment(): Environment {
  return new Environment({ limits: LIMITS })
    .registerVariable('request', 'dyn')
    .registerVariable('response', 'dyn')
    .registerVariable('headers', 'map<string, string>');
}

/** @param visible - names that may be used, inside a loop; undefined: all */
function costProblem(
  node: ASTNode,
  visible: ReadonlySet<string> | undefined,
): string | undefined {
  if (node.op === 'id' && visible && !visible.has(node.args))
    return `uses '${node.args}' inside of a loop, where only its element may be used`;
  if (node.op === 'call' || node.op === 'rcall') {
    const name = node.args[0];
    if (node.op === 'rcall' && LOOPS.has(name)) {
      const [, list, [variable, ...bodies]] = node.args;
      if (variable?.op !== 'id') return `has a loop ${name}() without a name`;
      const inside = new Set([variable.args]);
      return (
        costProblem(list, visible) ??
        firstProblem(bodies.map(body => () => costProblem(body, inside)))
      );
    }
    if (!CALLS.has(name))
      return `calls ${name}(), which is not supported; there are ${[
        ...LOOPS,
        ...CALLS,
      ].join(', ')}`;
  }
  return firstProblem(
    nodesIn(node.args).map(inner => () => costProblem(inner, visible)),
  );
}

function firstProblem(
  looks: readonly (() => string | undefined)[],
): string | undefined {
  for (const look of looks) {
    const problem = look();
    if (problem) return problem;
  }
  return undefined;
}

/** Nodes among the arguments of a node, lists of them included. */
function nodesIn(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

function firstLine(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split(
    '\n',
  );
  return `is no CEL expression: ${line}`;
}
