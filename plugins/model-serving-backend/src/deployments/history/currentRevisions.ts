import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import type { Resolution } from '../../reconcile';
import type { ObservedDeployment, StoredRevision } from '../../store';

/**
 * Names of the kept revisions that a spec comes to, as the planner decides it: the newest one of a component, or an older
 * one that still serves or runs, after a change was taken back. Where a spec comes to nothing it is what serves.
 */
export function currentRevisions(input: {
  readonly components: ReadonlyMap<ComponentName, Resolution>;
  /** Oldest first. */
  readonly revisions: readonly StoredRevision[];
  readonly observed?: Pick<ObservedDeployment, 'revisions'>;
}): ReadonlySet<string> {
  const { components, revisions, observed } = input;
  const names = new Set<string>();
  for (const [component, resolution] of components) {
    const newestFirst = revisions
      .filter(known => known.component === component)
      .reverse();
    const isWanted = ({ spec }: StoredRevision) =>
      observed?.revisions.some(
        ({ name, percent, isCanary, isServing, facts }) =>
          name === spec.name &&
          (percent > 0 || isServing || isCanary || (facts?.desired ?? 0) > 0),
      ) ?? false;
    const current =
      resolution.kind === 'failed'
        ? newestFirst.find(isWanted)
        : newestFirst.find(
            (revision, i) =>
              revision.fingerprint === resolution.draft.fingerprint &&
              (i === 0 || isWanted(revision)),
          );
    if (current) names.add(current.spec.name);
  }
  return names;
}
