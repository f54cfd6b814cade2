import { canaryPercentOf, namedCanariesOf } from '../canary';
import { FindingCode } from '../facts';
import { formatRelativeTime } from '../format';
import { namedRevision, Observation, readyReplicas } from './observation';
import { Finding, RevisionInWorld } from './types';

/** A restart this long ago is history. */
const RECENT_RESTART_MS = 10 * 60_000;

/** Findings that are told here as they are, for what serves is not the worse for them. */
const NOTICES: ReadonlySet<FindingCode> = new Set([
  'AtMaxScale',
  'NoAutoscaler',
]);
/** Findings that have shorter words here. */
const SHORT: ReadonlySet<FindingCode> = new Set([
  'UpdateFailing',
  'CanaryHeld',
  'OpenRoute',
]);

/** Facts beside Ready. */
export interface Notes {
  /** In the order of their weight: what asks for somebody comes first. */
  readonly texts: readonly string[];
  /** Something here is for somebody to do, or to look into: green turns amber. */
  readonly needsAttention: boolean;
}

/**
 * Facts beside Ready: serving and rolled out are two things. What is meant to be so (a canary, a change under way, replicas
 * that come) is told and no more; what somebody has to act on, or to look into, is told first. Source: screens §5, where
 * every note is amber; see decision 0051.
 */
export function notesOf(
  observation: Observation,
  findings: readonly Finding[],
): Notes {
  const { newest, serving, world } = observation;
  const failing = failures(observation, findings);
  const warnings = findings.filter(({ severity }) => severity !== 'info');
  const ofReplicas = warnings.some(
    ({ code }) => !NOTICES.has(code) && !SHORT.has(code),
  );
  const asking = [
    ...failing,
    ...(ofReplicas ? replicas(serving) : []),
    ...warnings
      .filter(({ code }) => NOTICES.has(code))
      .map(({ headline }) => headline),
    ...restarts(serving, world.now),
    ...(warnings.some(({ code }) => code === 'OpenRoute')
      ? ['Open without a token']
      : []),
  ];
  const harmless = [
    ...(failing.length > 0
      ? []
      : [
          ...newest.flatMap(revision => update(revision, observation)),
          ...namedCanaries(observation),
          ...(world.joining ?? []).map(component => `Adding the ${component}`),
        ]),
    ...(ofReplicas ? [] : replicas(serving)),
  ];
  return {
    texts: [...asking, ...harmless],
    needsAttention: asking.length > 0 || ofReplicas,
  };
}

/** What stops an update; of canaries that were stopped only which: why is told once, by their finding. */
function failures(
  { world }: Observation,
  findings: readonly Finding[],
): string[] {
  const failing = findings.find(({ code }) => code === 'UpdateFailing');
  if (failing) return [failing.headline];
  return findings
    .filter(({ code }) => code === 'CanaryHeld')
    .map(({ revision }) => {
      const canary = world.revisions.find(({ name }) => name === revision);
      const name = canary?.canary ?? (canary ? `v${canary.number}` : '');
      return `Canary ${name} stopped`;
    });
}

function update(
  newest: RevisionInWorld,
  { serving, world }: Observation,
): string[] {
  const { component, number, percent } = newest;
  const older = serving.filter(
    other =>
      other.component === component && other !== newest && !other.isCanary,
  );
  if (older.length === 0) return [];
  const version =
    component === 'predictor' ? `v${number}` : `${component} v${number}`;
  const isReady = readyReplicas(newest).length > 0;
  const isAsked = canaryPercentOf(world.service, component) !== undefined;
  const hasShare = newest.isCanary === true || serving.includes(newest);
  const predecessor = serving.find(
    other =>
      other.component === component &&
      other !== newest &&
      other.isCanary &&
      !other.canary,
  );
  if (predecessor) {
    return [
      `Canary v${predecessor.number} ${predecessor.percent} %, until ${version} can take its share`,
    ];
  }
  if (isAsked ? !isReady || !hasShare : newest.isCanary && !isReady) {
    const others = Math.max(...older.map(other => other.number));
    return [`Canary not ready, all traffic on v${others}`];
  }
  if (world.rollouts?.[component]?.gradual && newest.isCanary && percent > 0)
    return [`Rolling out ${version}, ${percent} %`];
  if (!hasShare) return [`Updating to ${version}`];
  return percent < 100 ? [`Canary ${version} ${percent} %`] : [];
}

/** Canaries that the spec names, each with what it has. */
function namedCanaries({ world, serving }: Observation): string[] {
  if (serving.length === 0) return [];
  return namedCanariesOf(world.service).map(({ name, percent }) => {
    const revision = namedRevision(world, name);
    return revision && readyReplicas(revision).length > 0
      ? `Canary ${name} ${revision.percent} %`
      : `Canary ${name} not ready, its ${percent} % stay with the stable one`;
  });
}

function replicas(serving: readonly RevisionInWorld[]): string[] {
  const ready = serving.flatMap(readyReplicas).length;
  const desired = serving.reduce(
    (sum, revision) => sum + (revision.facts?.desired ?? 0),
    0,
  );
  return ready < desired ? [`${ready} of ${desired} replicas ready`] : [];
}

function restarts(serving: readonly RevisionInWorld[], now: number): string[] {
  const recent = serving
    .flatMap(revision => revision.facts?.replicas ?? [])
    .filter(
      ({ restarts: count, lastExit }) =>
        count > 0 &&
        lastExit &&
        now - Date.parse(lastExit.at) < RECENT_RESTART_MS,
    );
  const count = recent.reduce((sum, replica) => sum + replica.restarts, 0);
  if (count === 0) return [];
  const [last] = recent
    .flatMap(({ lastExit }) => (lastExit ? [lastExit.at] : []))
    .sort((a, b) => Date.parse(b) - Date.parse(a));
  const times = count === 1 ? 'once' : `${count} times`;
  return [`Restarted ${times}, last ${formatRelativeTime(last, now)}`];
}
