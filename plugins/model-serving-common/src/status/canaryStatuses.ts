import { namedCanariesOf } from '../canary';
import { Condition, InferenceServiceStatus } from '../resources';
import { modelStatusOf } from './modelStatus';
import { namedRevision, Observation, readyReplicas } from './observation';
import { Problem } from './problems';

/**
 * KServe's status of the canaries that the spec names. Unlike KServe's, `modelStatus` is filled.
 * Source: kserve-status-and-objects §8.2.
 */
export function canaryStatusesOf(
  observation: Observation,
  problems: readonly Problem[],
): InferenceServiceStatus['canaryStatuses'] {
  const { world } = observation;
  const named = namedCanariesOf(world.service);
  if (named.length === 0) return undefined;
  return named.map(({ name, percent }) => {
    const revision = namedRevision(world, name);
    return {
      name,
      ready: revision !== undefined && readyReplicas(revision).length > 0,
      trafficPercent: percent,
      ...(revision
        ? { modelStatus: modelStatusOf(observation, problems, revision) }
        : {}),
    };
  });
}

/** KServe's condition `CanaryPredictorReady`, which Ready does not depend on; undefined: the spec names no canary. */
export function canariesReady({
  world,
  stopRequested,
}: Observation): Omit<Condition, 'type' | 'lastTransitionTime'> | undefined {
  const named = namedCanariesOf(world.service);
  if (named.length === 0) return undefined;
  const severity = 'Info';
  if (stopRequested) return { status: 'False', severity, reason: 'Stopped' };
  const missing = named.filter(({ name }) => {
    const revision = namedRevision(world, name);
    return !revision || readyReplicas(revision).length === 0;
  });
  return missing.length === 0
    ? { status: 'True', severity, reason: 'AllCanariesReady' }
    : {
        status: 'False',
        severity,
        reason: 'CanariesNotReady',
        message: `not ready: ${missing.map(({ name }) => name).join(', ')}`,
      };
}
