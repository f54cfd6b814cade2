import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import { RouteDestination, RouteIntent, routableReplicas } from '../routing';
import type { StoredRevision } from '../store/types';
import { revisionKey, revisionName } from './revisionName';
import { mayBeRouted, trafficHasLeft } from './trafficHasLeft';
import { DeploymentPlan, PlannedRevision, PlanStep, PlanWorld } from './types';

/** Revisions that are kept, for a look back and for numbering. */
export const KEPT_REVISIONS = 10;

/**
 * What to do about one service now: a pure function of what is known, made anew in every pass.
 *
 * - A new revision when what would run differs from the newest one; a change that is taken back goes on with the
 *   revision that still runs.
 * - The current revision gets the traffic as soon as it can carry it: it has as many ready replicas as are wanted, or as
 *   many as the revision that has the traffic. Until then that one keeps it, and all its replicas, so that an update never
 *   costs capacity; it takes room for both meanwhile. A revision that never comes up never gets any.
 * - What lost the traffic ends only after the status says who has it now and every gateway confirmed it: a pass that is
 *   cut off anywhere can be repeated from the start.
 * - Stopping and deleting: routes first, then replicas, then (deleting) what is stored.
 */
export function planDeployment(world: PlanWorld): DeploymentPlan {
  if (world.isDeleting) return planDeletion(world);
  if (isStopped(world.service)) return planStop(world);
  return planRun(world);
}

function planRun(world: PlanWorld): DeploymentPlan {
  const { resolution, wantedReplicas } = world;
  const kept = keptRevision(world);
  const added = kept ? undefined : newRevision(world);
  const revisions = added ? [...world.revisions, added] : world.revisions;
  const current = kept ?? added;
  const serving = servingRevision(world, revisions, current);
  const intent = intentOf(world, {
    kind: 'revisions',
    targets: serving ? [{ revision: serving.spec.key, weight: 100 }] : [],
  });

  const steps: PlanStep[] = [];
  if (added) steps.push({ kind: 'add-revision', revision: added });
  steps.push({ kind: 'route', intent });
  for (const revision of revisions) {
    if (revision !== serving && revision !== current) continue;
    steps.push({ kind: 'apply', revision, replicas: wantedReplicas });
  }
  const superseded = revisions.filter(
    revision => revision !== serving && revision !== current,
  );
  const isRecorded = world.servingBefore === serving?.spec.name;
  const retirement = retire(world, superseded, isRecorded);
  steps.push(...retirement.steps, ...drainedSteps(world));

  return {
    steps,
    revisions: shares(revisions, serving),
    ...(current ? { current: current.spec.key } : {}),
    intent,
    ...(resolution.kind === 'failed' ? { failure: resolution.failure } : {}),
    ...waiting(
      retirement.waitingFor ??
        (current === serving && isReady(world, current)
          ? undefined
          : 'replicas'),
    ),
  };
}

function planStop(world: PlanWorld): DeploymentPlan {
  const { revisions } = world;
  const intent = intentOf(world, { kind: 'stopped' });
  const steps: PlanStep[] = [{ kind: 'route', intent }];
  let waitingFor: DeploymentPlan['waitingFor'];
  const running = revisions.filter(({ spec }) =>
    isUp(world.facts.get(spec.key)),
  );
  if (running.length > 0) {
    if (trafficHasLeft(world)) {
      for (const revision of running) {
        steps.push({ kind: 'apply', revision, replicas: 0 });
      }
      waitingFor = 'drain';
    } else {
      waitingFor = 'gateway';
    }
  }
  steps.push(...drainedSteps(world));
  // Who served stays on record: a stop that is taken back early finds it still running.
  const served = revisions.find(
    ({ spec }) => spec.name === world.servingBefore,
  );
  return {
    steps,
    revisions: shares(revisions, served ?? revisions[revisions.length - 1]),
    intent,
    ...waiting(waitingFor),
  };
}

function planDeletion(world: PlanWorld): DeploymentPlan {
  const steps: PlanStep[] = [{ kind: 'route' }];
  const plan = (
    waitingFor: DeploymentPlan['waitingFor'],
    more: readonly PlanStep[],
  ): DeploymentPlan => ({
    steps: [...steps, ...more],
    revisions: shares(world.revisions, undefined),
    ...waiting(waitingFor),
  });
  const known = [...world.facts.values()];
  if (known.some(isUp)) {
    if (!trafficHasLeft(world)) return plan('gateway', []);
    const running = world.revisions.filter(({ spec }) =>
      isUp(world.facts.get(spec.key)),
    );
    const strays = known.filter(
      facts =>
        isUp(facts) && !running.some(({ spec }) => spec.key === facts.key),
    );
    return plan('drain', [
      ...running.map(
        (revision): PlanStep => ({ kind: 'apply', revision, replicas: 0 }),
      ),
      ...strays.map(({ key }): PlanStep => ({ kind: 'remove', key })),
      ...drainedSteps(world),
    ]);
  }
  // The cluster forgets first: a service of the same name must not find replicas of this one.
  if (known.length > 0) {
    return plan(
      'drain',
      known.map(({ key }): PlanStep => ({ kind: 'remove', key })),
    );
  }
  return plan(undefined, [
    { kind: 'remove-connections' },
    { kind: 'remove-record' },
  ]);
}

/**
 * The kept revision that the current spec comes to: the newest one, or an older one that still runs or serves, after a
 * change was taken back. Without a resolution it is what was to run before.
 */
function keptRevision(world: PlanWorld): StoredRevision | undefined {
  const { resolution, revisions } = world;
  const newestFirst = [...revisions].reverse();
  const [newest] = newestFirst;
  const isWanted = ({ spec }: StoredRevision) =>
    (world.facts.get(spec.key)?.desired ?? 0) > 0 ||
    spec.name === world.servingBefore;
  if (resolution.kind === 'failed') return newestFirst.find(isWanted) ?? newest;
  const { fingerprint } = resolution.draft;
  if (newest?.fingerprint === fingerprint) return newest;
  return newestFirst.find(
    revision => revision.fingerprint === fingerprint && isWanted(revision),
  );
}

/** A revision of the current spec. */
function newRevision(world: PlanWorld): StoredRevision | undefined {
  const { resolution, revisions, ref, uid } = world;
  if (resolution.kind === 'failed') return undefined;
  const { fingerprint, runtime, pod, model, modelName, protocol } =
    resolution.draft;
  const newest = revisions[revisions.length - 1];
  const number = (newest?.number ?? 0) + 1;
  const name = revisionName(ref.name, number);
  return {
    serviceUid: uid,
    component: 'predictor',
    number,
    spec: {
      key: revisionKey(ref.namespace, name),
      name,
      service: ref,
      serviceUid: uid,
      component: 'predictor',
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

/** Who gets the traffic: see {@link planDeployment}. */
function servingRevision(
  world: PlanWorld,
  revisions: readonly StoredRevision[],
  current: StoredRevision | undefined,
): StoredRevision | undefined {
  const before = revisions.find(
    ({ spec }) => spec.name === world.servingBefore,
  );
  if (!current || mayServe(world, current, before)) return current;
  // Not yet ready again after a moment's failure, or just not ready any more: still better than one that never was.
  if (before && before !== current && wasEverReady(world, before))
    return before;
  const running = [...revisions]
    .reverse()
    .find(revision => isReady(world, revision));
  return running ?? current;
}

/** Whether a revision may have the traffic without a loss against the one that has it. */
function mayServe(
  world: PlanWorld,
  revision: StoredRevision,
  before: StoredRevision | undefined,
): boolean {
  const ready = readyReplicas(world, revision);
  if (ready === 0) return false;
  if (!before || before === revision) return true;
  const needed = Math.min(world.wantedReplicas, readyReplicas(world, before));
  return ready >= needed;
}

function readyReplicas(world: PlanWorld, revision: StoredRevision): number {
  return routableReplicas(world.facts.get(revision.spec.key)).length;
}

function isReady(
  world: PlanWorld,
  revision: StoredRevision | undefined,
): boolean {
  return revision !== undefined && readyReplicas(world, revision) > 0;
}

function wasEverReady(world: PlanWorld, revision: StoredRevision): boolean {
  const { replicas = [] } = world.facts.get(revision.spec.key) ?? {};
  return (
    world.latestReady === revision.spec.name ||
    replicas.some(replica => replica.readyAt !== undefined)
  );
}

/** Ends revisions that are neither serving nor to come, and forgets the oldest ones. */
function retire(
  world: PlanWorld,
  superseded: readonly StoredRevision[],
  isRecorded: boolean,
): { steps: PlanStep[]; waitingFor?: DeploymentPlan['waitingFor'] } {
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
  const surplus = world.revisions.length - KEPT_REVISIONS;
  for (const revision of world.revisions.slice(0, Math.max(0, surplus))) {
    if (!superseded.includes(revision)) continue;
    if (world.facts.has(revision.spec.key)) continue;
    steps.push({ kind: 'forget-revision', revision });
  }
  return { steps, waitingFor };
}

/** Replicas that leave may end as soon as no gateway can send them anything. */
function drainedSteps(world: PlanWorld): PlanStep[] {
  const steps: PlanStep[] = [];
  for (const { key, replicas } of world.facts.values()) {
    for (const { id, state } of replicas) {
      if (state !== 'draining' || mayBeRouted(world, key, id)) continue;
      steps.push({ kind: 'drained', key, replica: id });
    }
  }
  return steps;
}

/** Whether it has replicas, or was told to have some. */
function isUp(facts: RevisionFacts | undefined): boolean {
  if (!facts) return false;
  return (
    facts.desired > 0 ||
    facts.replicas.some(replica => replica.state !== 'ended')
  );
}

function intentOf(
  world: PlanWorld,
  destination: RouteDestination,
): RouteIntent {
  return { ...world.route, destination };
}

function shares(
  revisions: readonly StoredRevision[],
  serving: StoredRevision | undefined,
): PlannedRevision[] {
  return revisions.map(revision => ({
    revision,
    percent: revision === serving ? 100 : 0,
  }));
}

function waiting(
  waitingFor: DeploymentPlan['waitingFor'],
): Pick<DeploymentPlan, 'waitingFor'> {
  return waitingFor ? { waitingFor } : {};
}
