import type {
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isServing } from '../rollout';
import type { EventStore, ObservedDeployment } from '../store/types';

/** An event as the store takes it. */
export type RecordedEvent = Parameters<EventStore['record']>[1];

/** What happened between two observations of a deployment, in the order in which it is told. */
export function eventsBetween(
  previous: ObservedDeployment | undefined,
  observed: ObservedDeployment,
): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const revision of observed.revisions) {
    const before = previous?.revisions.find(
      ({ name }) => name === revision.name,
    );
    if (!before) {
      events.push({
        type: 'Normal',
        reason: 'RevisionCreated',
        message: `Revision ${revision.name} was created.`,
        object: revision.name,
      });
    }
    if (revision.facts) {
      events.push(
        ...eventsOfRevision(revision.name, before?.facts, revision.facts),
      );
    }
  }
  events.push(
    ...findingEvents(previous, observed, events),
    ...trafficEvents(previous, observed),
    ...stateEvents(previous, observed),
  );
  return events;
}

/** What is found now and was not before, unless it was told already by what it was found from. */
function findingEvents(
  previous: ObservedDeployment | undefined,
  { state }: ObservedDeployment,
  told: readonly RecordedEvent[],
): RecordedEvent[] {
  const before = previous?.state.findings ?? [];
  return state.findings
    .filter(
      ({ code, revision, component }) =>
        !told.some(event => event.reason === code) &&
        !before.some(
          known =>
            known.code === code &&
            known.revision === revision &&
            known.component === component,
        ),
    )
    .map(({ code, severity, headline, revision }) => ({
      type: severity === 'info' ? 'Normal' : 'Warning',
      reason: code,
      message: headline,
      object: revision,
    }));
}

function eventsOfRevision(
  name: string,
  before: RevisionFacts | undefined,
  now: RevisionFacts,
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  if (now.fetch.state !== before?.fetch.state) {
    if (now.fetch.state === 'fetched') {
      events.push({
        type: 'Normal',
        reason: 'ModelFetched',
        message: 'The model was fetched.',
        object: name,
      });
    } else if (now.fetch.state === 'failed') {
      events.push({
        type: 'Warning',
        reason: now.fetch.failure?.code ?? 'ModelFetchFailed',
        message: `The model could not be fetched: ${
          now.fetch.failure?.message ?? 'no reason was given'
        }`,
        object: name,
      });
    }
  }
  if (now.failure && now.failure.message !== before?.failure?.message) {
    events.push({
      type: 'Warning',
      reason: now.failure.code,
      message: now.failure.message,
      object: name,
    });
  }
  for (const replica of now.replicas) {
    const was = before?.replicas.find(({ id }) => id === replica.id);
    events.push(...eventsOfReplica(`${name}/${replica.id}`, was, replica));
  }
  return events;
}

function eventsOfReplica(
  object: string,
  before: ReplicaFacts | undefined,
  now: ReplicaFacts,
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const exit = now.lastExit;
  if (exit && exit.at !== before?.lastExit?.at) {
    const how = [
      exit.reason,
      exit.exitCode === undefined ? undefined : `exit code ${exit.exitCode}`,
      exit.signal,
    ].filter(Boolean);
    events.push({
      type: exit.reason === 'Completed' ? 'Normal' : 'Warning',
      reason: 'ReplicaExited',
      message: `A replica ended: ${how.join(', ')}.`,
      object,
    });
  }
  if (now.startedAt && now.startedAt !== before?.startedAt) {
    events.push({
      type: 'Normal',
      reason: 'ReplicaStarted',
      message: `A replica was started${
        now.location ? ` (${now.location})` : ''
      }.`,
      object,
    });
  }
  if (now.readyAt && now.readyAt !== before?.readyAt) {
    events.push({
      type: 'Normal',
      reason: 'ReplicaReady',
      message: 'A replica is ready.',
      object,
    });
  }
  return events;
}

function trafficEvents(
  previous: ObservedDeployment | undefined,
  observed: ObservedDeployment,
): RecordedEvent[] {
  const before = servingByComponent(previous);
  const events: RecordedEvent[] = [];
  for (const [component, name] of servingByComponent(observed)) {
    const was = before.get(component);
    if (was === undefined || was === name) continue;
    events.push({
      type: 'Normal',
      reason: 'TrafficSwitched',
      message: `The traffic goes to ${name}; before, it went to ${was}.`,
      object: name,
    });
  }
  return [...events, ...canaryEvents(previous, observed)];
}

/** Shares that changed. That a canary became what serves is told with who has the traffic. */
function canaryEvents(
  previous: ObservedDeployment | undefined,
  observed: ObservedDeployment,
): RecordedEvent[] {
  return observed.revisions.flatMap(revision => {
    const { name, percent, isCanary, component = 'predictor' } = revision;
    const was = previous?.revisions.find(known => known.name === name);
    if (!isCanary || (was?.isCanary && was.percent === percent)) return [];
    // The first step of a gradual rollout is news, the others are what it does.
    if (was?.isCanary && observed.rollouts?.[component]?.gradual) return [];
    return [
      {
        type: 'Normal' as const,
        reason: 'CanaryShare',
        message: `The canary ${name} gets ${percent} % of the traffic.`,
        object: name,
      },
    ];
  });
}

function servingByComponent(
  observed: ObservedDeployment | undefined,
): ReadonlyMap<string, string> {
  const serving = new Map<string, string>();
  for (const revision of observed?.revisions ?? []) {
    const { name, component } = revision;
    if (isServing(revision)) serving.set(component ?? 'predictor', name);
  }
  return serving;
}

function stateEvents(
  previous: ObservedDeployment | undefined,
  { state }: ObservedDeployment,
): RecordedEvent[] {
  const before = previous?.state.code;
  if (before === state.code) return [];
  const message = state.headline || state.word;
  switch (state.code) {
    case 'ready':
      return [{ type: 'Normal', reason: 'Ready', message }];
    case 'failed':
      return [{ type: 'Warning', reason: 'Failed', message }];
    case 'stopped':
      return [{ type: 'Normal', reason: 'Stopped', message }];
    case 'starting':
    case 'unknown':
      // Being started for the first time is no news; to be no longer ready is.
      return before === 'ready'
        ? [{ type: 'Warning', reason: 'NotReady', message }]
        : [];
    default:
      return [];
  }
}
