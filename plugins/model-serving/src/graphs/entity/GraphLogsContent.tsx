import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { GraphDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { graphsApiRef } from '../../api';
import { EmptyNotice } from '../../components';
import { LogSource, ReplicaLogs } from '../../entity/logs';
import { EntityGraph } from './EntityGraph';

/** The tab Logs: what the router writes in which its cluster runs it. */
export function GraphLogsContent() {
  return (
    <EntityGraph>
      {graph =>
        graph.ungated ? (
          <RouterLogs graph={graph} />
        ) : (
          <EmptyNotice title="No log of its own" description={reason(graph)} />
        )
      }
    </EntityGraph>
  );
}

function reason({ isClusterRemoved }: GraphDetail): string {
  return isClusterRemoved
    ? 'Its cluster is not configured any more, so nobody can read there. Ask the platform team to configure it again.'
    : "Greenroom's gateway runs the graph, together with everything else that it serves. The pages of the services that it calls have their logs.";
}

function RouterLogs(props: { graph: GraphDetail }) {
  const { ref, replicas = [] } = props.graph;
  const { cluster, namespace, name } = ref;
  const api = useApi(graphsApiRef);
  const source = useMemo((): LogSource => {
    const graph = { cluster, namespace, name };
    return {
      get: (query, options) => api.getGraphLogs(graph, query, options),
      follow: (query, options) => api.followGraphLogs(graph, query, options),
    };
  }, [api, cluster, namespace, name]);
  return (
    <ReplicaLogs
      source={source}
      replicas={replicas}
      fileName={`${namespace}-${name}`}
      noLines="KServe's router of the graph writes here once it starts. A stopped graph has none."
    />
  );
}
