import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  CanaryShare,
  DeploymentSummary,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingApiRef } from '../../../api';
import { errorReason } from '../../../components';

const GOOD_NEWS_MS = 6_000;

/**
 * Sets a canary's share, with feedback; resolves to whether it was accepted.
 *
 * @param onChanged - called after an accepted change, to read again at once
 */
export function useCanary(
  { ref, title }: Pick<DeploymentSummary, 'ref' | 'title'>,
  onChanged: () => void,
): (share: CanaryShare) => Promise<boolean> {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  return async share => {
    try {
      await api.setCanary(ref, share, { how: 'form' });
    } catch (error) {
      toasts.post({
        status: 'danger',
        title: `${title}: the share was refused`,
        description: errorReason(error as Error),
      });
      return false;
    }
    toasts.post({
      status: 'success',
      title: `${title}: ${outcome(share)}`,
      timeout: GOOD_NEWS_MS,
    });
    onChanged();
    return true;
  };
}

function outcome({ percent, isDropped, isAllowedAgain }: CanaryShare): string {
  if (isDropped) return 'the canary ends';
  if (isAllowedAgain) return 'the canary goes on';
  if (percent === 100) return 'promoting the canary';
  return percent === 0
    ? 'the canary gets no traffic any more'
    : `the canary gets ${percent} %`;
}
