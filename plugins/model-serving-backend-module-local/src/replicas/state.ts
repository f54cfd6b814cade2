import {
  Failure,
  ReplicaExit,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Why the driver ends a process. `Stopped` is the only one after which the replica does not come back. */
export type EndReason =
  | 'Stopped'
  | 'StartTimeout'
  | 'ProbeFailing'
  | 'OOMKilled'
  | 'PortTaken';

/**
 * One replica as the driver knows it. Changed only by {@link replicaAfter}; times are ms since epoch.
 *
 * | phase    | process | leaves by                                             |
 * |----------|---------|-------------------------------------------------------|
 * | waiting  | none    | launching, when its time has come; ended, if drained  |
 * | starting | yes     | ready · exited                                        |
 * | ready    | yes     | unready · exited                                      |
 * | unready  | yes     | ready · exited                                        |
 * | ended    | none    | forgotten                                             |
 *
 * `draining` and `ending` lie across: a draining replica gets no new requests, an ending one has been told to end.
 */
export interface ReplicaState {
  readonly id: string;
  readonly phase: 'waiting' | 'starting' | 'ready' | 'unready' | 'ended';
  readonly createdAt: number;
  /** When a waiting replica starts again. */
  readonly nextStartAt: number;
  /** Of the present process. */
  readonly startedAt?: number;
  readonly readyAt?: number;
  readonly unreadyAt?: number;
  /** When it last became ready, or ceased to be. */
  readonly readyChangedAt?: number;
  readonly pid?: number;
  readonly endpoint?: {
    readonly host: string;
    readonly port: number;
    readonly grpcPort?: number;
    /** It will say later where it listens for gRPC. */
    readonly awaitsGrpc?: true;
  };
  readonly draining?: { readonly since: number; readonly drained: boolean };
  readonly ending?: {
    readonly reason: EndReason;
    readonly since: number;
    readonly killed: boolean;
  };
  readonly restarts: number;
  /** Delay before the latest restart; undefined after it has been well for long. */
  readonly restartDelayMs?: number;
  /** Ports tried in a row that turned out to be another process's. */
  readonly portTries: number;
  readonly lastExit?: ReplicaExit;
  /** The latest start did not even get to a process. */
  readonly refused?: Failure;
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
  /** When `cpuCores` was measured. */
  readonly measuredAt?: number;
  readonly memoryLimitBytes?: number;
}

/** What can happen to a replica. */
export type ReplicaEvent =
  | { readonly type: 'launching'; readonly memoryLimitBytes?: number }
  | { readonly type: 'spawned'; readonly pid: number }
  | { readonly type: 'refused'; readonly failure: Omit<Failure, 'at'> }
  | {
      readonly type: 'listening';
      readonly port: number;
      readonly grpcPort?: number;
      readonly awaitsGrpc?: boolean;
    }
  | { readonly type: 'ready' }
  | { readonly type: 'unready' }
  | { readonly type: 'drain' }
  | { readonly type: 'keep' }
  | { readonly type: 'drained' }
  | { readonly type: 'end'; readonly reason: EndReason }
  | { readonly type: 'killed' }
  | {
      readonly type: 'usage';
      readonly memoryBytes: number;
      readonly cpuCores?: number;
    }
  | {
      readonly type: 'exited';
      /** Undefined: it was not our child, so nobody can tell. */
      readonly code?: number;
      readonly signal?: string;
      readonly logTail: string;
    };

/** A replica that has just been asked for. */
export function newReplica(id: string, now: number): ReplicaState {
  return {
    id,
    phase: 'waiting',
    createdAt: now,
    nextStartAt: now,
    restarts: 0,
    portTries: 0,
  };
}
