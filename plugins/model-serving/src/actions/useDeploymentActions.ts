import { useMemo } from 'react';
import {
  AnalyticsTracker,
  toastApiRef,
  useAnalytics,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  DeploymentSummary,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ModelServingApi, modelServingApiRef } from '../api';
import { errorReason } from '../components';

/** How long good news stays; bad news stays until it is dismissed. */
const GOOD_NEWS_MS = 6_000;

/** For the history. */
const BY_HAND = { how: 'form' } as const;

/** What the actions need to know of a deployment. */
export type ActionTarget = Pick<
  DeploymentSummary,
  | 'ref'
  | 'title'
  | 'entityRef'
  | 'state'
  | 'replicas'
  | 'endpoints'
  | 'model'
  | 'isClusterRemoved'
>;

/** Each resolves to whether the change was accepted; a refusal has been shown by then. */
export interface DeploymentActions {
  start(target: ActionTarget): Promise<boolean>;
  stop(target: ActionTarget): Promise<boolean>;
  scale(
    target: ActionTarget,
    bounds: { minReplicas: number; maxReplicas: number },
  ): Promise<boolean>;
  remove(target: ActionTarget): Promise<boolean>;
}

/**
 * The actions on a deployment, with their feedback.
 *
 * @param onChanged - called after each accepted change, to read again at once
 */
export function useDeploymentActions(onChanged: () => void): DeploymentActions {
  const api = useApi(modelServingApiRef);
  const toasts = useApi(toastApiRef);
  const analytics = useAnalytics();
  return useMemo(() => {
    const run = async (
      verb: string,
      target: ActionTarget,
      call: (api: ModelServingApi) => Promise<unknown>,
      accepted: string,
    ) => {
      capture(analytics, verb, target);
      try {
        await call(api);
      } catch (error) {
        toasts.post({
          status: 'danger',
          title: `${target.title}: ${verb} was refused`,
          description: errorReason(error as Error),
        });
        return false;
      }
      toasts.post({
        status: 'success',
        title: `${target.title}: ${accepted}`,
        timeout: GOOD_NEWS_MS,
      });
      onChanged();
      return true;
    };
    return {
      start: target =>
        run(
          'start',
          target,
          client => client.startDeployment(target.ref, BY_HAND),
          'starting',
        ),
      stop: target =>
        run(
          'stop',
          target,
          client => client.stopDeployment(target.ref, BY_HAND),
          'stopping',
        ),
      scale: (target, bounds) =>
        run(
          'scale',
          target,
          client => client.scaleDeployment(target.ref, bounds, BY_HAND),
          `scaling to ${bounds.minReplicas}–${bounds.maxReplicas} replicas`,
        ),
      remove: target =>
        run(
          'delete',
          target,
          client => client.deleteDeployment(target.ref, BY_HAND),
          target.isClusterRemoved ? 'forgotten' : 'deleting',
        ),
    };
  }, [api, toasts, analytics, onChanged]);
}

function capture(
  analytics: AnalyticsTracker,
  verb: string,
  target: ActionTarget,
): void {
  analytics.captureEvent(verb, stringifyResourceRef(target.ref));
}
