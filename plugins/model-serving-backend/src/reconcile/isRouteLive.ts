import type { RouteBranch } from '@greenroom/backstage-plugin-model-serving-common';
import {
  ComponentTraffic,
  findRoute,
  RouteIntent,
  routableReplicas,
  SnapshotContent,
} from '../routing';
import { PlanWorld } from './types';

/**
 * Whether every gateway confirmed to send the service's traffic where it should go now: to the revisions of the intent,
 * and to at least one replica of each that is ready; explanations and calls between components likewise. Replicas that
 * came or went a moment ago do not matter.
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
  const routeOf = (wanted: string) => findRoute(content, wanted);
  const route = routeOf(id);
  const destination = intent?.destination ?? { kind: 'none' };
  if (destination.kind === 'none' || !route) {
    return destination.kind === 'none' && !route;
  }
  if (destination.kind === 'stopped') {
    return route.unavailable?.reason === 'Stopped';
  }
  const { explain, internal = [] } = intent ?? {};
  const leads = (branch: RouteBranch | undefined, traffic: ComponentTraffic) =>
    leadsTo(branch, traffic, content, world);
  return (
    leads(route, destination) &&
    (explain ? leads(route.explain, explain) : !route.explain) &&
    internal.every(traffic =>
      leads(routeOf(`${id}/${traffic.component}`), traffic),
    )
  );
}

function leadsTo(
  branch: RouteBranch | undefined,
  { targets }: ComponentTraffic,
  content: SnapshotContent,
  world: Pick<PlanWorld, 'facts'>,
): boolean {
  if (!branch) return false;
  const expected = targets
    .filter(({ weight }) => weight > 0)
    .map(({ revision, weight }) => ({
      revision,
      weight,
      ids: routableReplicas(world.facts.get(revision)).map(
        ({ id: own }) => own,
      ),
    }))
    .filter(({ ids }) => ids.length > 0);
  if (expected.length === 0) {
    const reason = branch.unavailable?.reason;
    return reason === 'NotReady' || reason === 'ModelLoadFailed'
      ? true
      : targets.every(({ revision }) => content.revisions[revision]?.hold);
  }
  return expected.every(({ revision, weight, ids }) => {
    const isTarget = branch.targets.some(
      target => target.revision === revision && target.weight === weight,
    );
    const known = content.revisions[revision]?.replicas ?? [];
    return isTarget && known.some(({ id: own }) => ids.includes(own));
  });
}
