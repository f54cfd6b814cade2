import { Condition } from '../resources';
import { failureReasonOf } from './failureWords';
import { findingTable } from './findingTable';
import { Observation } from './observation';
import { findingOf, Problem } from './problems';

type Draft = Omit<Condition, 'type' | 'lastTransitionTime'>;

/**
 * KServe's conditions, sorted by type: IngressReady, PredictorReady, Ready, Stopped. `lastTransitionTime` moves only when
 * something else in the condition changed. Unlike KServe's, Ready carries the reason that people need, the predictor's.
 * Source: kserve-status-and-objects §1 (stop), §6.1, §6.2.
 */
export function conditionsOf(
  observation: Observation,
  problems: readonly Problem[],
): Condition[] {
  const { world } = observation;
  const predictor = predictorReady(observation, problems);
  const ingress = ingressReady(observation, predictor);
  const drafts: Record<string, Draft> = {
    IngressReady: ingress,
    PredictorReady: predictor,
    Ready: allOf([predictor, ingress]),
    Stopped: { ...stopped(observation), severity: 'Info' },
  };
  const now = new Date(world.now).toISOString();
  const before = world.service.status?.conditions ?? [];
  return Object.entries(drafts).map(([type, draft]) => {
    const previous = before.find(condition => condition.type === type);
    const isSame =
      previous !== undefined &&
      previous.status === draft.status &&
      (previous.reason ?? '') === (draft.reason ?? '') &&
      (previous.message ?? '') === (draft.message ?? '') &&
      (previous.severity ?? '') === (draft.severity ?? '');
    const lastTransitionTime = (isSame && previous.lastTransitionTime) || now;
    return { type, ...draft, lastTransitionTime };
  });
}

function predictorReady(
  observation: Observation,
  problems: readonly Problem[],
): Draft {
  const { stopRequested, serving, newest, world } = observation;
  if (stopRequested) return { status: 'False', reason: 'Stopped' };
  if (serving.some(revision => revision.component === 'predictor')) {
    return { status: 'True' };
  }
  const [failure] = [...problems].sort(
    (a, b) => findingTable[a.code].order - findingTable[b.code].order,
  );
  if (failure) {
    const { headline, detail } = findingOf(failure);
    return {
      status: 'False',
      reason: failureReasonOf(failure.code),
      message: detail ?? headline,
    };
  }
  const isAtZero =
    world.wasReady && world.service.spec.predictor.minReplicas === 0;
  if (isAtZero && newest.every(({ facts }) => facts?.desired === 0)) {
    return { status: 'True' };
  }
  return newest.some(revision => revision.facts)
    ? {
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'No replica is ready yet.',
      }
    : { status: 'Unknown' };
}

function ingressReady(
  { world, stopRequested }: Observation,
  predictor: Draft,
): Draft {
  const { route } = world;
  if (stopRequested) return { status: 'False', reason: 'Stopped' };
  if (predictor.status === 'Unknown') return { status: 'Unknown' };
  if (predictor.status === 'False') {
    return { status: 'False', reason: 'Predictor ingress not created' };
  }
  if (route.live) return { status: 'True' };
  return route.problem
    ? {
        status: 'False',
        reason: 'RouteNotReady',
        message: route.problem.message,
      }
    : { status: 'Unknown' };
}

/** The first that is False decides, else the first Unknown. */
function allOf(parts: readonly Draft[]): Draft {
  return (
    parts.find(({ status }) => status === 'False') ??
    parts.find(({ status }) => status === 'Unknown') ?? { status: 'True' }
  );
}

function stopped({ stopRequested, live }: Observation): Draft {
  if (!stopRequested) return { status: 'False' };
  return live.length === 0
    ? { status: 'True', reason: 'Stopped' }
    : { status: 'False', reason: 'Stopping' };
}
