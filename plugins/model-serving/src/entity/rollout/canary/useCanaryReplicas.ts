import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../../api';
import { errorReason } from '../../../components';

const GOOD_NEWS_MS = 6_000;

/**
 * Gives a canary that the spec names replicas, with feedback; resolves to whether it was accepted.
 *
 * @param onChanged - called after an accepted change, to read again at once
 */
export function useCanaryReplicas(
  {
    ref,
    title,
    resource,
    resourceVersion,
  }: Pick<DeploymentDetail, 'ref' | 'title' | 'resource' | 'resourceVersion'>,
  onChanged: () => void,
): (name: string, minReplicas: number) => Promise<boolean> {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  return async (name, minReplicas) => {
    const canary = resource.spec.canary?.map(entry =>
      entry.predictor.name === name
        ? { ...entry, predictor: { ...entry.predictor, minReplicas } }
        : entry,
    );
    const patch = { metadata: { resourceVersion }, spec: { canary } };
    try {
      await api.patchDeployment(ref, patch, { how: 'form' });
    } catch (error) {
      toasts.post({
        status: 'danger',
        title: `${title}: the replicas were refused`,
        description: errorReason(error as Error),
      });
      return false;
    }
    toasts.post({
      status: 'success',
      title: `${title}: ${name} gets ${minReplicas} replicas; promote it when they are ready`,
      timeout: GOOD_NEWS_MS,
    });
    onChanged();
    return true;
  };
}
