import {
  ALL_TRAFFIC,
  isWhole,
  stepped,
  whenServed,
  withRevision,
} from '../rollout';
import type { GradualRollout } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../store/types';
import type { Canary, TrafficPlan } from './planTraffic';
import { ComponentWorld, PlanWorld } from './types';

/** What a gradual rollout is planned from. */
export interface GradualScene {
  readonly component: ComponentWorld;
  readonly world: PlanWorld;
  readonly revisions: readonly StoredRevision[];
  /** Has the traffic, but for what newer ones have. */
  readonly before?: StoredRevision;
  readonly canariesBefore: readonly Canary[];
  /** The target can take over without a loss. */
  readonly mayServe: boolean;
  /** The guard took the target's traffic. */
  readonly isHeld: boolean;
}

/**
 * Knative's gradual rollout: a revision that is to have all traffic gets it step by step over
 * `serving.knative.dev/rollout-duration`; one that had a canary's share already has it at once. Undefined: nothing is
 * under way, and nothing begins.
 *
 * What the guard stops stays beside the one before, without traffic.
 */
export function planTrafficGradually(
  target: StoredRevision,
  scene: GradualScene,
): TrafficPlan | undefined {
  const { component, world, before, canariesBefore, mayServe } = scene;
  const { rolloutDurationMs = 0 } = component;
  if (rolloutDurationMs <= 0 || !before || before === target) return undefined;
  if (scene.isHeld)
    return { serving: before, canaries: [{ revision: target, percent: 0 }] };
  let state = underWay(scene);
  if (!state) {
    const hadShare = canariesBefore.some(
      ({ revision, percent }) => revision === target && percent > 0,
    );
    if (!mayServe || hadShare) return undefined;
    state = withRevision(
      [{ name: before.spec.name, percent: ALL_TRAFFIC }],
      target.spec.name,
      world.now,
    );
  } else {
    const [newest] = [...state.revisions].reverse();
    const isWanted = newest.name === target.spec.name;
    // A change that was taken back goes on with what still runs, at once.
    if (
      !isWanted &&
      state.revisions.some(known => known.name === target.spec.name)
    )
      return undefined;
    state =
      !isWanted && mayServe
        ? withRevision(state.revisions, target.spec.name, world.now)
        : stepped(state, world.now);
  }
  const shares = state.revisions.flatMap(({ name, percent }) => {
    const revision = scene.revisions.find(({ spec }) => spec.name === name);
    return revision ? [{ revision, percent }] : [];
  });
  const [oldest, ...newer] = shares;
  if (newer.length === 0) return { serving: oldest.revision };
  const newest = newer[newer.length - 1].revision;
  if (state.stepPercent === undefined && isServed(newest, world))
    state = whenServed(state, world.now, rolloutDurationMs);
  return { serving: oldest.revision, canaries: newer, gradual: state };
}

/** What is on record, if it is still about what has the traffic. */
function underWay({
  component,
  revisions,
  before,
}: GradualScene): GradualRollout | undefined {
  const state = component.rollout?.gradual;
  if (!state || !isWhole(state)) return undefined;
  const known = state.revisions.every(({ name }) =>
    revisions.some(({ spec }) => spec.name === name),
  );
  return known && state.revisions[0].name === before?.spec.name
    ? state
    : undefined;
}

/** Whether every gateway confirmed to send requests to it. */
function isServed({ spec }: StoredRevision, { gateways }: PlanWorld): boolean {
  const { confirmed } = gateways;
  return (
    confirmed !== undefined &&
    confirmed.every(({ revisions }) => revisions[spec.key] !== undefined)
  );
}
