import type {
  GuardLimits,
  GuardTrip,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  annotations,
  defaultGuardLimits,
  readAllowedCanaries,
  readGuardLimits,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ComponentWorld } from '../reconcile';
import { ALL_TRAFFIC } from '../rollout';
import type { WatchedRevision, WatchedSplit } from '../rollout';

/** Canaries that have a share, each beside what has the rest. */
export function watchedSplits(
  component: ComponentWorld,
  limits: GuardLimits | undefined,
  allowed: ReadonlyMap<string, number>,
): WatchedSplit[] {
  const { revisions, canaryPercent, canaries, canariesBefore = [] } = component;
  const sideOf = (name: string | undefined): WatchedRevision | undefined => {
    const known = revisions.find(({ spec }) => spec.name === name);
    return known && { ...known.spec, number: known.number };
  };
  const isGradual =
    component.rolloutDurationMs !== undefined &&
    (component.rollout?.gradual !== undefined ||
      component.rollout?.guard?.percent === ALL_TRAFFIC);
  const stable = sideOf(component.servingBefore);
  const taken = canariesBefore.reduce((sum, { percent }) => sum + percent, 0);
  return canariesBefore.flatMap(({ name, percent: share, canary: of }) => {
    const canary = sideOf(name);
    const percent =
      of === undefined
        ? canaryPercent ?? (isGradual ? ALL_TRAFFIC : undefined)
        : canaries?.find(known => known.name === of)?.percent;
    if (!stable || !canary || percent === undefined) return [];
    const allowedAt = allowed.get(name);
    return [
      {
        component: component.component,
        stable,
        canary,
        percent,
        share,
        rest: 100 - taken,
        ...(limits ? { limits } : {}),
        ...(allowedAt === undefined ? {} : { allowedAt }),
      },
    ];
  });
}

/** What the guard found, with what is on record of others that it found. */
export function withTrips(
  component: ComponentWorld,
  trips: ReadonlyMap<string, GuardTrip>,
): ComponentWorld {
  const { canariesBefore = [], rollout } = component;
  const guards = new Map(
    (rollout?.guards ?? []).map(trip => [trip.revision, trip]),
  );
  let { guard } = rollout ?? {};
  let isNews = false;
  for (const { name, canary } of canariesBefore) {
    const trip = trips.get(name);
    if (!trip) continue;
    isNews = true;
    if (canary === undefined) guard = trip;
    else guards.set(name, trip);
  }
  if (!isNews) return component;
  return {
    ...component,
    rollout: {
      ...rollout,
      ...(guard ? { guard } : {}),
      ...(guards.size > 0 ? { guards: [...guards.values()] } : {}),
    },
  };
}

/** Canaries that may go on though they were stopped, by revision; what was stored before it had to be right says nothing. */
export function allowedCanariesOf({
  metadata,
}: InferenceService): ReadonlyMap<string, number> {
  try {
    return readAllowedCanaries(
      metadata.annotations?.[annotations.canaryAllowed],
    );
  } catch {
    return new Map();
  }
}

/** What was stored before it had to be right guards as by default. */
export function guardLimitsOf({
  metadata,
}: InferenceService): GuardLimits | undefined {
  try {
    return readGuardLimits(metadata.annotations?.[annotations.canaryGuard]);
  } catch {
    return defaultGuardLimits;
  }
}
