import { EntityDeployment } from '../EntityDeployment';
import { StateSummary } from '../status';
import { DeploymentCard } from './DeploymentCard';

/** Overview: state, and what can be done. */
export function StateCard() {
  return (
    <DeploymentCard title="State">
      <EntityDeployment>
        {(deployment, live) => (
          <StateSummary deployment={deployment} onChanged={live.retry} />
        )}
      </EntityDeployment>
    </DeploymentCard>
  );
}
