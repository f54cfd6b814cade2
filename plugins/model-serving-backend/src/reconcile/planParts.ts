import type { StoredRevision } from '../store/types';
import { mayBeRouted } from './trafficHasLeft';
import { PlannedRevision, PlanStep, PlanWorld } from './types';

/** Replicas that leave may end as soon as no gateway can send them anything. */
export function drainedSteps(world: PlanWorld): PlanStep[] {
  const steps: PlanStep[] = [];
  for (const { key, replicas } of world.facts.values()) {
    for (const { id, state } of replicas) {
      if (state !== 'draining' || mayBeRouted(world, key, id)) continue;
      steps.push({ kind: 'drained', key, replica: id });
    }
  }
  return steps;
}

/** The revisions of a component, of which one has all its traffic. */
export function shares(
  revisions: readonly StoredRevision[],
  serving: StoredRevision | undefined,
): PlannedRevision[] {
  return revisions.map(revision => ({
    revision,
    percent: revision === serving ? 100 : 0,
  }));
}
