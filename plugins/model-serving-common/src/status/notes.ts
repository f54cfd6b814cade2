import { canaryPercentOf, namedCanariesOf } from '../canary';
import { formatRelativeTime } from '../format';
import { namedRevision, Observation, readyReplicas } from './observation';
import { Finding, RevisionInWorld } from './types';

/** A restart this long ago is history. */
const RECENT_RESTART_MS = 10 * 60_000;

/**
 * Facts beside Ready: serving and rolled out are two things. Any of them turns green into amber. Source: screens §5.
 */
export function notesOf(
  observation: Observation,
  findings: readonly Finding[],
): string[] {
  const { newest, serving, world } = observation;
  const failing =
    findings.find(({ code }) => code === 'UpdateFailing') ??
    findings.find(({ code }) => code === 'CanaryHeld');
  return [
    ...(failing
      ? [failing.headline]
      : [
          ...newest.flatMap(revision => update(revision, observation)),
          ...namedCanaries(observation),
          ...(world.joining ?? []).map(component => `Adding the ${component}`),
        ]),
    ...replicas(serving),
    ...restarts(serving, world.now),
    ...(findings.some(finding => finding.code === 'OpenRoute')
      ? ['Open without a token']
      : []),
  ];
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
