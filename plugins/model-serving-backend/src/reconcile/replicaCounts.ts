import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import type { ReplicaCounts } from '@greenroom/backstage-plugin-model-serving-common';
import { isServing } from '../rollout';
import { routableReplicas } from '../routing';
import type { DeploymentPlan, PlanWorld } from './types';

/** Replicas of the predictor that have traffic: of what serves and of its canary. */
export function replicaCounts(
  world: PlanWorld,
  plan: DeploymentPlan,
): ReplicaCounts {
  const { minReplicas, maxReplicas } = world.service.spec.predictor;
  const predictor = world.components.find(
    ({ component }) => component === 'predictor',
  );
  const keys = plan.revisions.flatMap(({ revision, ...share }) =>
    revision.component === 'predictor' && (isServing(share) || share.isCanary)
      ? [revision.spec.key]
      : [],
  );
  const isEnding = world.isDeleting || isStopped(world.service);
  const wanted = predictor?.wantedReplicas ?? 0;
  const told = new Map(
    predictor?.canaries
      ? plan.steps.flatMap(step =>
          step.kind === 'apply'
            ? [[step.revision.spec.key, step.replicas] as const]
            : [],
        )
      : [],
  );
  const each = keys.map(
    key => predictor?.scaled?.get(key) ?? told.get(key) ?? wanted,
  );
  const running = each.length > 0 ? sum(each) : wanted;
  const desired = isEnding ? 0 : running;
  const min = minReplicas ?? 1;
  const scaledBy = keys
    .map(key => world.facts.get(key)?.scaledBy)
    .find(by => by !== undefined);
  return {
    ready: sum(keys.map(key => routableReplicas(world.facts.get(key)).length)),
    desired,
    min,
    max: Math.max(maxReplicas ?? 0, min, desired),
    ...(scaledBy ? { scaledBy } : {}),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
