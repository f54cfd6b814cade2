import { EntityDeployment } from '../EntityDeployment';
import { StateSummary } from '../status';
import { EntityCard } from './EntityCard';

/** Overview: state, and what can be done. */
export function StateCard() {
  return (
    <EntityCard title="State">
      <EntityDeployment>
        {(deployment, live) => (
          <StateSummary deployment={deployment} onChanged={live.retry} />
        )}
      </EntityDeployment>
    </EntityCard>
  );
}
