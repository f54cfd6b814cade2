import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../store/types';
import { PlannedCanary, planTraffic, TrafficPlan } from './planTraffic';
import { hasBeenReady, isReady, isUp } from './readiness';
import { revisionKey, revisionName } from './revisionName';
import { mayBeRouted } from './trafficHasLeft';
import {
  CanaryWorld,
  ComponentWorld,
  DeploymentPlan,
  PlanStep,
  PlanWorld,
  Resolution,
} from './types';

/** Revisions of a component that are kept, for a look back and for numbering. */
export const KEPT_REVISIONS = 10;

/** What one component of a service that runs should have now. */
export interface ComponentPlan extends TrafficPlan {
  readonly component: ComponentWorld;
  /** Kept revisions and the new one, oldest first. */
  readonly revisions: readonly StoredRevision[];
  readonly added: readonly StoredRevision[];
  /** What the current spec comes to. */
  readonly current?: StoredRevision;
  /** Canaries that the spec names. */
  readonly named: readonly PlannedCanary[];
  /** It is added to a service that serves without it, and cannot take its part yet. */
  readonly isJoining: boolean;
}

/**
 * What one component should have now, whatever the others do.
 *
 * - A new revision when what would run differs from the newest one; a change that is taken back goes on with the
 *   revision that still runs.
 * - Who gets the traffic says {@link planTraffic}. A revision that is to get some comes up beside the one that has it, and
 *   that keeps its replicas meanwhile: an update takes room for both, and costs no capacity.
 * - A component that is added to a service that serves takes its part with its first ready replica: until then the
 *   service goes on without it. One that comes with the service is waited for.
 * - A component that the spec no longer has gets nothing.
 */
export function planComponent(
  component: ComponentWorld,
  world: PlanWorld,
): ComponentPlan {
  const added: StoredRevision[] = [];
  const add = (resolution: Resolution | undefined, canary?: string) => {
    const [newest] = [...component.revisions, ...added].slice(-1);
    const number = (newest?.number ?? 0) + 1;
    const made = newRevision(resolution, number, component.component, world);
    if (!made) return undefined;
    const revision = canary === undefined ? made : { ...made, canary };
    added.push(revision);
    return revision;
  };
  const current = keptRevision(component, world) ?? add(component.resolution);
  const named: PlannedCanary[] = [];
  for (const canary of component.resolution ? component.canaries ?? [] : []) {
    const taken = [current, ...named.map(({ revision }) => revision)];
    const revision =
      keptCanary(canary, component, taken) ??
      add(canary.resolution, canary.name);
    if (revision) named.push({ canary, revision });
  }
  const revisions = [...component.revisions, ...added];
  const isJoining = isAdded(component, world) && !isReady(world, current);
  const traffic =
    component.resolution === undefined || isJoining || !current
      ? {}
      : planTraffic(component, world, revisions, current, named);
  return {
    component,
    revisions,
    added,
    ...(current ? { current } : {}),
    named,
    ...traffic,
    isJoining,
  };
}

/** Revisions that have or shall have traffic: what serves, its canaries, and who is to take over from them. */
export function wantedRevisions({
  current,
  serving,
  canaries = [],
  named,
  pinned,
}: ComponentPlan): ReadonlySet<StoredRevision> {
  const wanted = [
    serving,
    ...[...canaries, ...named].map(({ revision }) => revision),
    pinned,
    current,
  ];
  return new Set(wanted.filter(revision => revision !== undefined));
}

/**
 * Ends revisions that are neither serving nor to come, and forgets the oldest ones. They end only after the status says
 * who has their traffic now and every gateway confirmed it: a pass that is cut off anywhere can be repeated.
 */
export function retireRevisions(
  plan: ComponentPlan,
  world: PlanWorld,
): {
  readonly steps: readonly PlanStep[];
  readonly waitingFor?: DeploymentPlan['waitingFor'];
} {
  const { component, revisions, serving, canaries = [] } = plan;
  const wanted = wantedRevisions(plan);
  const superseded = revisions.filter(revision => !wanted.has(revision));
  const isRecorded =
    component.servingBefore === serving?.spec.name &&
    (component.canariesBefore ?? []).length === canaries.length &&
    canaries.every(({ revision: { spec } }) =>
      component.canariesBefore?.some(({ name }) => name === spec.name),
    );
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
 * change was taken back. Where several are alike it is the one that serves, and none that is there for a canary of the
 * spec. Where the spec comes to nothing it is what was to run before.
 */
function keptRevision(
  component: ComponentWorld,
  world: PlanWorld,
): StoredRevision | undefined {
  const { resolution, revisions, servingBefore, rollout } = component;
  const { canaries = [], canariesBefore = [] } = component;
  if (!resolution) return undefined;
  const newestFirst = [...revisions].reverse();
  const [newest] = newestFirst;
  const had = ({ spec }: StoredRevision) =>
    canariesBefore.find(({ name }) => name === spec.name);
  const isWanted = (revision: StoredRevision) =>
    (world.facts.get(revision.spec.key)?.desired ?? 0) > 0 ||
    revision.spec.name === servingBefore ||
    had(revision) !== undefined ||
    // After a stop nothing runs, and the newest ones are canaries.
    (canaries.length > 0 && revision.spec.name === rollout?.rolledOut);
  if (resolution.kind === 'failed') {
    const own = newestFirst.filter(revision => !had(revision)?.canary);
    return own.find(isWanted) ?? own[0];
  }
  const { fingerprint } = resolution.draft;
  const alike = newestFirst.filter(
    revision =>
      revision.fingerprint === fingerprint &&
      (revision === newest || isWanted(revision)),
  );
  const isCanary = ({ canary }: StoredRevision) =>
    canaries.some(({ name }) => name === canary);
  return (
    alike.find(({ spec }) => spec.name === servingBefore) ??
    alike.find(revision => !isCanary(revision)) ??
    alike[0]
  );
}

/** The kept revision that a canary of the spec comes to; where it comes to nothing, the one that it had. */
function keptCanary(
  { name, resolution }: CanaryWorld,
  { revisions, canariesBefore = [] }: ComponentWorld,
  taken: readonly (StoredRevision | undefined)[],
): StoredRevision | undefined {
  const free = [...revisions]
    .reverse()
    .filter(revision => !taken.includes(revision));
  return resolution.kind === 'resolved'
    ? free.find(
        ({ fingerprint }) => fingerprint === resolution.draft.fingerprint,
      )
    : free.find(({ spec }) =>
        canariesBefore.some(
          had => had.name === spec.name && had.canary === name,
        ),
      );
}

/** A revision of what a spec comes to. */
function newRevision(
  resolution: Resolution | undefined,
  number: number,
  component: ComponentName,
  world: PlanWorld,
): StoredRevision | undefined {
  if (resolution?.kind !== 'resolved') return undefined;
  const { ref, uid } = world;
  const { fingerprint, runtime, pod, model, modelName, protocol } =
    resolution.draft;
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
