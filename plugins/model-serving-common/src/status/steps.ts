import { FindingCode } from '../facts';
import { formatBytes, formatBytesOf } from '../format';
import { liveReplicas, Observation, readyReplicas } from './observation';
import { findingOf, Problem } from './problems';
import { RevisionInWorld, Step, StepCode } from './types';

const LABELS: Readonly<Record<StepCode, string>> = {
  requested: 'Requested',
  'runtime-chosen': 'Runtime chosen',
  admitted: 'Admitted',
  'model-fetched': 'Model fetched',
  'replica-started': 'Replica started',
  'model-loaded': 'Model loaded',
  'route-live': 'Route live',
  ready: 'Ready',
};

/** The step in which a finding stops the way to Ready. */
const STEP_BY_CODE: Partial<Readonly<Record<FindingCode, StepCode>>> = {
  InvalidSpec: 'runtime-chosen',
  RuntimeNotFound: 'runtime-chosen',
  RuntimeDisabled: 'runtime-chosen',
  NoRuntime: 'runtime-chosen',
  QuotaExceeded: 'admitted',
  AdmissionDenied: 'admitted',
  NoAccelerator: 'admitted',
  NoCapacity: 'admitted',
  NoMatchingNode: 'admitted',
  VolumeNotBound: 'admitted',
  SecretMissing: 'model-fetched',
  StorageDenied: 'model-fetched',
  StorageNotFound: 'model-fetched',
  StorageUnreachable: 'model-fetched',
  DiskFull: 'model-fetched',
  ProgramNotAllowed: 'replica-started',
  PortTaken: 'replica-started',
  ImageNotFound: 'replica-started',
  ImageDenied: 'replica-started',
  ImageUnreachable: 'replica-started',
  Evicted: 'replica-started',
  NodeLost: 'replica-started',
  OutOfMemory: 'model-loaded',
  ModelLoadFailed: 'model-loaded',
  CrashLoop: 'model-loaded',
  ProbeFailing: 'model-loaded',
  StartTimeout: 'model-loaded',
};

type Progress = Omit<Step, 'code' | 'label'>;

/**
 * The way of the newest revision to Ready, for the stepper. Steps may complete in any order. Source: screens §5.
 */
export function stepsOf(
  observation: Observation,
  problems: readonly Problem[],
): Step[] {
  const newest = observation.newest.find(
    revision => revision.component === 'predictor',
  );
  const own = problems.filter(
    ({ component = 'predictor', revision }) =>
      component === 'predictor' && (!revision || revision === newest),
  );
  const { deletionTimestamp } = observation.world.service.metadata;
  const isLeaving =
    observation.stopRequested || deletionTimestamp !== undefined;
  let hasFailed = false;
  return Object.entries(progressOf(observation, problems, newest)).map(
    ([key, progress]): Step => {
      const code = key as StepCode;
      const label = LABELS[code];
      const problem = own.find(entry => STEP_BY_CODE[entry.code] === code);
      if (problem && !isLeaving) {
        hasFailed = true;
        const { headline: message, since: at } = findingOf(problem);
        return { code, label, state: 'failed', at, message };
      }
      // Nothing is under way any more on something that stops, nor behind what failed: a pod runs while it fetches.
      const isOver =
        progress.state === 'active'
          ? isLeaving || hasFailed
          : isLeaving && code === 'ready' && progress.state === 'failed';
      const state = isOver ? 'waiting' : progress.state;
      return { code, label, ...progress, state };
    },
  );
}

function progressOf(
  observation: Observation,
  problems: readonly Problem[],
  newest: RevisionInWorld | undefined,
): Record<StepCode, Progress> {
  const { world, routeNotReady } = observation;
  const ready = newest ? readyReplicas(newest) : [];
  const isReady = ready.length > 0;
  return {
    requested: { state: 'done', at: world.service.metadata.creationTimestamp },
    'runtime-chosen': runtimeProgress(world.service, world.runtime, newest),
    // Native clusters have no queue in front of them.
    admitted: { state: 'unused' },
    'model-fetched': fetchProgress(newest),
    'replica-started': startProgress(newest),
    'model-loaded': isReady
      ? { state: 'done', at: ready[0].readyAt }
      : { state: isStarted(newest) ? 'active' : 'waiting' },
    'route-live': routeProgress(world.route, isReady, routeNotReady),
    ready: readyProgress(observation, problems, isReady),
  };
}

/** The last step: everything else that the service needs. Its message names the component that it waits for. */
function readyProgress(
  { components, serving, world, isServing }: Observation,
  problems: readonly Problem[],
  isReady: boolean,
): Progress {
  if (isServing && isReady) return { state: 'done' };
  const missing = components.find(
    component =>
      component !== 'predictor' &&
      !world.joining?.includes(component) &&
      !serving.some(revision => revision.component === component),
  );
  if (!missing || !isReady) return { state: 'waiting' };
  const problem = problems.find(({ component }) => component === missing);
  if (!problem)
    return { state: 'active', message: `waiting for the ${missing}` };
  const { headline: message, since: at } = findingOf(problem);
  return { state: 'failed', at, message };
}

function runtimeProgress(
  service: Observation['world']['service'],
  runtime: Observation['world']['runtime'],
  newest: RevisionInWorld | undefined,
): Progress {
  if (!service.spec.predictor.model) return { state: 'unused' };
  if (!newest) return { state: 'active' };
  return { state: 'done', at: newest.createdAt, message: runtime?.name };
}

function fetchProgress(newest: RevisionInWorld | undefined): Progress {
  const fetch = newest?.facts?.fetch;
  if (!fetch) return { state: 'waiting' };
  switch (fetch.state) {
    case 'not-needed':
      return { state: 'unused' };
    case 'fetched':
      return {
        state: 'done',
        at: fetch.finishedAt,
        message:
          fetch.bytesTotal === undefined
            ? undefined
            : formatBytes(fetch.bytesTotal),
      };
    case 'fetching':
      return {
        state: 'active',
        at: fetch.startedAt,
        message:
          fetch.bytesDone === undefined
            ? undefined
            : formatBytesOf(fetch.bytesDone, fetch.bytesTotal),
      };
    default:
      return { state: 'active', at: fetch.startedAt };
  }
}

function startProgress(newest: RevisionInWorld | undefined): Progress {
  if (isStarted(newest)) {
    const [first] = newest ? liveReplicas(newest) : [];
    return { state: 'done', at: first.startedAt, message: first.location };
  }
  const fetch = newest?.facts?.fetch.state;
  const hasModel = fetch === 'fetched' || fetch === 'not-needed';
  return { state: hasModel ? 'active' : 'waiting' };
}

function isStarted(revision: RevisionInWorld | undefined): boolean {
  return (
    revision !== undefined &&
    liveReplicas(revision).some(replica => replica.startedAt !== undefined)
  );
}

function routeProgress(
  route: Observation['world']['route'],
  isReady: boolean,
  routeNotReady: boolean,
): Progress {
  if (!isReady) return { state: 'waiting' };
  if (route.live) return { state: 'done' };
  return {
    state: routeNotReady ? 'failed' : 'active',
    at: route.problem?.since,
    message: route.problem?.message,
  };
}
