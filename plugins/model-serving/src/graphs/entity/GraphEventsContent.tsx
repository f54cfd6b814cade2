import { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { EventTable } from '../../entity/events';
import { EntityDeploymentRef } from '../../entity/EntityDeployment';
import { useGraphEvents } from '../../live';

/** The tab Events: what happened to the graph and to what its cluster runs of it. */
export function GraphEventsContent() {
  return (
    <EntityDeploymentRef>
      {ref => <Events graphRef={ref} />}
    </EntityDeploymentRef>
  );
}

function Events(props: { graphRef: ResourceRef }) {
  return <EventTable live={useGraphEvents(props.graphRef)} />;
}
