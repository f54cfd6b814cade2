import {
  FindingCode,
  ReplicaExit,
  ReplicaFacts,
  RevisionFacts,
} from '../facts';
import { capitalized, uncapitalized } from '../format';
import { modelUriOf } from '../pod';
import { ComponentName } from '../resources';
import { FindingContext, findingTable } from './findingTable';
import { Observation } from './observation';
import { Finding, RevisionInWorld } from './types';

/** A crash this long ago no longer says anything about a server that starts again. */
const RECENT_MS = 10 * 60_000;

/** Something that goes wrong, before it is weighed against what serves. */
export interface Problem {
  readonly code: FindingCode;
  /** Of a component; absent: of the service. */
  readonly component?: ComponentName;
  readonly revision?: RevisionInWorld;
  readonly replica?: string;
  readonly since?: string;
  readonly detail?: string;
  readonly exitCode?: number;
  readonly context: FindingContext;
}

/** Everything that goes wrong with the plan and the revisions that matter: the newest ones, those with traffic, and canaries. */
export function problemsOf(observation: Observation): Problem[] {
  const { world, newest } = observation;
  const { connection } = modelUriOf(world.service);
  const plan = (world.planFailures ?? []).map(
    ({ code, component, at, message }): Problem => ({
      code,
      component,
      since: at,
      detail: message,
      context: { connection },
    }),
  );
  const relevant = world.revisions.filter(
    revision =>
      newest.includes(revision) ||
      revision.percent > 0 ||
      revision.canary !== undefined,
  );
  return [
    ...plan,
    ...relevant.flatMap(revision =>
      problemsOfRevision(revision, connection, world.now),
    ),
  ];
}

function problemsOfRevision(
  revision: RevisionInWorld,
  connection: string | undefined,
  now: number,
): Problem[] {
  const { facts, component } = revision;
  return facts
    ? problemsOfFacts(facts, now).map(problem => ({
        ...problem,
        component,
        revision,
        context: problem.replica ? problem.context : { connection },
      }))
    : [];
}

/** What goes wrong with something that runs: as a whole, then with its replicas. */
export function problemsOfFacts(facts: RevisionFacts, now: number): Problem[] {
  const failures = [
    facts.failure,
    facts.fetch.state === 'fetched' ? undefined : facts.fetch.failure,
  ].filter(failure => failure !== undefined);
  return [
    ...failures.map(
      (failure): Problem => ({
        code: failure.code,
        since: failure.at,
        detail: failure.message,
        exitCode: failure.exitCode,
        context: {},
      }),
    ),
    ...facts.replicas
      .filter(({ state }) => state !== 'ended')
      .flatMap((replica): Problem[] => {
        const problem = problemOfReplica(replica, now);
        return problem ? [{ ...problem, replica: replica.id }] : [];
      }),
  ];
}

function problemOfReplica(
  replica: ReplicaFacts,
  now: number,
): Omit<Problem, 'component' | 'revision' | 'replica'> | undefined {
  const { state, lastExit, memoryLimitBytes } = replica;
  if (state === 'unready') {
    return { code: 'ProbeFailing', since: replica.readyAt, context: {} };
  }
  const isDown = state === 'backoff' || state === 'starting';
  if (!isDown || !lastExit) return undefined;
  // One end while serving, and it starts again: that is a start. Only a repeated one, or one before it ever was ready,
  // says that the next start will not help either.
  const isFirstEnd = lastExit.wasReady && replica.restarts <= 1;
  const isOld = now - Date.parse(lastExit.at) > RECENT_MS;
  if (state === 'starting' && (isFirstEnd || isOld)) return undefined;
  return {
    code: codeOfExit(lastExit),
    since: lastExit.at,
    detail: exitInWords(lastExit),
    exitCode: lastExit.exitCode,
    context: { memoryLimitBytes },
  };
}

function codeOfExit(exit: ReplicaExit): FindingCode {
  if (exit.reason === 'OOMKilled') return 'OutOfMemory';
  if (isFindingCode(exit.reason)) return exit.reason;
  return exit.wasReady ? 'CrashLoop' : 'ModelLoadFailed';
}

function isFindingCode(word: string): word is FindingCode {
  return Object.hasOwn(findingTable, word);
}

function exitInWords(exit: ReplicaExit): string {
  const how =
    exit.signal === undefined
      ? `exit code ${exit.exitCode ?? 'unknown'}`
      : `signal ${exit.signal}`;
  return [`${exit.reason}, ${how}`, exit.logTail].filter(Boolean).join('\n');
}

/** A problem as people see it. Of a service's components all but the predictor are named. */
export function findingOf(
  problem: Problem,
  severity: Finding['severity'] = findingTable[problem.code].severity,
): Finding {
  const row = findingTable[problem.code];
  return {
    code: problem.code,
    severity,
    component: problem.component,
    revision: problem.revision?.name,
    replica: problem.replica,
    since: problem.since,
    headline: headlineOf(problem),
    detail: problem.detail,
    action: row.action,
    fixableBy: row.fixableBy,
  };
}

function headlineOf({
  code,
  component = 'predictor',
  context,
}: Problem): string {
  const headline = findingTable[code].headline({ ...context, component });
  // What fails about an update is said with its component already.
  return component === 'predictor' || code === 'UpdateFailing'
    ? headline
    : `${capitalized(component)}: ${uncapitalized(headline)}`;
}
