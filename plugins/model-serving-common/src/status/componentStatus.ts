import { canaryPercentOf } from '../canary';
import { ComponentName, ComponentStatus } from '../resources';
import { Observation, readyReplicas } from './observation';
import { DeploymentWorld, RevisionInWorld, RolloutRecord } from './types';

/**
 * KServe's status of one component: its revisions and the traffic between them, the newest first.
 * Source: kserve-status-and-objects §6.3, §8.1.
 */
export function componentStatusOf(
  { world, newest }: Observation,
  component: ComponentName,
): ComponentStatus {
  const revisions = world.revisions
    .filter(revision => revision.component === component)
    .sort((a, b) => b.number - a.number);
  const own = revisions.filter(({ canary }) => canary === undefined);
  const before = world.service.status?.components?.[component] ?? {};
  const latestReady = own.find(revision => readyReplicas(revision).length > 0);
  const { rolledOut, previous } = rolloutAfter(
    world.rollouts?.[component] ?? {
      rolledOut: before.latestRolledoutRevision,
      previous: before.previousRolledoutRevision,
    },
    {
      latest: own[0],
      latestReady,
      isSplit: canaryPercentOf(world.service, component) !== undefined,
    },
  );
  return {
    url: before.url,
    latestCreatedRevision: own[0]?.name ?? before.latestCreatedRevision,
    latestReadyRevision: latestReady?.name ?? before.latestReadyRevision,
    latestRolledoutRevision: rolledOut,
    previousRolledoutRevision: previous,
    traffic: revisions
      .filter(revision => revision.percent > 0 || revision.isCanary)
      .map(revision => ({
        revisionName: revision.name,
        latestRevision: newest.includes(revision),
        percent: revision.percent,
        ...tagOf(world, revision),
      })),
  };
}

function tagOf(
  { route }: DeploymentWorld,
  { component, name }: RevisionInWorld,
): { tag?: string; url?: string } {
  const found = route.tags?.find(
    known => known.component === component && known.revision === name,
  );
  if (!found) return {};
  const { tag, url } = found;
  return { tag, ...(url ? { url } : {}) };
}

/**
 * The roll-out record follows what is observed: a ready latest revision that carries all traffic is rolled out, and what
 * was so before becomes the previous one. A split that begins after its latest revision was rolled out takes that back:
 * the one before has the rest of the traffic then.
 */
function rolloutAfter(
  before: RolloutRecord,
  seen: {
    readonly latest: RevisionInWorld | undefined;
    readonly latestReady: RevisionInWorld | undefined;
    readonly isSplit: boolean;
  },
): RolloutRecord {
  const { latest, latestReady, isSplit } = seen;
  const { rolledOut, previous } = before;
  if (latestReady?.percent === 100 && latestReady.name !== rolledOut) {
    return {
      rolledOut: latestReady.name,
      ...(rolledOut ? { previous: rolledOut } : {}),
    };
  }
  const isTakenBack =
    isSplit &&
    previous !== undefined &&
    latestReady !== undefined &&
    latestReady === latest &&
    latestReady.name === rolledOut &&
    latestReady.isCanary === true;
  return isTakenBack ? { rolledOut: previous, previous } : before;
}
