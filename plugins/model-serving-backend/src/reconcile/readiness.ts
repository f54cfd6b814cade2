import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { routableReplicas } from '../routing';
import type { StoredRevision } from '../store/types';
import { PlanWorld } from './types';

/** Whether it has replicas, or was told to have some. */
export function isUp(facts: RevisionFacts | undefined): boolean {
  if (!facts) return false;
  return (
    facts.desired > 0 ||
    facts.replicas.some(replica => replica.state !== 'ended')
  );
}

/** Replicas of a revision that may be given requests. */
export function readyReplicas(
  world: Pick<PlanWorld, 'facts'>,
  revision: StoredRevision,
): number {
  return routableReplicas(world.facts.get(revision.spec.key)).length;
}

/** Whether a revision has a replica that may be given requests. */
export function isReady(
  world: Pick<PlanWorld, 'facts'>,
  revision: StoredRevision | undefined,
): boolean {
  return revision !== undefined && readyReplicas(world, revision) > 0;
}

/** Whether one of its replicas ever was ready. */
export function hasBeenReady(
  world: Pick<PlanWorld, 'facts'>,
  revision: StoredRevision,
): boolean {
  const { replicas = [] } = world.facts.get(revision.spec.key) ?? {};
  return replicas.some(replica => replica.readyAt !== undefined);
}
