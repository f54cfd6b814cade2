import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ResourceRef,
  TokenKind,
  TokenScope,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef, Guarded, modelServingApiRef } from '../api';

/** As many as a page of the API has. */
const LIMIT = 200;

/** What a token may open beside that for which it is made: deployments and graphs of its project, up to 200 of each. */
export function useScopeChoices({ kind, ref }: Guarded): {
  readonly choices: readonly TokenScope[];
  readonly error?: Error;
} {
  const { cluster, namespace, name } = ref;
  const deployments = useApi(modelServingApiRef);
  const graphs = useApi(graphsApiRef);
  const [answer, setAnswer] = useState<ReturnType<typeof useScopeChoices>>({
    choices: [],
  });
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    const query = {
      clusters: [cluster],
      namespaces: [namespace],
      limit: LIMIT,
    };
    const read = async () => {
      try {
        const [services, chains] = await Promise.all([
          deployments.listDeployments(query, { signal }),
          graphs.listGraphs(query, { signal }),
        ]);
        const all = [
          ...scopesOf('InferenceService', services.items),
          ...scopesOf('InferenceGraph', chains.items),
        ];
        setAnswer({
          choices: all.filter(
            scope => scope.kind !== kind || scope.name !== name,
          ),
        });
      } catch (error) {
        if (!signal.aborted) setAnswer({ choices: [], error: error as Error });
      }
    };
    read();
    return () => gone.abort();
  }, [deployments, graphs, cluster, namespace, kind, name]);
  return answer;
}

function scopesOf(
  kind: TokenKind,
  items: readonly { readonly ref: ResourceRef }[],
) {
  return items.map(({ ref: { namespace, name } }) => ({
    kind,
    namespace,
    name,
  }));
}
