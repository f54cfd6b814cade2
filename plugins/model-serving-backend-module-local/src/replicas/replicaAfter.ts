import { exitReason } from './exitReason';
import { restartDelay, WELL_AFTER_MS } from './restartDelay';
import { ReplicaEvent, ReplicaState } from './state';

/** Ports tried before a taken one counts as a failed start. */
export const PORT_TRIES = 5;

/**
 * The replica after something happened to it. Events that a phase does not know leave it as it is: they are late news of
 * a process that has ended meanwhile.
 */
export function replicaAfter(
  state: ReplicaState,
  event: ReplicaEvent,
  now: number,
): ReplicaState {
  const running = isRunning(state);
  switch (event.type) {
    case 'launching':
      return {
        ...withoutRun(state),
        phase: 'starting',
        startedAt: now,
        memoryLimitBytes: event.memoryLimitBytes,
        refused: undefined,
      };
    case 'spawned':
      return running ? { ...state, pid: event.pid } : state;
    case 'listening':
      return running
        ? {
            ...state,
            endpoint: {
              host: '127.0.0.1',
              port: event.port,
              ...(event.grpcPort ? { grpcPort: event.grpcPort } : {}),
              ...(event.awaitsGrpc ? { awaitsGrpc: true } : {}),
            },
          }
        : state;
    case 'ready':
      return running
        ? {
            ...state,
            phase: 'ready',
            readyAt: state.readyAt ?? now,
            readyChangedAt:
              state.phase === 'ready' ? state.readyChangedAt : now,
            unreadyAt: undefined,
            portTries: 0,
          }
        : state;
    case 'unready':
      return state.phase === 'ready'
        ? { ...state, phase: 'unready', unreadyAt: now, readyChangedAt: now }
        : state;
    case 'usage':
      return running
        ? {
            ...state,
            memoryBytes: event.memoryBytes,
            cpuCores: event.cpuCores ?? state.cpuCores,
            measuredAt: event.cpuCores === undefined ? state.measuredAt : now,
          }
        : state;
    case 'drain':
      return state.draining
        ? state
        : { ...state, draining: { since: now, drained: false } };
    case 'keep':
      // One that has been told to end cannot be kept.
      return state.ending ? state : { ...state, draining: undefined };
    case 'drained':
      return state.draining
        ? { ...state, draining: { ...state.draining, drained: true } }
        : state;
    case 'end':
      return running && !state.ending
        ? {
            ...state,
            ending: { reason: event.reason, since: now, killed: false },
          }
        : state;
    case 'killed':
      return state.ending
        ? { ...state, ending: { ...state.ending, killed: true } }
        : state;
    case 'refused':
      return afterRefusal(state, event, now);
    case 'exited':
      return running ? afterExit(state, event, now) : state;
    default:
      return state;
  }
}

/** Whether it has a process, or is about to have one. */
export function isRunning({ phase }: ReplicaState): boolean {
  return phase === 'starting' || phase === 'ready' || phase === 'unready';
}

function afterRefusal(
  state: ReplicaState,
  { failure }: Extract<ReplicaEvent, { type: 'refused' }>,
  now: number,
): ReplicaState {
  if (state.draining) return { ...withoutRun(state), phase: 'ended' };
  const delay = restartDelay(state.restartDelayMs, false);
  return {
    ...withoutRun(state),
    phase: 'waiting',
    nextStartAt: now + delay,
    restartDelayMs: delay,
    refused: { ...failure, at: new Date(now).toISOString() },
  };
}

function afterExit(
  state: ReplicaState,
  exit: Extract<ReplicaEvent, { type: 'exited' }>,
  now: number,
): ReplicaState {
  const gone = withoutRun(state);
  if (state.draining || state.ending?.reason === 'Stopped') {
    return { ...gone, phase: 'ended' };
  }
  const portTries = state.portTries + 1;
  if (state.ending?.reason === 'PortTaken' && portTries < PORT_TRIES) {
    return { ...gone, phase: 'waiting', nextStartAt: now, portTries };
  }
  const wasReady = state.readyAt !== undefined;
  const wasWell = wasReady && now - state.readyAt >= WELL_AFTER_MS;
  const delay = restartDelay(
    wasWell ? undefined : state.restartDelayMs,
    wasReady,
  );
  return {
    ...gone,
    phase: 'waiting',
    nextStartAt: now + delay,
    restartDelayMs: delay,
    portTries: 0,
    restarts: state.restarts + 1,
    lastExit: {
      reason: exitReason(exit, state.ending?.reason),
      ...(exit.code === undefined ? {} : { exitCode: exit.code }),
      ...(exit.signal === undefined ? {} : { signal: exit.signal }),
      at: new Date(now).toISOString(),
      logTail: exit.logTail,
      wasReady,
    },
  };
}

/** The replica without what belongs to its present process. */
function withoutRun(state: ReplicaState): ReplicaState {
  const { id, createdAt, nextStartAt, draining, restarts, portTries } = state;
  return {
    id,
    phase: state.phase,
    createdAt,
    nextStartAt,
    draining,
    restarts,
    portTries,
    restartDelayMs: state.restartDelayMs,
    lastExit: state.lastExit,
    refused: state.refused,
    memoryLimitBytes: state.memoryLimitBytes,
  };
}
