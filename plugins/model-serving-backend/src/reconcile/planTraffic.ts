import type { GradualRollout } from '@greenroom/backstage-plugin-model-serving-common';
import { ALL_TRAFFIC, tripsOf } from '../rollout';
import type { StoredRevision } from '../store/types';
import { trafficBefore } from './planParts';
import { planTrafficGradually } from './planTrafficGradually';
import { hasBeenReady, isReady, readyReplicas } from './readiness';
import { CanaryWorld, ComponentWorld, PlanWorld } from './types';

/** Who gets the traffic of one component. */
export interface TrafficPlan {
  /** Gets all traffic, but for the canaries' shares. */
  readonly serving?: StoredRevision;
  /** Absent: none. */
  readonly canaries?: readonly Canary[];
  /** The newest canary is getting all traffic, step by step. */
  readonly gradual?: GradualRollout;
  /** What is rolled out, while the current revision is only to have a share: it runs, whether or not it serves yet. */
  readonly pinned?: StoredRevision;
}

/** A revision with a share beside the one that serves. */
export interface Canary {
  readonly revision: StoredRevision;
  /** 0 to 100, all canaries together. */
  readonly percent: number;
  /** Which of the canaries that the spec names. */
  readonly name?: string;
}

/** A canary that the spec names, with the revision that it comes to. */
export interface PlannedCanary {
  readonly canary: CanaryWorld;
  readonly revision: StoredRevision;
}

/**
 * Who gets the traffic of a component that the spec has.
 *
 * - The current revision gets it as soon as it can carry it: it has as many ready replicas as are wanted, or as many as the
 *   revision that has the traffic. Until then things stay as they are, a canary's share too. A revision that never comes up
 *   never gets any.
 * - With `canaryTrafficPercent` it gets only that share, and what is rolled out keeps the rest: as soon as it can carry the
 *   share. A canary that is edited again keeps its share until the next one can carry it.
 * - A share that is asked for after the current revision was rolled out takes that back: what was rolled out before comes up
 *   again, and gets the rest when it can carry it. Source: kserve-status-and-objects §8.1.
 * - A canary that the guard found worse has a share of nothing until another share is asked for.
 * - With a rollout duration it gets all traffic step by step: see {@link planTrafficGradually}.
 * - Canaries that the spec names have their shares beside the current revision, each as soon as it is ready; until then
 *   that is the stable one's. One that becomes the stable one goes on with the share that it had.
 *
 * A canary that is not ready any more keeps its share here; the routing leaves it out until it is.
 */
export function planTraffic(
  component: ComponentWorld,
  world: PlanWorld,
  revisions: readonly StoredRevision[],
  current: StoredRevision,
  named: readonly PlannedCanary[] = [],
): TrafficPlan {
  const { serving: before, canaries: canariesBefore = [] } =
    trafficBefore(component);
  const scene: Scene = {
    component,
    world,
    revisions,
    ...(before ? { before } : {}),
    canariesBefore,
  };
  if (named.length > 0) return besideNamed(current, named, scene);
  const pinned = pinnedRevision(scene, current);
  if (!pinned) return handOver(current, scene);
  if (pinned !== before && !mayServe(pinned, scene))
    return { ...handOver(pinned, scene), pinned };
  const beside = canaryBeside(pinned, current, scene);
  return { serving: pinned, pinned, ...(beside ? { canaries: [beside] } : {}) };
}

/**
 * Replicas that a revision should have while the service runs. One that is to take over from another comes up with as many
 * as that one has, or as its share of the traffic needs of them, so that an update under load costs nobody anything.
 *
 * @param percent - share of the traffic that it is to have
 */
export function replicasFor(
  { wantedReplicas, scaled, canariesBefore = [] }: ComponentWorld,
  { spec }: StoredRevision,
  { facts }: Pick<PlanWorld, 'facts'>,
  percent = 100,
): number {
  const own = scaled?.get(spec.key);
  if (own !== undefined) return own;
  const others = Math.max(0, ...(scaled?.values() ?? []));
  // A canary that takes over starts from what its share needed.
  const told =
    scaled && canariesBefore.some(({ name }) => name === spec.name)
      ? facts.get(spec.key)?.desired ?? 0
      : 0;
  return Math.max(wantedReplicas, Math.ceil((others * percent) / 100), told);
}

interface Scene {
  readonly component: ComponentWorld;
  readonly world: PlanWorld;
  readonly revisions: readonly StoredRevision[];
  readonly before?: StoredRevision;
  readonly canariesBefore: readonly Canary[];
}

/** What is to keep the rest of the traffic; undefined: the current revision is to get all of it. */
function pinnedRevision(
  { component, revisions }: Scene,
  current: StoredRevision,
): StoredRevision | undefined {
  const { canaryPercent, rollout } = component;
  if (canaryPercent === undefined || !rollout) return undefined;
  const isRolledOut = rollout.rolledOut === current.spec.name;
  // What came back after a change was taken back has nothing to be split against.
  if (isRolledOut && current !== revisions[revisions.length - 1])
    return undefined;
  const name = isRolledOut ? rollout.previous : rollout.rolledOut;
  return revisions.find(
    revision => revision !== current && revision.spec.name === name,
  );
}

/**
 * All traffic for one revision when it can carry it; until then as it was. Of canaries that the spec named, only the one
 * that is to take over keeps its share.
 */
function handOver(target: StoredRevision, scene: Scene): TrafficPlan {
  const gradual = planTrafficGradually(target, {
    ...scene,
    mayServe: mayServe(target, scene),
    isHeld: isHeld(target, ALL_TRAFFIC, scene.component),
  });
  if (gradual) return gradual;
  const serving = servingRevision(target, scene);
  if (serving === target) return { serving };
  const canaries = scene.canariesBefore.filter(
    ({ revision, name }) =>
      revision !== serving && (name === undefined || revision === target),
  );
  return { serving, ...(canaries.length > 0 ? { canaries } : {}) };
}

/** The current revision with the canaries that the spec names beside it. */
function besideNamed(
  current: StoredRevision,
  named: readonly PlannedCanary[],
  scene: Scene,
): TrafficPlan {
  // The canaries have what they ask for: a rollout among them would take it from them.
  const { component } = scene;
  const { rolloutDurationMs: _gradual, ...atOnce } = component;
  const { serving, canaries: kept = [] } = handOver(current, {
    ...scene,
    component: atOnce,
  });
  const canaries = named
    .filter(({ revision }) => revision !== serving)
    .flatMap(entry => namedShares(entry, scene));
  const all = [
    ...kept.filter(({ revision }) =>
      canaries.every(known => known.revision !== revision),
    ),
    ...canaries,
  ];
  const sum = all.reduce((total, { percent }) => total + percent, 0);
  return { serving, canaries: sum > 100 ? canaries : all };
}

/** What one of them has; while a change of it comes up, its share is with what answered for it. */
function namedShares(
  { canary, revision }: PlannedCanary,
  { component, world, canariesBefore }: Scene,
): Canary[] {
  const { name, percent } = canary;
  const shareOfOne = (known: StoredRevision) =>
    isHeld(known, percent, component) ? 0 : percent;
  const mayHave = (known: StoredRevision) =>
    isReady(world, known) ||
    (hasBeenReady(world, known) &&
      canariesBefore.some(had => had.revision === known));
  if (mayHave(revision))
    return [{ revision, percent: shareOfOne(revision), name }];
  const before = canariesBefore.find(
    had => had.name === name && had.revision !== revision && had.percent > 0,
  )?.revision;
  return [
    { revision, percent: 0, name },
    ...(before && mayHave(before)
      ? [{ revision: before, percent: shareOfOne(before), name }]
      : []),
  ];
}

function servingRevision(target: StoredRevision, scene: Scene): StoredRevision {
  const { component, world, revisions, before } = scene;
  if (mayServe(target, scene)) return target;
  // Not yet ready again after a moment's failure, or just not ready any more: still better than one that never was.
  if (
    before &&
    before !== target &&
    (component.latestReady === before.spec.name || hasBeenReady(world, before))
  )
    return before;
  const running = [...revisions]
    .reverse()
    .find(revision => isReady(world, revision));
  return running ?? target;
}

/** Whether a revision may have all traffic without a loss against the one that has it. */
function mayServe(revision: StoredRevision, scene: Scene): boolean {
  const { component, world, before } = scene;
  const ready = readyReplicas(world, revision);
  if (ready === 0) return false;
  if (!before || before === revision) return true;
  return (
    ready >=
    Math.min(
      replicasFor(component, revision, world),
      readyReplicas(world, before),
    )
  );
}

/** The current revision with its share, if it can carry that; else the canary that had it. */
function canaryBeside(
  pinned: StoredRevision,
  current: StoredRevision,
  scene: Scene,
): Canary | undefined {
  const { component, world, canariesBefore } = scene;
  const { limits } = component;
  const percent = shareOf(current, component);
  const ready = readyReplicas(world, current);
  const needed = Math.min(
    replicasFor(component, current, world, percent),
    Math.ceil((readyReplicas(world, pinned) * percent) / 100),
  );
  if (ready >= Math.max(1, needed)) return { revision: current, percent };
  const had = canariesBefore.find(({ name }) => name === undefined)?.revision;
  const keeps =
    had !== undefined &&
    had !== pinned &&
    (limits.isHeld === true || hasBeenReady(world, had));
  return keeps
    ? { revision: had, percent: shareOf(had, component) }
    : undefined;
}

/** What is asked for, unless the guard took it from the revision. */
function shareOf(revision: StoredRevision, component: ComponentWorld): number {
  const { canaryPercent = 0 } = component;
  return isHeld(revision, canaryPercent, component) ? 0 : canaryPercent;
}

/** Whether the guard took a revision's traffic, and nobody asked for another share since. */
function isHeld(
  { spec }: StoredRevision,
  percent: number,
  { rollout }: ComponentWorld,
): boolean {
  return tripsOf(rollout).some(
    trip => trip.revision === spec.name && trip.percent === percent,
  );
}
