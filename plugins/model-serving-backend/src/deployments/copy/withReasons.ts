import {
  fieldChanges,
  type CopyChange,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Why a field was changed. */
export interface GivenReason {
  readonly path: string;
  readonly because: string;
}

/** What is said of a field that no rule changed: the target's own defaulting did. */
const DEFAULTED =
  'The cluster writes it into services that say nothing of it, or writes it in its own way.';

/** All that differs between an original and its copy, each with why. */
export function withReasons(
  before: unknown,
  after: unknown,
  given: readonly GivenReason[],
): readonly CopyChange[] {
  return fieldChanges(before, after).map(change => {
    const reasons = given
      .filter(({ path }) => isAbout(path, change.path))
      .map(({ because }) => because);
    const because = [...new Set(reasons)].join(' ') || DEFAULTED;
    return { ...change, because };
  });
}

/** Whether two paths are the same field, or one lies in the other. */
function isAbout(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    long === short ||
    (long.startsWith(short) && ['.', '['].includes(long[short.length]))
  );
}
