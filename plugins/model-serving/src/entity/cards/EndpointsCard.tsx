import { EmptyNotice, EndpointList } from '../../components';
import { EntityDeployment } from '../EntityDeployment';
import { DeploymentCard } from './DeploymentCard';

/** Overview: where the model can be called. */
export function EndpointsCard() {
  return (
    <DeploymentCard title="Endpoints">
      <EntityDeployment>
        {({ endpoints }) =>
          endpoints.length > 0 ? (
            <EndpointList endpoints={endpoints} />
          ) : (
            <EmptyNotice
              title="No address yet"
              description="The address appears once the route is live; the tab Status shows how far it got."
            />
          )
        }
      </EntityDeployment>
    </DeploymentCard>
  );
}
