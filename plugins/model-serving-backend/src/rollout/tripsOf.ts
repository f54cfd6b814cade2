import type {
  GuardTrip,
  RolloutRecord,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Every canary of a component that the guard took out of the traffic. */
export function tripsOf(record: RolloutRecord | undefined): GuardTrip[] {
  const { guard, guards = [] } = record ?? {};
  return [...(guard ? [guard] : []), ...guards];
}
