import { RouteIntent, routableReplicas, SnapshotContent } from '../routing';
import { PlanWorld } from './types';

/**
 * Whether every gateway confirmed to send the service's traffic where it should go now: to the revisions of the intent,
 * and to at least one replica of each that is ready. Replicas that came or went a moment ago do not matter.
 */
export function isRouteLive(
  intent: RouteIntent | undefined,
  world: Pick<PlanWorld, 'gateways' | 'facts' | 'ref'>,
): boolean {
  const { confirmed } = world.gateways;
  if (!confirmed) return false;
  return confirmed.every(content => isLiveIn(content, intent, world));
}

function isLiveIn(
  content: SnapshotContent,
  intent: RouteIntent | undefined,
  world: Pick<PlanWorld, 'facts' | 'ref'>,
): boolean {
  const id = `${world.ref.namespace}/${world.ref.name}`;
  const route = content.routes.find(known => known.id === id);
  if (!intent || !route) return !intent && !route;
  if (intent.destination.kind === 'stopped') {
    return route.unavailable?.reason === 'Stopped';
  }
  const expected = intent.destination.targets
    .map(({ revision }) => ({
      revision,
      ids: routableReplicas(world.facts.get(revision)).map(
        ({ id: own }) => own,
      ),
    }))
    .filter(({ ids }) => ids.length > 0);
  if (expected.length === 0) return route.unavailable?.reason === 'NotReady';
  return expected.every(({ revision, ids }) => {
    const isTarget = route.targets.some(target => target.revision === revision);
    const known = content.revisions[revision]?.replicas ?? [];
    return isTarget && known.some(({ id: own }) => ids.includes(own));
  });
}
