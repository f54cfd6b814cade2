import {
  Failure,
  FindingCode,
  ReplicaFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ReplicaState } from './state';

/** A replica in the words of the control plane. */
export function replicaFacts(state: ReplicaState, now: number): ReplicaFacts {
  const iso = (at: number | undefined) =>
    at === undefined ? undefined : new Date(at).toISOString();
  const word = factsState(state, now);
  return {
    id: state.id,
    state: word,
    endpoint: state.endpoint,
    startedAt: iso(state.startedAt),
    readyAt: iso(state.readyAt),
    readyChangedAt: iso(state.readyChangedAt),
    restarts: state.restarts,
    lastExit: state.lastExit,
    nextStartAt: word === 'backoff' ? iso(state.nextStartAt) : undefined,
    location: state.pid === undefined ? undefined : `pid ${state.pid}`,
    cpuCores: state.cpuCores,
    memoryBytes: state.memoryBytes,
    measuredAt: iso(state.measuredAt),
    memoryLimitBytes: state.memoryLimitBytes,
  };
}

function factsState(
  { phase, draining, ending, nextStartAt }: ReplicaState,
  now: number,
): ReplicaFacts['state'] {
  if (phase === 'ended') return 'ended';
  if (draining) return 'draining';
  // One that is being killed for a failure must not be given requests.
  if (ending && phase === 'ready') return 'unready';
  if (phase === 'waiting') return nextStartAt > now ? 'backoff' : 'starting';
  return phase;
}

/** Codes of exits that say by themselves what went wrong. */
const EXIT_CODES: Readonly<Record<string, FindingCode>> = {
  OOMKilled: 'OutOfMemory',
  StartTimeout: 'StartTimeout',
  ProbeFailing: 'ProbeFailing',
  PortTaken: 'PortTaken',
};

/** Lines of the log that stand for the whole in a failure's message. */
const MESSAGE_LINES = 5;

/**
 * Why a revision has no replica that serves, from how the latest start or process ended. Undefined while one serves, and
 * while a replica that was lost for the first time is being replaced.
 */
export function replicasFailure(
  replicas: readonly ReplicaState[],
): Failure | undefined {
  const staying = replicas.filter(({ draining }) => !draining);
  if (staying.some(({ phase, ending }) => phase === 'ready' && !ending)) {
    return undefined;
  }
  return staying
    .flatMap(replica => replicaFailure(replica) ?? [])
    .sort((a, b) => b.at.localeCompare(a.at))[0];
}

function replicaFailure({
  refused,
  lastExit,
  restartDelayMs,
}: ReplicaState): Failure | undefined {
  if (refused) return refused;
  if (!lastExit) return undefined;
  const { reason, wasReady, exitCode, signal, at, logTail } = lastExit;
  const ownCode = EXIT_CODES[reason];
  if (!ownCode && wasReady && !restartDelayMs) return undefined;
  const code = ownCode ?? (wasReady ? 'CrashLoop' : 'ModelLoadFailed');
  const ending = signal ? `signal ${signal}` : `exit code ${exitCode ?? '?'}`;
  const said = logTail
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(-MESSAGE_LINES)
    .join('\n');
  return {
    code,
    message: said || `${reason}, ${ending}, without a word in the log`,
    ...(exitCode === undefined ? {} : { exitCode }),
    at,
  };
}
