import type { RevisionView } from '@greenroom/backstage-plugin-model-serving-common';

/** What people call a revision: `v2`; by its name where its cluster changes it in place, and numbers say nothing. */
export function revisionLabel({
  number,
  name,
  isChangedInPlace,
}: Pick<RevisionView, 'number' | 'name' | 'isChangedInPlace'>): string {
  return isChangedInPlace ? name : `v${number}`;
}
