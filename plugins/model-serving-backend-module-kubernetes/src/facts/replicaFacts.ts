import type {
  V1ContainerState,
  V1ContainerStateTerminated,
  V1ContainerStatus,
  V1Pod,
} from '@kubernetes/client-node';
import type {
  ReplicaExit,
  ReplicaFacts,
} from '@greenroom/backstage-plugin-model-serving-common';

import { parseQuantity } from '@greenroom/backstage-plugin-model-serving-common';
import { containersOf } from '../logs';
import { notes, type ServingPorts } from '../objects';
import { containerRestarts } from './containerRestarts';

const LOG_LINES = 20;

/**
 * One replica, from its pod and what was known of it before: a pod does not tell whether it was ever ready.
 *
 * The exit code of its first container that ended counts; KServe puts the server first.
 */
export function replicaFacts(
  pod: V1Pod,
  ports: ServingPorts,
  before: ReplicaFacts | undefined,
): ReplicaFacts {
  const { metadata, spec, status } = pod;
  const statuses = status?.containerStatuses ?? [];
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const isReady = ready?.status === 'True';
  const readyAt =
    before?.readyAt ?? (isReady ? iso(ready.lastTransitionTime) : undefined);
  const state = stateOf(pod, { isReady, wasReady: readyAt !== undefined });
  const restarts = statuses.reduce(
    (sum, { restartCount }) => sum + restartCount,
    0,
  );
  const restartsBy = containerRestarts(pod);
  const lastExit = exitOf(statuses, readyAt);
  const host = status?.podIP;
  return {
    id: metadata?.name ?? '',
    state,
    ...(host && isReady ? { endpoint: { host, ...ports } } : {}),
    ...(status?.startTime ? { startedAt: iso(status.startTime) } : {}),
    ...(readyAt ? { readyAt } : {}),
    restarts,
    ...(restartsBy.length > 0 ? { restartsBy } : {}),
    ...(lastExit ? { lastExit } : {}),
    ...(spec?.nodeName ? { location: spec.nodeName } : {}),
    ...memoryLimit(pod),
    containers: containersOf(pod),
  };
}

function stateOf(
  { metadata, status }: V1Pod,
  { isReady, wasReady }: { isReady: boolean; wasReady: boolean },
): ReplicaFacts['state'] {
  const phase = status?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') return 'ended';
  if (metadata?.deletionTimestamp || metadata?.annotations?.[notes.leaving])
    return 'draining';
  if (isReady) return 'ready';
  const waits = (status?.containerStatuses ?? []).some(
    ({ state }) => state?.waiting?.reason === 'CrashLoopBackOff',
  );
  if (waits) return 'backoff';
  const runs = (status?.containerStatuses ?? []).every(
    ({ state }) => state?.running !== undefined,
  );
  return wasReady && runs ? 'unready' : 'starting';
}

/** The last end of a container: the one that it waits after, or the one before it was started again. */
function exitOf(
  statuses: readonly V1ContainerStatus[],
  readyAt: string | undefined,
): ReplicaExit | undefined {
  for (const { state, lastState } of statuses) {
    const ended = terminated(state) ?? terminated(lastState);
    if (!ended) continue;
    const at = iso(ended.finishedAt) ?? '';
    return {
      reason: ended.reason ?? 'Error',
      exitCode: ended.exitCode,
      ...(ended.signal ? { signal: String(ended.signal) } : {}),
      at,
      logTail: lastLines(ended.message ?? ''),
      wasReady: readyAt !== undefined && readyAt <= at,
    };
  }
  return undefined;
}

function terminated(
  state: V1ContainerState | undefined,
): V1ContainerStateTerminated | undefined {
  return state?.terminated;
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

function iso(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Of all containers together, where each has one. */
function memoryLimit({ spec }: V1Pod): Pick<ReplicaFacts, 'memoryLimitBytes'> {
  const limits = (spec?.containers ?? []).map(({ resources }) =>
    parseQuantity(resources?.limits?.memory ?? ''),
  );
  const known = limits.flatMap(limit => limit ?? []);
  if (known.length === 0 || known.length < limits.length) return {};
  return { memoryLimitBytes: known.reduce((sum, limit) => sum + limit, 0) };
}
