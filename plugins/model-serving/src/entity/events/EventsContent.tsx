import { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { useEvents } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';
import { EventTable } from './EventTable';

/** The tab Events: what happened, newest first. */
export function EventsContent() {
  return (
    <EntityDeploymentRef>
      {ref => <Events deploymentRef={ref} />}
    </EntityDeploymentRef>
  );
}

function Events(props: { deploymentRef: ResourceRef }) {
  return <EventTable live={useEvents(props.deploymentRef)} />;
}
