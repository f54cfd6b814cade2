import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import { ComponentTraffic, RouteIntent } from '../routing';
import type { StoredRevision } from '../store/types';
import {
  ComponentPlan,
  planComponent,
  retireRevisions,
  wantedRevisions,
} from './planComponent';
import { planDeletion, planStop } from './planEnding';
import { drainedSteps, shares, targetsOf } from './planParts';
import { planInnerShadow, planSplit } from './planSplit';
import { replicasFor } from './planTraffic';
import { isReady, isUp } from './readiness';
import { ComponentFailure, DeploymentPlan, PlanStep, PlanWorld } from './types';

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
      ...plans.flatMap(({ added }) =>
        added.map((revision): PlanStep => ({ kind: 'add-revision', revision })),
      ),
      { kind: 'route', intent },
      ...plans.flatMap(plan => applySteps(plan, world)),
      ...retirements.flatMap(({ steps }) => steps),
      ...drainedSteps(world),
    ],
    revisions: plans.flatMap(plan => shares(plan.revisions, plan)),
    entry,
    current: plans.flatMap(({ current }) =>
      current ? [current.spec.key] : [],
    ),
    joining: plans.flatMap(({ isJoining, component }) =>
      isJoining ? [component.component] : [],
    ),
    intent,
    failures: plans.flatMap(failuresOf),
    ...gradualOf(plans),
    ...(waitingFor ? { waitingFor } : {}),
  };
}

function gradualOf(
  plans: readonly ComponentPlan[],
): Pick<DeploymentPlan, 'gradual'> {
  const gradual = new Map(
    plans.flatMap(({ component, gradual: state }) =>
      state ? [[component.component, state] as const] : [],
    ),
  );
  return gradual.size > 0 ? { gradual } : {};
}

/** Why a component's spec comes to nothing, and why its canaries do. */
function failuresOf({ component: world }: ComponentPlan): ComponentFailure[] {
  const { component, resolution, canaries = [] } = world;
  if (!resolution) return [];
  return [
    ...(resolution.kind === 'failed'
      ? [{ ...resolution.failure, component }]
      : []),
    ...canaries.flatMap(({ name, resolution: own }) =>
      own.kind === 'failed'
        ? [
            {
              ...own.failure,
              message: `canary "${name}": ${own.failure.message}`,
              component,
            },
          ]
        : [],
    ),
  ];
}

/** Replicas of what serves and of what shall. */
function applySteps(plan: ComponentPlan, world: PlanWorld): PlanStep[] {
  const wanted = wantedRevisions(plan);
  return plan.revisions
    .filter(revision => wanted.has(revision))
    .map(revision => ({
      kind: 'apply',
      revision,
      replicas: replicasIn(plan, revision, world),
      ...scaleIn(plan, revision),
    }));
}

/**
 * What has traffic by the status is the cluster's to scale, and the first revision from its start; what comes up beside
 * another has as many as that one.
 */
function scaleIn(
  { component, serving }: ComponentPlan,
  revision: StoredRevision,
): { readonly scale?: ClusterScale } {
  const { clusterScale, scaled, servingBefore } = component;
  const isFirst = servingBefore === undefined && revision === serving;
  return clusterScale && (isFirst || scaled?.has(revision.spec.key))
    ? { scale: clusterScale }
    : {};
}

function replicasIn(
  plan: ComponentPlan,
  revision: StoredRevision,
  world: PlanWorld,
): number {
  const { component, current, pinned, named, canaries = [] } = plan;
  const beside = revision !== current && revision !== plan.serving;
  const name = canaries.find(known => known.revision === revision)?.name;
  const entry = named.find(
    known => known.revision === revision || known.canary.name === name,
  );
  if (beside && entry) return entry.canary.replicas;
  const isBeside = pinned !== undefined && revision === current;
  const percent = isBeside ? component.canaryPercent : undefined;
  const replicas = replicasFor(component, revision, world, percent);
  if (component.scaled) return replicas;
  // A number that is fixed is for all of them together.
  const others = named.reduce(
    (sum, { canary, revision: known }) =>
      isReady(world, known) ? sum + canary.replicas : sum,
    0,
  );
  return Math.max(1, replicas - others);
}

/** What the spec asks for serves. */
function isSettled(plan: ComponentPlan, world: PlanWorld): boolean {
  const { component, current, serving, canaries = [], pinned, named } = plan;
  if (!component.resolution) return true;
  const isInPlace = pinned
    ? serving === pinned && canaries[0]?.revision === current
    : current !== undefined && serving === current;
  if (!isInPlace) return false;
  if (named.length < (component.canaries ?? []).length) return false;
  return [
    serving,
    ...[...canaries, ...named].map(known => known.revision),
  ].every(
    revision =>
      !revision ||
      replicasIn(plan, revision, world) === 0 ||
      isReady(world, revision),
  );
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
  const split = planSplit(
    takingPart(plans, entry) ?? {},
    entry,
    world.splitting,
  );
  const shadow =
    entry === 'predictor'
      ? undefined
      : planInnerShadow(predictor ?? {}, world.splitting);
  const hasCallers = plans.some(
    ({ component, revisions }) =>
      component.component !== 'predictor' &&
      (component.resolution || revisions.some(isUpIn(world))),
  );
  return {
    ...world.route,
    destination: { kind: 'revisions', targets },
    ...(split ? { split } : {}),
    ...limits,
    ...(explainer ? { explain: trafficTo(explainer) } : {}),
    ...(hasCallers
      ? {
          internal: [
            {
              component: 'predictor',
              ...trafficTo(predictor),
              ...(shadow ? { shadow } : {}),
            },
          ],
        }
      : {}),
  };
}

function trafficTo(plan: ComponentPlan | undefined): ComponentTraffic {
  return {
    targets: plan ? targetsOf(plan) : [],
    ...plan?.component.limits,
  };
}

function isUpIn(world: PlanWorld): (revision: StoredRevision) => boolean {
  return ({ spec }) => isUp(world.facts.get(spec.key));
}
