import {
  environmentNameProblem,
  EnvVar,
  FORBIDDEN_VARIABLE,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * What is wrong with the name of each variable, by position; undefined where nothing is. The backend checks the same
 * again (screens §3.1); here it is said while one types.
 */
export function environmentProblems(
  variables: readonly EnvVar[],
): (string | undefined)[] {
  return variables.map(({ name }, position) => {
    if (name === FORBIDDEN_VARIABLE) {
      return `${FORBIDDEN_VARIABLE} belongs to the runtime`;
    }
    const problem = environmentNameProblem(name);
    if (problem) {
      return problem;
    }
    return variables.findIndex(other => other.name === name) < position
      ? `${name} is there already`
      : undefined;
  });
}
