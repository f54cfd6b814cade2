import { ConflictError } from '@backstage/errors';
import type { HistoryView } from '@greenroom/backstage-plugin-model-serving-common';

/** Paths that are listed of each side. */
const MAX_PATHS = 10;

/**
 * The refusal of an edit that was made on an old version, with both sides: who changed what since, and what this edit
 * would change.
 *
 * @param options - `since`: writes after the version that was read, newest first
 */
export function editConflict(options: {
  readonly described: string;
  readonly since: readonly HistoryView[];
  /** Field paths of the refused edit. */
  readonly yours: readonly string[];
}): ConflictError {
  const { described, since, yours } = options;
  const theirs = [...since]
    .reverse()
    .map(
      ({ actor, action, changes, at, how }) =>
        `${
          actor ?? (how === 'cluster' ? 'somebody on the cluster' : 'somebody')
        } (${action}, ${at}): ${paths(changes)}`,
    );
  return new ConflictError(
    [
      `${described} was changed since you read it.`,
      `Theirs: ${
        theirs.length > 0 ? theirs.join('; ') : 'not known any more'
      }.`,
      `Yours: ${paths(yours)}.`,
      'Read it again, and apply your change on top.',
    ].join(' '),
  );
}

function paths(changes: readonly string[]): string {
  if (changes.length === 0) return 'no field';
  const more = changes.length - MAX_PATHS;
  return (
    changes.slice(0, MAX_PATHS).join(', ') +
    (more > 0 ? ` and ${more} more` : '')
  );
}
