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

/** The revisions of a component, of which one has all its traffic but for the canaries' shares. */
export function shares(
  revisions: readonly StoredRevision[],
  { serving, canaries = [] }: TrafficPlan,
): PlannedRevision[] {
  const rest = restOf(canaries);
  return revisions.map(revision => {
    const canary = canaries.find(known => known.revision === revision);
    if (canary) {
      const { percent, name } = canary;
      return {
        revision,
        percent,
        isCanary: true,
        ...(name ? { canary: name } : {}),
      };
    }
    if (revision !== serving) return { revision, percent: 0 };
    return {
      revision,
      percent: rest,
      ...(rest === 0 ? { isServing: true } : {}),
    };
  });
}

/** The same as weights of a route. */
export function targetsOf({
  serving,
  canaries = [],
}: TrafficPlan): ComponentTraffic['targets'] {
  if (!serving) return [];
  return [
    { ...targetOf(serving), weight: restOf(canaries) },
    ...canaries.map(({ revision, percent }) => ({
      ...targetOf(revision),
      weight: percent,
      isCanary: true as const,
    })),
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
  canariesBefore = [],
}: Pick<
  ComponentWorld,
  'revisions' | 'servingBefore' | 'canariesBefore'
>): TrafficPlan {
  const find = (name: string | undefined) =>
    revisions.find(({ spec }) => spec.name === name);
  const serving = find(servingBefore);
  const canaries = canariesBefore.flatMap(({ name, percent, canary }) => {
    const revision = find(name);
    return revision
      ? [{ revision, percent, ...(canary ? { name: canary } : {}) }]
      : [];
  });
  return {
    ...(serving ? { serving } : {}),
    ...(canaries.length > 0 ? { canaries } : {}),
  };
}

/** What canaries leave. */
function restOf(canaries: NonNullable<TrafficPlan['canaries']>): number {
  return canaries.reduce((rest, { percent }) => rest - percent, 100);
}
