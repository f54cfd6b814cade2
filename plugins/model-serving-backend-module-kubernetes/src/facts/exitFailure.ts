import type {
  Failure,
  ReplicaFacts,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Lines of the log that stand for the whole in a message. */
const MESSAGE_LINES = 5;

/**
 * Why a revision has no replica that serves, from the end of the latest one that ended. Undefined while one serves, and
 * while one that had served is started again for the first time.
 */
export function exitFailure(
  replicas: readonly ReplicaFacts[],
): Failure | undefined {
  const staying = replicas.filter(
    ({ state }) => state !== 'draining' && state !== 'ended',
  );
  if (staying.some(({ state }) => state === 'ready')) return undefined;
  return staying
    .flatMap(replica => failureOf(replica) ?? [])
    .sort((a, b) => b.at.localeCompare(a.at))[0];
}

function failureOf({
  state,
  restarts,
  lastExit,
}: ReplicaFacts): Failure | undefined {
  if (!lastExit) return undefined;
  const isFirstLoss = lastExit.wasReady && restarts <= 1;
  if (isFirstLoss && state !== 'backoff') return undefined;
  const { reason, exitCode, logTail, at } = lastExit;
  const ended = lastExit.wasReady ? 'CrashLoop' : 'ModelLoadFailed';
  return {
    code: reason === 'OOMKilled' ? 'OutOfMemory' : ended,
    message: [
      `${reason}, exit code ${exitCode}`,
      ...logTail.split('\n').slice(-MESSAGE_LINES),
    ]
      .filter(Boolean)
      .join('\n'),
    ...(exitCode === undefined ? {} : { exitCode }),
    at,
  };
}
