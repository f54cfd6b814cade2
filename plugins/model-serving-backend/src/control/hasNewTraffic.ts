import type { ComponentWorld } from '../reconcile';
import { isServing } from '../rollout';
import type { ObservedDeployment } from '../store/types';

/**
 * Whether a revision has traffic by what is kept after a pass that had none by what was kept before it. It is scaled and
 * judged by what is kept, so from the next pass on: somebody has to make one.
 */
export function hasNewTraffic(
  before: readonly Pick<ComponentWorld, 'servingBefore' | 'canariesBefore'>[],
  { revisions }: Pick<ObservedDeployment, 'revisions'>,
): boolean {
  const served = before.map(({ servingBefore }) => servingBefore);
  const canaries = before.flatMap(({ canariesBefore = [] }) =>
    canariesBefore.map(({ name }) => name),
  );
  return revisions.some(
    revision =>
      (isServing(revision) && !served.includes(revision.name)) ||
      (revision.isCanary === true && !canaries.includes(revision.name)),
  );
}
