import type {
  GatewayRoute,
  RouteBranch,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  ComponentTraffic,
  findRoute,
  RouteIntent,
  routableReplicas,
  SnapshotContent,
  SplitIntent,
  startFailure,
} from '../routing';
import { PlanWorld } from './types';

/**
 * Whether every gateway confirmed to send the service's traffic where it should go now: to the revisions of the intent,
 * and to at least one replica of each that is ready, or to wait for one; explanations, tags, copies and calls between
 * components likewise. Replicas that came or went a moment ago do not matter.
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
  const { explain, internal = [], split } = intent ?? {};
  const leads = (branch: RouteBranch | undefined, traffic: ComponentTraffic) =>
    leadsTo(branch, traffic, content, world);
  return (
    leads(route, { ...intent, ...destination }) &&
    copiesTo(route, split?.shadow, world) &&
    (explain ? leads(route.explain, explain) : !route.explain) &&
    (split?.tags ?? []).every(({ tag, target }) =>
      leads(
        route.split?.tags?.find(known => known.tag === tag),
        { ...intent, targets: [{ ...target, weight: 100 }] },
      ),
    ) &&
    internal.every(traffic => {
      const inner = routeOf(`${id}/${traffic.component}`);
      return leads(inner, traffic) && copiesTo(inner, traffic.shadow, world);
    })
  );
}

/** Whether a route copies what it should; without a replica there are no copies. */
function copiesTo(
  route: GatewayRoute | undefined,
  shadow: SplitIntent['shadow'],
  { facts }: Pick<PlanWorld, 'facts'>,
): boolean {
  const live = route?.split?.shadow;
  if (!shadow) return live === undefined;
  const { target, percent } = shadow;
  if (routableReplicas(facts.get(target.revision)).length === 0) return true;
  return live?.revision === target.revision && live.percent === percent;
}

function leadsTo(
  branch: RouteBranch | undefined,
  { targets, isHeld }: ComponentTraffic,
  content: SnapshotContent,
  world: Pick<PlanWorld, 'facts'>,
): boolean {
  if (!branch) return false;
  // What a canary without replicas leaves is the stable one's.
  const left = targets
    .filter(
      ({ revision, isCanary }) =>
        isCanary && routableReplicas(world.facts.get(revision)).length === 0,
    )
    .reduce((sum, { weight }) => sum + weight, 0);
  const expected = targets
    .filter(({ weight }) => weight > 0)
    .map(({ revision, weight, isCanary }) => {
      const known = world.facts.get(revision);
      return {
        revision,
        weight,
        most: isCanary ? weight : weight + left,
        ids: routableReplicas(known).map(({ id: own }) => own),
        isAwaited: isHeld && startFailure(known, revision) === undefined,
      };
    })
    .filter(({ ids, isAwaited }) => ids.length > 0 || isAwaited);
  if (expected.length === 0) {
    const reason = branch.unavailable?.reason;
    return reason === 'NotReady' || reason === 'ModelLoadFailed'
      ? true
      : targets.every(({ revision }) => content.revisions[revision]?.hold);
  }
  return expected.every(({ revision, weight, most, ids, isAwaited }) => {
    const isTarget = branch.targets.some(
      target =>
        target.revision === revision &&
        target.weight >= weight &&
        target.weight <= most,
    );
    if (!isTarget) return false;
    const { replicas, hold } = content.revisions[revision];
    return ids.length > 0
      ? replicas.some(({ id: own }) => ids.includes(own))
      : isAwaited && hold !== undefined;
  });
}
