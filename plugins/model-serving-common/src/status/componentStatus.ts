import { ComponentName, ComponentStatus } from '../resources';
import { Observation, readyReplicas } from './observation';

/**
 * KServe's status of one component: its revisions and the traffic between them. The roll-out record follows what is
 * observed: a ready latest revision that carries all traffic is rolled out, and what was so before becomes the previous
 * one. Source: kserve-status-and-objects §6.3, §8.1.
 */
export function componentStatusOf(
  { world, newest }: Observation,
  component: ComponentName,
): ComponentStatus {
  const revisions = world.revisions
    .filter(revision => revision.component === component)
    .sort((a, b) => b.number - a.number);
  const before = world.service.status?.components?.[component] ?? {};
  const latestReady = revisions.find(
    revision => readyReplicas(revision).length > 0,
  );
  const rolledOut =
    latestReady?.percent === 100
      ? latestReady.name
      : before.latestRolledoutRevision;
  const isNew = rolledOut !== before.latestRolledoutRevision;
  return {
    url: before.url,
    latestCreatedRevision: revisions[0]?.name ?? before.latestCreatedRevision,
    latestReadyRevision: latestReady?.name ?? before.latestReadyRevision,
    latestRolledoutRevision: rolledOut,
    previousRolledoutRevision: isNew
      ? before.latestRolledoutRevision
      : before.previousRolledoutRevision,
    traffic: revisions
      .filter(revision => revision.percent > 0)
      .map(revision => ({
        revisionName: revision.name,
        latestRevision: newest.includes(revision),
        percent: revision.percent,
      })),
  };
}
