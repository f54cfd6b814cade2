import { useMemo } from 'react';
import {
  toastApiRef,
  useAnalytics,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  GraphSummary,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef, servingResourcesApiRef } from '../../api';
import { errorReason } from '../../components';

/** How long good news stays; bad news stays until it is dismissed. */
const GOOD_NEWS_MS = 6_000;

/** For the history. */
const BY_HAND = { how: 'form' } as const;

/** Each resolves to whether the change was accepted; a refusal has been shown by then. */
export interface GraphActions {
  start(graph: GraphSummary): Promise<boolean>;
  stop(graph: GraphSummary): Promise<boolean>;
  remove(graph: GraphSummary): Promise<boolean>;
}

/**
 * The actions on a graph, with their feedback.
 *
 * @param onChanged - called after each accepted change, to read again at once
 */
export function useGraphActions(onChanged: () => void): GraphActions {
  const graphs = useApi(graphsApiRef);
  const resources = useApi(servingResourcesApiRef);
  const toasts = useApi(toastApiRef);
  const analytics = useAnalytics();
  return useMemo(() => {
    const run = async (
      verb: string,
      { ref, title }: GraphSummary,
      call: () => Promise<unknown>,
      accepted: string,
    ) => {
      analytics.captureEvent(verb, stringifyResourceRef(ref));
      try {
        await call();
      } catch (error) {
        toasts.post({
          status: 'danger',
          title: `${title}: ${verb} was refused`,
          description: errorReason(error as Error),
        });
        return false;
      }
      toasts.post({
        status: 'success',
        title: `${title}: ${accepted}`,
        timeout: GOOD_NEWS_MS,
      });
      onChanged();
      return true;
    };
    return {
      start: graph =>
        run(
          'start',
          graph,
          () => graphs.startGraph(graph.ref, BY_HAND),
          'starting',
        ),
      stop: graph =>
        run(
          'stop',
          graph,
          () => graphs.stopGraph(graph.ref, BY_HAND),
          'stopped',
        ),
      remove: graph =>
        run(
          'delete',
          graph,
          () => resources.deleteResource('InferenceGraph', graph.ref, BY_HAND),
          graph.isClusterRemoved ? 'forgotten' : 'deleted',
        ),
    };
  }, [graphs, resources, toasts, analytics, onChanged]);
}
