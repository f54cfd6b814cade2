import { EmptyNotice, EndpointList } from '../../components';
import { EntityDeployment } from '../EntityDeployment';
import { EntityCard } from './EntityCard';

/** Overview: where the model can be called. */
export function EndpointsCard() {
  return (
    <EntityCard title="Endpoints">
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
    </EntityCard>
  );
}
