import type { DeploymentWorld } from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment } from '../store/types';

/**
 * Of a route that is not live now, since when: what was kept of the last look goes on. A route that is changed is missing for
 * a moment, however long its replicas have been ready.
 *
 * @param now - ms since epoch
 */
export function missingSince(
  isLive: boolean,
  previous: Pick<ObservedDeployment, 'routeMissingSince'> | undefined,
  now: number,
): Pick<DeploymentWorld['route'], 'missingSince'> {
  if (isLive) return {};
  return {
    missingSince: previous?.routeMissingSince ?? new Date(now).toISOString(),
  };
}

/** What is kept of that for the next look. */
export function routeMissing({
  route: { missingSince: since },
}: Pick<DeploymentWorld, 'route'>): Pick<
  ObservedDeployment,
  'routeMissingSince'
> {
  return since ? { routeMissingSince: since } : {};
}
