import { formatRelativeTime } from '../format';
import { findingsOf } from './findings';
import { notesOf } from './notes';
import {
  liveReplicas,
  Observation,
  observe,
  readyReplicas,
} from './observation';
import { findingOf, problemsOf } from './problems';
import { stateTable } from './stateTable';
import { stepsOf } from './steps';
import {
  DeploymentState,
  DeploymentWorld,
  Finding,
  StateCode,
  Step,
  StepCode,
} from './types';

/** Something new is given this long before its silence is a fault. */
const YOUNG_MS = 60_000;

const UNDER_WAY: Readonly<Record<StepCode, string>> = {
  requested: 'Requested',
  'runtime-chosen': 'Choosing a runtime',
  admitted: 'Waiting for admission',
  'model-fetched': 'Fetching the model',
  'replica-started': 'Starting the server',
  'model-loaded': 'Loading the model',
  'route-live': 'Opening the route',
  ready: 'Becoming ready',
};

interface Verdict {
  readonly code: StateCode;
  readonly headline: string;
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  /** Ready, and yet somebody has to act or to look. */
  readonly needsAttention?: boolean;
}

/**
 * What people see of a deployment: state word, one line why, notes, findings and the way to Ready.
 *
 * The table of screens §5: the first rule that matches decides. One function for list, card, tab, notification, search
 * and API.
 * @public
 */
export function describeDeployment(world: DeploymentWorld): DeploymentState {
  const observation = observe(world);
  const problems = problemsOf(observation);
  const steps = stepsOf(observation, problems);
  const verdict = judge(observation, findingsOf(observation, problems), steps);
  const { word, tone } = stateTable[verdict.code];
  return {
    code: verdict.code,
    word,
    tone: verdict.needsAttention ? 'amber' : tone,
    headline: verdict.headline,
    notes: verdict.notes,
    findings: verdict.findings,
    steps,
  };
}

function judge(
  observation: Observation,
  findings: readonly Finding[],
  steps: readonly Step[],
): Verdict {
  const { world, live } = observation;
  const isRemoved = world.clusterProblem?.isRemoved ?? false;
  if (world.service.metadata.deletionTimestamp !== undefined && !isRemoved) {
    const headline = live.length > 0 ? draining(live.length) : 'Being removed';
    return { code: 'deleting', headline, notes: [], findings: [] };
  }
  const known = judgeObserved(observation, findings, steps);
  const { unobservedSince } = observation;
  if (unobservedSince === undefined) return known;
  const age = formatRelativeTime(unobservedSince, world.now);
  const lastKnown = stateTable[world.lastKnown ?? known.code].word;
  return {
    code: 'unknown',
    headline: isRemoved
      ? `Its cluster is not configured any more; last known: ${lastKnown}`
      : `Not observed; last known ${age}: ${lastKnown}`,
    notes: [],
    findings,
  };
}

function judgeObserved(
  observation: Observation,
  findings: readonly Finding[],
  steps: readonly Step[],
): Verdict {
  const { live, serving } = observation;
  if (observation.stopRequested) {
    return live.length === 0
      ? {
          code: 'stopped',
          headline: 'Offline, uses nothing; start it to use it',
          notes: [],
          findings: [],
        }
      : {
          code: 'stopping',
          headline: draining(live.length),
          notes: [],
          findings: [],
        };
  }
  if (observation.isServing) {
    const { texts: notes, needsAttention } = notesOf(observation, findings);
    const count = serving.flatMap(readyReplicas).length;
    const headline = notes[0] ?? `Serving with ${replicasInWords(count)}`;
    return { code: 'ready', headline, notes, findings, needsAttention };
  }
  const errors = findings.filter(finding => finding.severity === 'error');
  if (isIdle(observation) && errors.length === 0) {
    const headline = 'Scaled to zero; starts on the first request';
    return { code: 'idle', headline, notes: [], findings };
  }
  if (errors.length > 0) {
    return {
      code: 'failed',
      headline: errors[0].headline,
      notes: [],
      findings,
    };
  }
  if (isUnderWay(observation)) {
    return { code: 'starting', headline: current(steps), notes: [], findings };
  }
  const silent = findingOf({ code: 'ControllerSilent', context: {} });
  return {
    code: 'unknown',
    headline: silent.headline,
    notes: [],
    findings: [...findings, silent],
  };
}

function isIdle({ world, live }: Observation): boolean {
  return (
    world.wasReady &&
    world.service.spec.predictor.minReplicas === 0 &&
    live.length === 0 &&
    world.revisions.every(({ facts }) => (facts?.desired ?? 0) === 0)
  );
}

function isUnderWay({ world, newest, hasReadyReplicas }: Observation): boolean {
  const { service, now } = world;
  const births = [
    service.metadata.creationTimestamp,
    ...newest.map(revision => revision.createdAt),
  ].map(time => Date.parse(time ?? ''));
  if (births.some(time => now - time < YOUNG_MS)) return true;
  // Replicas are there, the route is within its grace.
  if (hasReadyReplicas) return true;
  return newest.some(revision => {
    const { facts } = revision;
    if (!facts) return false;
    const isFetching =
      facts.fetch.state === 'fetching' || facts.fetch.state === 'waiting';
    return isFetching || facts.desired > 0 || liveReplicas(revision).length > 0;
  });
}

function current(steps: readonly Step[]): string {
  const active = steps.find(step => step.state === 'active');
  if (!active) return 'Waiting to be started';
  const doing = UNDER_WAY[active.code];
  return active.message ? `${doing}: ${active.message}` : doing;
}

function draining(count: number): string {
  return `Draining ${replicasInWords(count)}`;
}

function replicasInWords(count: number): string {
  return count === 1 ? '1 replica' : `${count} replicas`;
}
