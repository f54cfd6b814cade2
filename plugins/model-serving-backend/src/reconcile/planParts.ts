import { openAiBaseOf } from '@greenroom/backstage-plugin-model-serving-common';
import type { ComponentTraffic } from '../routing';
import type { StoredRevision } from '../store/types';
import type { TrafficPlan } from './planTraffic';
import { mayBeRouted } from './trafficHasLeft';
import { ComponentWorld, PlannedRevision, PlanStep, PlanWorld } from './types';

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

/** The revisions of a component, of which one has all its traffic but for a canary's share. */
export function shares(
  revisions: readonly StoredRevision[],
  { serving, canary }: TrafficPlan,
): PlannedRevision[] {
  return revisions.map(revision => {
    if (revision === canary?.revision)
      return { revision, percent: canary.percent, isCanary: true };
    const percent = revision === serving ? 100 - (canary?.percent ?? 0) : 0;
    return { revision, percent };
  });
}

/** The same as weights of a route. */
export function targetsOf({
  serving,
  canary,
}: TrafficPlan): ComponentTraffic['targets'] {
  if (!serving) return [];
  const { percent = 0 } = canary ?? {};
  return [
    { ...targetOf(serving), weight: 100 - percent },
    ...(canary
      ? [
          {
            ...targetOf(canary.revision),
            weight: percent,
            isCanary: true as const,
          },
        ]
      : []),
  ];
}

/** A revision as requests reach it. */
export function targetOf({
  spec,
}: StoredRevision): Pick<
  ComponentTraffic['targets'][number],
  'revision' | 'openAiBase'
> {
  const openAiBase = openAiBaseOf(spec.pod);
  return { revision: spec.key, ...(openAiBase ? { openAiBase } : {}) };
}

/** Who had a component's traffic, by the status kept so far. */
export function trafficBefore({
  revisions,
  servingBefore,
  canaryBefore,
}: ComponentWorld): TrafficPlan {
  const serving = revisions.find(({ spec }) => spec.name === servingBefore);
  const revision = revisions.find(
    ({ spec }) => spec.name === canaryBefore?.name,
  );
  return {
    ...(serving ? { serving } : {}),
    ...(revision && canaryBefore
      ? { canary: { revision, percent: canaryBefore.percent } }
      : {}),
  };
}
