import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { RouteDestination, RouteIntent } from '../routing';
import type { TrafficPlan } from './planTraffic';
import { drainedSteps, shares, targetsOf, trafficBefore } from './planParts';
import { isUp } from './readiness';
import { serviceOfRevisionKey } from './revisionName';
import { trafficHasLeft } from './trafficHasLeft';
import {
  ComponentWorld,
  DeploymentPlan,
  PlannedRevision,
  PlanStep,
  PlanWorld,
} from './types';

/**
 * What to do about a service that shall be offline: routes go first, then transformer and explainer, which finish their
 * requests while the predictor still answers them, then the predictor.
 */
export function planStop(world: PlanWorld): DeploymentPlan {
  const leaving = leavingFirst(world);
  const intent = endingIntent(world, { kind: 'stopped' }, leaving);
  const hasLeft = trafficHasLeft(world, keysToLeave(world, leaving));
  const steps: PlanStep[] = [{ kind: 'route', intent }];
  if (hasLeft) {
    for (const { revisions } of world.components) {
      for (const revision of revisions) {
        if (!leaving.some(({ key }) => key === revision.spec.key)) continue;
        steps.push({ kind: 'apply', revision, replicas: 0 });
      }
    }
  }
  steps.push(...drainedSteps(world));
  return {
    steps,
    revisions: world.components.flatMap(sharesOfStopped),
    ...nothingWanted(world),
    intent,
    ...waiting(leaving, hasLeft),
  };
}

/** What to do about a service that is to be removed: as a stop, then the cluster forgets it, then what is stored goes. */
export function planDeletion(world: PlanWorld): DeploymentPlan {
  const leaving = leavingFirst(world);
  const intent = endingIntent(world, { kind: 'none' }, leaving);
  const hasLeft = trafficHasLeft(world, keysToLeave(world, leaving));
  return {
    steps: [
      { kind: 'route', ...(intent.internal ? { intent } : {}) },
      ...deletionSteps(world, leaving, hasLeft),
    ],
    revisions: world.components.flatMap(({ revisions }) =>
      shares(revisions, {}),
    ),
    ...nothingWanted(world),
    ...(leaving.length === 0 && world.facts.size > 0
      ? { waitingFor: 'drain' }
      : waiting(leaving, hasLeft)),
  };
}

function deletionSteps(
  world: PlanWorld,
  leaving: readonly RevisionFacts[],
  hasLeft: boolean,
): PlanStep[] {
  if (leaving.length > 0) {
    if (!hasLeft) return [];
    const kept = world.components.flatMap(({ revisions }) => revisions);
    return [
      ...leaving.map(({ key }): PlanStep => {
        const revision = kept.find(({ spec }) => spec.key === key);
        return revision
          ? { kind: 'apply', revision, replicas: 0 }
          : { kind: 'remove', key };
      }),
      ...drainedSteps(world),
    ];
  }
  // The cluster forgets first: a service of the same name must not find replicas of this one.
  if (world.facts.size > 0) {
    return [...world.facts.keys()].map(key => ({ kind: 'remove', key }));
  }
  return [{ kind: 'remove-connections' }, { kind: 'remove-record' }];
}

function nothingWanted({
  components,
}: PlanWorld): Pick<
  DeploymentPlan,
  'entry' | 'current' | 'joining' | 'failures'
> {
  const served = components.some(
    ({ component, servingBefore }) =>
      component === 'transformer' && servingBefore !== undefined,
  );
  return {
    entry: served ? 'transformer' : 'predictor',
    current: [],
    joining: [],
    failures: [],
  };
}

/** What runs of the components that call others; when nothing of them does, what runs of the others. */
function leavingFirst({ facts }: PlanWorld): readonly RevisionFacts[] {
  const running = [...facts.values()].filter(isUp);
  const callers = running.filter(
    ({ key }) => serviceOfRevisionKey(key)?.component !== 'predictor',
  );
  return callers.length > 0 ? callers : running;
}

/** What no gateway may know any more before these end: at last, anything of the service. */
function keysToLeave(
  { facts }: PlanWorld,
  leaving: readonly RevisionFacts[],
): Iterable<string> {
  return hasCallers(leaving) ? leaving.map(({ key }) => key) : facts.keys();
}

function hasCallers(leaving: readonly RevisionFacts[]): boolean {
  return leaving.some(
    ({ key }) => serviceOfRevisionKey(key)?.component !== 'predictor',
  );
}

/** Where requests go while it ends: nowhere, but those of components that are not done yet still reach the predictor. */
function endingIntent(
  world: PlanWorld,
  destination: RouteDestination,
  leaving: readonly RevisionFacts[],
): RouteIntent {
  const intent: RouteIntent = { ...world.route, destination };
  const predictor = world.components.find(
    ({ component }) => component === 'predictor',
  );
  const targets = predictor ? targetsOf(servedBefore(predictor)) : [];
  if (!predictor || targets.length === 0 || !hasCallers(leaving)) return intent;
  return {
    ...intent,
    internal: [{ component: 'predictor', targets, ...predictor.limits }],
  };
}

/**
 * Who served stays on record: a stop that is taken back early finds it still running. What never served does not get on
 * it by a stop: a service that goes on without a component would then wait for it.
 */
function sharesOfStopped(component: ComponentWorld): PlannedRevision[] {
  return shares(
    component.revisions,
    component.resolution ? trafficBefore(component) : {},
  );
}

function servedBefore(component: ComponentWorld): TrafficPlan {
  const before = trafficBefore(component);
  const newest = component.revisions[component.revisions.length - 1];
  return before.serving || !newest ? before : { serving: newest };
}

function waiting(
  leaving: readonly RevisionFacts[],
  hasLeft: boolean,
): Pick<DeploymentPlan, 'waitingFor'> {
  if (leaving.length === 0) return {};
  return { waitingFor: hasLeft ? 'drain' : 'gateway' };
}
