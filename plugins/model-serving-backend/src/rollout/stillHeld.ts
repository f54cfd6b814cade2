import type { RolloutRecord } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A roll-out record without what the guard found of canaries before somebody let them go on.
 *
 * @param allowed - by name of the revision, ms since epoch
 */
export function stillHeld(
  record: RolloutRecord,
  allowed: ReadonlyMap<string, number>,
): RolloutRecord {
  const holds = ({ revision, at }: { revision: string; at: string }) =>
    Date.parse(at) > (allowed.get(revision) ?? -Infinity);
  const { guard, guards, ...rest } = record;
  const held = guards?.filter(holds) ?? [];
  return {
    ...rest,
    ...(guard && holds(guard) ? { guard } : {}),
    ...(held.length > 0 ? { guards: held } : {}),
  };
}
