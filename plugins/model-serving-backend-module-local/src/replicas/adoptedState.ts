import { replicaAfter } from './replicaAfter';
import { ReportedState } from './reportedState';
import { RunningRecord } from './ReplicaLauncher';
import { newReplica, ReplicaEvent, ReplicaState } from './state';

/** A replica whose process was found alive. */
export interface AdoptedReplica {
  readonly record: RunningRecord;
  /** Where it listens, as far as it has said so. */
  readonly endpoint?: Pick<ReportedState, 'port' | 'grpcPort'>;
  readonly isReady: boolean;
}

/** The state that a replica would have, had this backend started it. */
export function adoptedState(
  { record, endpoint, isReady }: AdoptedReplica,
  now: number,
): ReplicaState {
  const events: readonly ReplicaEvent[] = [
    { type: 'launching', memoryLimitBytes: record.memoryLimitBytes },
    { type: 'spawned', pid: record.process.pid },
    ...(endpoint ? [{ type: 'listening', ...endpoint } as const] : []),
    ...(isReady ? [{ type: 'ready' } as const] : []),
  ];
  const state = events.reduce(
    (replica, event) => replicaAfter(replica, event, now),
    newReplica(record.id, record.createdAt),
  );
  return { ...state, restarts: record.restarts, startedAt: record.startedAt };
}
