import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../../store';

/** Why nothing is measured of a deployment, in words. */
export function absenceOf({
  object,
  observed,
}: StoredResource<'InferenceService'>): string {
  if (isStopped(object))
    return 'The deployment is stopped: nothing is measured while it does not run.';
  if (!observed?.lastDeployedAt)
    return 'The deployment has not been ready yet: measuring begins with its first replica.';
  return 'Nothing was measured in this time.';
}
