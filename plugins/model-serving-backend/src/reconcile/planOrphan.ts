import { PlanStep, PlanWorld } from './types';
import { trafficHasLeft } from './trafficHasLeft';

/**
 * What to do about what runs of a service that is not stored (any more): its route goes, then the cluster forgets it,
 * unless what outlives the portal is kept there until somebody asks for its removal. This heals a deletion that was cut
 * off, and a database that was emptied.
 */
export function planOrphan(
  world: Pick<PlanWorld, 'facts' | 'gateways' | 'now'> & {
    readonly isKept: boolean;
  },
): { readonly steps: readonly PlanStep[]; readonly isDone: boolean } {
  const steps: PlanStep[] = [{ kind: 'route' }];
  if (world.isKept || world.facts.size === 0) return { steps, isDone: true };
  if (trafficHasLeft(world)) {
    for (const key of world.facts.keys()) steps.push({ kind: 'remove', key });
  }
  return { steps, isDone: false };
}
