import { InferenceService, ModelState, ModelStatus } from '../resources';
import { failureReasonOf } from './failureWords';
import { liveReplicas, Observation, readyReplicas } from './observation';
import { Problem } from './problems';
import { findingTable } from './findingTable';
import { RevisionInWorld } from './types';

/**
 * KServe's `modelStatus`: the state of the copy that serves and of the one that shall.
 *
 * As KServe derives it from pods, with its defects fixed: a failing newest revision is judged before what serves, and
 * the last failure goes once the model is loaded. `target` may be a canary that the spec names. Source: kserve-status-and-objects §6.3, profile `greenroom`.
 */
export function modelStatusOf(
  observation: Observation,
  problems: readonly Problem[],
  target = observation.newest.find(isPredictor),
): ModelStatus {
  const { world, serving } = observation;
  if (observation.stopRequested) return { transitionStatus: '' };
  const own = problems
    .filter(({ component = 'predictor' }) => component === 'predictor')
    .filter(problem => !problem.revision || problem.revision === target)
    .sort((a, b) => findingTable[a.code].order - findingTable[b.code].order);
  const replicas = target ? liveReplicas(target) : [];
  const isLoaded = target !== undefined && readyReplicas(target).length > 0;
  const failure = own.find(problem => !isLoaded || !problem.revision);
  const active: ModelState =
    isLoaded || (!target?.canary && serving.some(isPredictor))
      ? 'Loaded'
      : statusBefore(world.service, target)?.states?.activeModelState ?? '';
  const copies = {
    totalCopies: (target?.canary
      ? [target]
      : world.revisions.filter(isPredictor)
    ).flatMap(readyReplicas).length,
    failedCopies: replicas.filter(({ id }) =>
      own.some(problem => problem.replica === id),
    ).length,
  };
  if (failure) {
    return {
      transitionStatus: failure.revision
        ? 'BlockedByFailedLoad'
        : 'InvalidSpec',
      states: { activeModelState: active, targetModelState: 'FailedToLoad' },
      lastFailureInfo: {
        reason: failureReasonOf(failure.code),
        message: failure.detail,
        location: failure.replica,
        modelRevisionName: failure.revision?.name,
        time: failure.since,
        exitCode: failure.exitCode,
      },
      copies,
    };
  }
  if (isLoaded) {
    return {
      transitionStatus: 'UpToDate',
      states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
      copies,
    };
  }
  const isFetching = target?.facts?.fetch.state === 'fetching';
  return {
    transitionStatus: 'InProgress',
    states: {
      activeModelState: active,
      targetModelState: isFetching ? 'Loading' : 'Pending',
    },
    lastFailureInfo: world.service.status?.modelStatus?.lastFailureInfo,
    copies,
  };
}

function isPredictor({ component }: RevisionInWorld): boolean {
  return component === 'predictor';
}

function statusBefore(
  { status }: InferenceService,
  target: RevisionInWorld | undefined,
): ModelStatus | undefined {
  return target?.canary
    ? status?.canaryStatuses?.find(({ name }) => name === target.canary)
        ?.modelStatus
    : status?.modelStatus;
}
