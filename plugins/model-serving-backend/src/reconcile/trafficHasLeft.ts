import { PlanWorld } from './types';

/**
 * How long replicas of a service that stops or goes wait for a gateway that cannot be asked. It has lost its control
 * plane for so long then that people expect the stop to count more than its last requests.
 */
export const UNREACHABLE_GRACE_MS = 30_000;

/**
 * Whether a gateway may still send requests to a revision (or to one of its replicas): one that confirmed so, one to
 * which that is on its way, or one of which nothing is known.
 */
export function mayBeRouted(
  world: Pick<PlanWorld, 'gateways'>,
  key: string,
  replica?: string,
): boolean {
  const { confirmed, pending } = world.gateways;
  if (!confirmed) return true;
  for (const { revisions } of [...confirmed, ...pending]) {
    const routed = revisions[key]?.replicas ?? [];
    if (
      replica === undefined
        ? routed.length > 0
        : routed.some(({ id }) => id === replica)
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Whether no gateway sends requests to these revisions (by default: any of the service), so that their replicas may go.
 * Without an answer from the gateways for {@link UNREACHABLE_GRACE_MS} it counts as so.
 */
export function trafficHasLeft(
  world: Pick<PlanWorld, 'gateways' | 'facts' | 'now'>,
  keys: Iterable<string> = world.facts.keys(),
): boolean {
  const { confirmed, problem } = world.gateways;
  if (!confirmed) {
    return (
      problem !== undefined &&
      world.now - Date.parse(problem.since) >= UNREACHABLE_GRACE_MS
    );
  }
  return [...keys].every(key => !mayBeRouted(world, key));
}
