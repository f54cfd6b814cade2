import type { ComponentExtension } from '@greenroom/backstage-plugin-model-serving-common';

/** What the number of replicas follows from. */
export interface ReplicaDemand {
  readonly component: Pick<ComponentExtension, 'minReplicas' | 'maxReplicas'>;
  /** Most replicas that the cluster runs of a service. */
  readonly clusterMaximum: number;
}

/**
 * How many replicas a running service should have: its minimum, and at least one, because without an autoscaler nobody
 * would start the first one on a request.
 */
export function wantedReplicas(demand: ReplicaDemand): number {
  const minimum = Math.max(1, demand.component.minReplicas ?? 1);
  return Math.min(minimum, Math.max(1, demand.clusterMaximum));
}
