const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The variable that no deployment may set: it would replace the server's own code. Source: KServe's webhook, rule 3.
 * @public
 */
export const FORBIDDEN_VARIABLE = 'PYTHONPATH';

/**
 * What is wrong with the name of an environment variable, in one clause, or undefined. Stricter than Kubernetes, which
 * also allows dots and hyphens: shells cannot read those.
 * @public
 */
export function environmentNameProblem(name: string): string | undefined {
  return NAME.test(name)
    ? undefined
    : `"${name}" is no name of a variable: letters, digits and "_", not a digit first`;
}
