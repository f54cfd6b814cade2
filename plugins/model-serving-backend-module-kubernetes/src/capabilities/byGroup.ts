import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { KnownGroup } from './Discovery';
import type { FeatureInputs } from './featuresOf';
import { groupIn, seen, silent } from './groupIn';

/** Something that is there exactly when its API group is. */
export function byGroup(
  { discovery }: FeatureInputs,
  known: KnownGroup,
  words: Pick<ClusterFeature, 'feature' | 'title' | 'needed'> & {
    readonly present: string;
    /** Whether Greenroom does something with it. */
    readonly isUsed: boolean;
    readonly absent: string;
  },
): ClusterFeature {
  const { feature, title, present, isUsed, absent, needed } = words;
  const group = groupIn(discovery, known);
  if (!group)
    return {
      feature,
      title,
      state: 'absent',
      details: [],
      follows: absent,
      ...(needed ? { needed } : {}),
    };
  if (!group.resources) return silent({ feature, title }, group);
  return {
    feature,
    title,
    state: isUsed ? 'present' : 'limited',
    ...seen(group),
    follows: present,
  };
}
