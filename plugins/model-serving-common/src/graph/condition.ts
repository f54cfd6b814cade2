import { CelValues, parseCel } from './celCondition';
import { valueAt } from './evaluatePath';
import { parsePath } from './parsePath';
import { JsonPath } from './pathTypes';

/** Starts a condition in CEL. @public */
export const CEL_PREFIX = 'cel:';

/** A condition of a step, compiled once and asked for each request. @public */
export type GraphCondition =
  | {
      readonly kind: 'path';
      /** The value at the path in a trimmed, valid JSON text; undefined: nothing. */
      readonly find: (json: string) => string | undefined;
      /** Found in every document: the condition never stops anything. */
      readonly isAlwaysFound: boolean;
    }
  | { readonly kind: 'cel'; readonly test: (values: CelValues) => boolean };

/** A compiled condition, or why it can never hold. @public */
export type ParsedCondition =
  | { readonly condition: GraphCondition; readonly problem?: undefined }
  | { readonly condition?: undefined; readonly problem: string };

/**
 * Compiles a condition: a path in gjson's language, or with {@link CEL_PREFIX} an expression in CEL. Source:
 * gateway-and-graphs §5.
 * @public
 */
export function parseGraphCondition(text: string): ParsedCondition {
  if (text.startsWith(CEL_PREFIX)) {
    const { test, problem } = parseCel(text.slice(CEL_PREFIX.length));
    return test ? { condition: { kind: 'cel', test } } : { problem };
  }
  const { path, problem } = parsePath(text);
  if (!path) return { problem };
  return {
    condition: {
      kind: 'path',
      find: json => valueAt(json, path),
      isAlwaysFound: isAlwaysFound(path),
    },
  };
}

/** Whether the last stage gives something whatever it is given, and so does every stage before. */
function isAlwaysFound({ stages }: JsonPath): boolean {
  return stages.every(parts =>
    parts.every(
      ({ kind }) =>
        kind === 'modifier' || kind === 'select' || kind === 'literal',
    ),
  );
}
