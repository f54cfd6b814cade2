import type { EventObject } from './EventBook';

const NUMBER = /-\d{5}$/;

/**
 * Whether an object belongs to one of some revisions: its Deployment or what is named after that (ReplicaSets, pods,
 * autoscalers), or what all revisions of the component share (its Service and disruption budget).
 *
 * @param revisions - by name: `iris-predictor-00001`, or `iris-predictor` where KServe has only one
 */
export function ofRevisions(
  revisions: readonly string[],
): (object: EventObject) => boolean {
  const shared = new Set(revisions.map(name => name.replace(NUMBER, '')));
  return ({ name }) =>
    shared.has(name) ||
    revisions.some(
      revision => name === revision || name.startsWith(`${revision}-`),
    );
}
