import { EnvVar } from '@greenroom/backstage-plugin-model-serving-common';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * What is wrong with the name of each variable, by position; undefined where nothing is. The backend checks the same
 * again (screens §3.1); here it is said while one types.
 */
export function environmentProblems(
  variables: readonly EnvVar[],
): (string | undefined)[] {
  return variables.map(({ name }, position) => {
    if (!NAME.test(name)) {
      return 'Letters, digits and "_", not beginning with a digit';
    }
    if (name === 'PYTHONPATH') {
      return 'PYTHONPATH belongs to the runtime';
    }
    return variables.findIndex(other => other.name === name) < position
      ? `${name} is there already`
      : undefined;
  });
}
