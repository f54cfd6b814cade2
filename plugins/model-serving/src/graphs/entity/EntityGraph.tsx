import { ReactNode } from 'react';
import {
  GraphDetail,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LiveView } from '../../components';
import { EntityDeploymentRef } from '../../entity/EntityDeployment';
import { Live, useGraph } from '../../live';

/** The entity's graph, live, with the states that every view has. */
export function EntityGraph(props: {
  children: (graph: GraphDetail, live: Live<GraphDetail>) => ReactNode;
}) {
  return (
    <EntityDeploymentRef>
      {ref => <LiveGraph graphRef={ref}>{props.children}</LiveGraph>}
    </EntityDeploymentRef>
  );
}

function LiveGraph(props: {
  graphRef: ResourceRef;
  children: (graph: GraphDetail, live: Live<GraphDetail>) => ReactNode;
}) {
  const live = useGraph(props.graphRef);
  return (
    <LiveView live={live} what="the graph">
      {graph => props.children(graph, live)}
    </LiveView>
  );
}
