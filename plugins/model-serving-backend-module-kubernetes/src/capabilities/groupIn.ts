import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import { ApiGroup, Discovery, GROUPS, KnownGroup } from './Discovery';

/** A group that a cluster has. */
export function groupIn(
  { groups }: Discovery,
  known: KnownGroup,
): ApiGroup | undefined {
  return groups.find(({ name }) => name === GROUPS[known]);
}

/** What is seen of a group: version, and its name with the others that it serves. */
export function seen({
  name,
  versions: [version, ...others],
}: ApiGroup): Pick<ClusterFeature, 'version' | 'details'> {
  const also = others.length > 0 ? `, also ${others.join(', ')}` : '';
  return { version, details: [`API group ${name} ${version}${also}`] };
}

/** Of a group that is listed, but whose program does not answer. */
export function silent(
  feature: Pick<ClusterFeature, 'feature' | 'title'>,
  group: ApiGroup,
): ClusterFeature {
  return {
    ...feature,
    state: 'limited',
    ...seen(group),
    follows: 'It is installed but does not answer now: what needs it fails.',
    needed: `Whoever runs the cluster finds why: kubectl get apiservices ${group.versions[0]}.${group.name}`,
  };
}
