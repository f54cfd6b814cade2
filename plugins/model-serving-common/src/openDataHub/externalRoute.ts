import { VISIBILITY_LABEL } from '../constants';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';

/**
 * Whose reading of labels and annotations counts where people call: `kserve` exposes a service unless its label says
 * `cluster-local`; Open Data Hub hides it unless it says `exposed`, and asks for tokens only where an annotation says so.
 * Source: screens.md §16.1, §16.2.
 * @public
 */
export type RouteProfile = 'kserve' | 'odh';

/** The reading that counts on a cluster. @public */
export function routeProfileOf({
  openDataHub,
}: Pick<ClusterSettings, 'openDataHub'>): RouteProfile {
  return openDataHub ? 'odh' : 'kserve';
}

/** Whether a service asks for a route from outside its cluster. @public */
export function isExposed(
  { metadata: { labels } }: Pick<InferenceService, 'metadata'>,
  profile: RouteProfile,
): boolean {
  const visibility = labels?.[VISIBILITY_LABEL];
  return profile === 'odh'
    ? visibility === 'exposed'
    : visibility !== 'cluster-local';
}

/**
 * What the label has to say for a service to be exposed or hidden; undefined: it must not be there. Writing it takes away
 * what the other reading would have there.
 * @public
 */
export function visibilityFor(
  exposed: boolean,
  profile: RouteProfile,
): 'exposed' | 'cluster-local' | undefined {
  if (profile === 'odh') return exposed ? 'exposed' : undefined;
  return exposed ? undefined : 'cluster-local';
}
