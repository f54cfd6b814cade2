import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { routableReplicas } from '../routing';
import type { StoredRevision } from '../store/types';
import { revisionKey, revisionName } from './revisionName';
import { mayBeRouted } from './trafficHasLeft';
import { ComponentWorld, DeploymentPlan, PlanStep, PlanWorld } from './types';

/** Revisions of a component that are kept, for a look back and for numbering. */
export const KEPT_REVISIONS = 10;

/** What one component of a service that runs should have now. */
export interface ComponentPlan {
  readonly component: ComponentWorld;
  /** Kept revisions and the new one, oldest first. */
  readonly revisions: readonly StoredRevision[];
  readonly added?: StoredRevision;
  /** What the current spec comes to. */
  readonly current?: StoredRevision;
  /** Who gets the component's traffic. */
  readonly serving?: StoredRevision;
  /** It is added to a service that serves without it, and cannot take its part yet. */
  readonly isJoining: boolean;
}

/**
 * What one component should have now, whatever the others do.
 *
 * - A new revision when what would run differs from the newest one; a change that is taken back goes on with the
 *   revision that still runs.
 * - The current revision gets the traffic as soon as it can carry it: it has as many ready replicas as are wanted, or as
 *   many as the revision that has the traffic. Until then that one keeps it, and all its replicas, so that an update never
 *   costs capacity; it takes room for both meanwhile. A revision that never comes up never gets any.
 * - A component that is added to a service that serves takes its part with its first ready replica: until then the
 *   service goes on without it. One that comes with the service is waited for.
 * - A component that the spec no longer has gets nothing.
 */
export function planComponent(
  component: ComponentWorld,
  world: PlanWorld,
): ComponentPlan {
  const kept = keptRevision(component, world);
  const added = kept ? undefined : newRevision(component, world);
  const revisions = added
    ? [...component.revisions, added]
    : component.revisions;
  const current = kept ?? added;
  const isJoining = isAdded(component, world) && !isReady(world, current);
  const serving =
    component.resolution === undefined || isJoining
      ? undefined
      : servingRevision(component, world, revisions, current);
  return {
    component,
    revisions,
    ...(added ? { added } : {}),
    ...(current ? { current } : {}),
    ...(serving ? { serving } : {}),
    isJoining,
  };
}

/**
 * Ends revisions that are neither serving nor to come, and forgets the oldest ones. They end only after the status says
 * who has their traffic now and every gateway confirmed it: a pass that is cut off anywhere can be repeated.
 */
export function retireRevisions(
  { component, revisions, current, serving }: ComponentPlan,
  world: PlanWorld,
): {
  readonly steps: readonly PlanStep[];
  readonly waitingFor?: DeploymentPlan['waitingFor'];
} {
  const superseded = revisions.filter(
    revision => revision !== serving && revision !== current,
  );
  const isRecorded = component.servingBefore === serving?.spec.name;
  const steps: PlanStep[] = [];
  let waitingFor: DeploymentPlan['waitingFor'];
  for (const revision of superseded) {
    const { key } = revision.spec;
    const facts = world.facts.get(key);
    if (!facts) continue;
    if (!isUp(facts)) {
      steps.push({ kind: 'remove', key });
    } else if (!isRecorded) {
      waitingFor = 'status';
    } else if (mayBeRouted(world, key)) {
      waitingFor = 'gateway';
    } else {
      steps.push({ kind: 'apply', revision, replicas: 0 });
      waitingFor = 'drain';
    }
  }
  const surplus = component.revisions.length - KEPT_REVISIONS;
  for (const revision of component.revisions.slice(0, Math.max(0, surplus))) {
    if (!superseded.includes(revision)) continue;
    if (world.facts.has(revision.spec.key)) continue;
    steps.push({ kind: 'forget-revision', revision });
  }
  return { steps, ...(waitingFor ? { waitingFor } : {}) };
}

/**
 * Replicas that a revision should have while the service runs. One that is to take over from another comes up with as many
 * as that one has, so that an update under load costs nobody anything.
 */
export function replicasFor(
  { wantedReplicas, scaled }: ComponentWorld,
  { spec }: StoredRevision,
): number {
  return (
    scaled?.get(spec.key) ??
    Math.max(wantedReplicas, ...(scaled?.values() ?? []))
  );
}

/** Whether it has replicas, or was told to have some. */
export function isUp(facts: RevisionFacts | undefined): boolean {
  if (!facts) return false;
  return (
    facts.desired > 0 ||
    facts.replicas.some(replica => replica.state !== 'ended')
  );
}

/** Whether a revision has a replica that may be given requests. */
export function isReady(
  world: Pick<PlanWorld, 'facts'>,
  revision: StoredRevision | undefined,
): boolean {
  return revision !== undefined && readyReplicas(world, revision) > 0;
}

/**
 * Whether the service had served without the component before it got it. All components of a spec are on record from the
 * first pass over it; one whose spec comes to nothing cannot be, so that only a service that was Ready goes on without it.
 */
function isAdded(
  { component, resolution, servingBefore }: ComponentWorld,
  world: PlanWorld,
): boolean {
  if (component === 'predictor' || !resolution || servingBefore) return false;
  if (world.wasReady) return true;
  const predictor = world.components.find(
    known => known.component === 'predictor',
  );
  return (
    resolution.kind === 'resolved' &&
    predictor?.servingBefore !== undefined &&
    (predictor.latestReady !== undefined ||
      predictor.revisions.some(revision => hasBeenReady(world, revision)))
  );
}

/**
 * The kept revision that the current spec comes to: the newest one, or an older one that still runs or serves, after a
 * change was taken back. Where the spec comes to nothing it is what was to run before.
 */
function keptRevision(
  { resolution, revisions, servingBefore }: ComponentWorld,
  world: PlanWorld,
): StoredRevision | undefined {
  if (!resolution) return undefined;
  const newestFirst = [...revisions].reverse();
  const [newest] = newestFirst;
  const isWanted = ({ spec }: StoredRevision) =>
    (world.facts.get(spec.key)?.desired ?? 0) > 0 ||
    spec.name === servingBefore;
  if (resolution.kind === 'failed') return newestFirst.find(isWanted) ?? newest;
  const { fingerprint } = resolution.draft;
  if (newest?.fingerprint === fingerprint) return newest;
  return newestFirst.find(
    revision => revision.fingerprint === fingerprint && isWanted(revision),
  );
}

/** A revision of the current spec. */
function newRevision(
  { component, resolution, revisions }: ComponentWorld,
  world: PlanWorld,
): StoredRevision | undefined {
  if (resolution?.kind !== 'resolved') return undefined;
  const { ref, uid } = world;
  const { fingerprint, runtime, pod, model, modelName, protocol } =
    resolution.draft;
  const number = (revisions[revisions.length - 1]?.number ?? 0) + 1;
  const name = revisionName(ref.name, component, number);
  return {
    serviceUid: uid,
    component,
    number,
    spec: {
      key: revisionKey(ref.namespace, name),
      name,
      service: ref,
      serviceUid: uid,
      component,
      pod,
      ...(model ? { model } : {}),
      modelName,
      protocol,
    },
    fingerprint,
    generation: world.service.metadata.generation ?? 1,
    ...(runtime ? { runtime: { kind: runtime.kind, name: runtime.name } } : {}),
    createdAt: new Date(world.now).toISOString(),
    ...(world.createdBy ? { createdBy: world.createdBy } : {}),
  };
}

/** Who gets the traffic: see {@link planComponent}. */
function servingRevision(
  component: ComponentWorld,
  world: PlanWorld,
  revisions: readonly StoredRevision[],
  current: StoredRevision | undefined,
): StoredRevision | undefined {
  const before = revisions.find(
    ({ spec }) => spec.name === component.servingBefore,
  );
  if (!current || mayServe(current, before, component, world)) return current;
  // Not yet ready again after a moment's failure, or just not ready any more: still better than one that never was.
  if (
    before &&
    before !== current &&
    (component.latestReady === before.spec.name || hasBeenReady(world, before))
  )
    return before;
  const running = [...revisions]
    .reverse()
    .find(revision => isReady(world, revision));
  return running ?? current;
}

/** Whether a revision may have the traffic without a loss against the one that has it. */
function mayServe(
  revision: StoredRevision,
  before: StoredRevision | undefined,
  component: ComponentWorld,
  world: PlanWorld,
): boolean {
  const ready = readyReplicas(world, revision);
  if (ready === 0) return false;
  if (!before || before === revision) return true;
  return (
    ready >=
    Math.min(replicasFor(component, revision), readyReplicas(world, before))
  );
}

function readyReplicas(
  world: Pick<PlanWorld, 'facts'>,
  revision: StoredRevision,
): number {
  return routableReplicas(world.facts.get(revision.spec.key)).length;
}

function hasBeenReady(world: PlanWorld, revision: StoredRevision): boolean {
  const { replicas = [] } = world.facts.get(revision.spec.key) ?? {};
  return replicas.some(replica => replica.readyAt !== undefined);
}
