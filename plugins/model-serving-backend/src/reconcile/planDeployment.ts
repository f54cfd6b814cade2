import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import { ComponentTraffic, RouteIntent } from '../routing';
import type { StoredRevision } from '../store/types';
import {
  ComponentPlan,
  isReady,
  isUp,
  planComponent,
  replicasFor,
  retireRevisions,
} from './planComponent';
import { planDeletion, planStop } from './planEnding';
import { drainedSteps, shares } from './planParts';
import { DeploymentPlan, PlanStep, PlanWorld } from './types';

/** What a pass waits for, the most urgent first: what waits for the status can go on at once. */
const WAITS = ['status', 'gateway', 'drain', 'replicas'] as const;

/**
 * What to do about one service now: a pure function of what is known, made anew in every pass.
 *
 * - Each component has revisions and replicas of its own: see {@link planComponent}. A change of one never touches the
 *   others' replicas.
 * - Requests go to the transformer, if the service has one, else to the predictor; those for an explanation to the
 *   explainer, if it has one. Transformer and explainer call the predictor by an internal route, which stays as long as
 *   one of them runs.
 * - What lost the traffic ends only after the status says who has it now and every gateway confirmed it: a pass that is
 *   cut off anywhere can be repeated from the start.
 * - Stopping and deleting: routes first, then replicas, then (deleting) what is stored. See {@link planStop}.
 */
export function planDeployment(world: PlanWorld): DeploymentPlan {
  if (world.isDeleting) return planDeletion(world);
  if (isStopped(world.service)) return planStop(world);
  return planRun(world);
}

function planRun(world: PlanWorld): DeploymentPlan {
  const plans = world.components.map(component =>
    planComponent(component, world),
  );
  const entry = takingPart(plans, 'transformer') ? 'transformer' : 'predictor';
  const intent = routeIntent(plans, entry, world);
  const retirements = plans.map(plan => retireRevisions(plan, world));
  const waits = [
    ...retirements.map(({ waitingFor }) => waitingFor),
    ...plans.map(plan => (isSettled(plan, world) ? undefined : 'replicas')),
  ];
  const waitingFor = WAITS.find(wait => waits.includes(wait));
  return {
    steps: [
      ...plans.flatMap(({ added }): PlanStep[] =>
        added ? [{ kind: 'add-revision', revision: added }] : [],
      ),
      { kind: 'route', intent },
      ...plans.flatMap(applySteps),
      ...retirements.flatMap(({ steps }) => steps),
      ...drainedSteps(world),
    ],
    revisions: plans.flatMap(({ revisions, serving }) =>
      shares(revisions, serving),
    ),
    entry,
    current: plans.flatMap(({ current }) =>
      current ? [current.spec.key] : [],
    ),
    joining: plans.flatMap(({ isJoining, component }) =>
      isJoining ? [component.component] : [],
    ),
    intent,
    failures: plans.flatMap(({ component: { component, resolution } }) =>
      resolution?.kind === 'failed'
        ? [{ ...resolution.failure, component }]
        : [],
    ),
    ...(waitingFor ? { waitingFor } : {}),
  };
}

/** Replicas of what serves and of what shall. */
function applySteps({
  component,
  revisions,
  current,
  serving,
}: ComponentPlan): PlanStep[] {
  return revisions
    .filter(revision => revision === serving || revision === current)
    .map(revision => ({
      kind: 'apply',
      revision,
      replicas: replicasFor(component, revision),
    }));
}

/** What the spec asks for serves. */
function isSettled(
  { component, current, serving }: ComponentPlan,
  world: PlanWorld,
): boolean {
  if (!component.resolution) return true;
  if (!current || current !== serving) return false;
  return replicasFor(component, current) === 0 || isReady(world, current);
}

/** The plan of a component that the spec has, unless the service still goes on without it. */
function takingPart(
  plans: readonly ComponentPlan[],
  name: ComponentName,
): ComponentPlan | undefined {
  return plans.find(
    ({ component, isJoining }) =>
      component.component === name && component.resolution && !isJoining,
  );
}

function routeIntent(
  plans: readonly ComponentPlan[],
  entry: ComponentName,
  world: PlanWorld,
): RouteIntent {
  const predictor = takingPart(plans, 'predictor');
  const explainer = takingPart(plans, 'explainer');
  const { targets, ...limits } = trafficTo(takingPart(plans, entry));
  const hasCallers = plans.some(
    ({ component, revisions }) =>
      component.component !== 'predictor' &&
      (component.resolution || revisions.some(isUpIn(world))),
  );
  return {
    ...world.route,
    destination: { kind: 'revisions', targets },
    ...limits,
    ...(explainer ? { explain: trafficTo(explainer) } : {}),
    ...(hasCallers
      ? { internal: [{ component: 'predictor', ...trafficTo(predictor) }] }
      : {}),
  };
}

function trafficTo(plan: ComponentPlan | undefined): ComponentTraffic {
  return {
    targets: plan?.serving
      ? [{ revision: plan.serving.spec.key, weight: 100 }]
      : [],
    ...plan?.component.limits,
  };
}

function isUpIn(world: PlanWorld): (revision: StoredRevision) => boolean {
  return ({ spec }) => isUp(world.facts.get(spec.key));
}
