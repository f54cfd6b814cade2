import { PORT_TRIES, replicaAfter } from './replicaAfter';
import { newReplica, ReplicaEvent, ReplicaState } from './state';

/** The replica after events, each at its time in ms. */
function after(...history: readonly [number, ReplicaEvent][]): ReplicaState {
  return history.reduce<ReplicaState>(
    (state, [at, event]) => replicaAfter(state, event, at),
    newReplica('r', 0),
  );
}

const launching: ReplicaEvent = { type: 'launching' };
const spawned: ReplicaEvent = { type: 'spawned', pid: 7 };
const readied: ReplicaEvent = { type: 'ready' };
const drain: ReplicaEvent = { type: 'drain' };

function exited(code?: number, signal?: string): ReplicaEvent {
  return { type: 'exited', code, signal, logTail: 'bye' };
}

describe('replicaAfter', () => {
  it('remembers when it became ready first, not again', () => {
    const state = after(
      [0, launching],
      [1, readied],
      [2, { type: 'unready' }],
      [3, readied],
    );
    expect(state).toMatchObject({
      phase: 'ready',
      readyAt: 1,
      readyChangedAt: 3,
    });
    expect(state.unreadyAt).toBeUndefined();
  });

  it.each`
    situation                            | history                                                                                         | delay    | restarts
    ${'lost while ready: at once'}       | ${[[0, launching], [1, readied], [2, exited(1)]]}                                               | ${0}     | ${1}
    ${'never ready: after a second'}     | ${[[0, launching], [1, exited(1)]]}                                                             | ${1_000} | ${1}
    ${'again: twice as long'}            | ${[[0, launching], [1, exited(1)], [2, launching], [3, exited(1)]]}                             | ${2_000} | ${2}
    ${'lost again soon: after a second'} | ${[[0, launching], [1, readied], [2, exited(1)], [2, launching], [3, readied], [4, exited(1)]]} | ${1_000} | ${2}
    ${'well for ten minutes: at once'}   | ${[[0, launching], [1, exited(1)], [2, launching], [3, readied], [600_003, exited(1)]]}         | ${0}     | ${2}
    ${'well for less: longer'}           | ${[[0, launching], [1, exited(1)], [2, launching], [3, readied], [600_002, exited(1)]]}         | ${2_000} | ${2}
  `('starts again, $situation', ({ history, delay, restarts }) => {
    const state = after(...history);
    const at = history.at(-1)[0];
    expect(state).toMatchObject({
      phase: 'waiting',
      nextStartAt: at + delay,
      restarts,
    });
  });

  it('knows that a program will listen for gRPC until it does', () => {
    const listening = (more: object) =>
      after(
        [0, launching],
        [1, spawned],
        [2, { type: 'listening', port: 80, ...more }],
      ).endpoint;
    const host = '127.0.0.1';
    expect(listening({ awaitsGrpc: true })).toEqual({
      host,
      port: 80,
      awaitsGrpc: true,
    });
    expect(listening({ grpcPort: 81, awaitsGrpc: false })).toEqual({
      host,
      port: 80,
      grpcPort: 81,
    });
  });

  it('keeps nothing of a process that has ended', () => {
    const state = after(
      [0, launching],
      [1, spawned],
      [2, { type: 'listening', port: 80 }],
      [3, { type: 'usage', memoryBytes: 5, cpuCores: 1 }],
      [4, exited(0)],
    );
    expect(state).toMatchObject({ lastExit: { reason: 'Completed' } });
    for (const field of [
      'pid',
      'endpoint',
      'memoryBytes',
      'cpuCores',
      'startedAt',
    ] as const) {
      expect(state[field]).toBeUndefined();
    }
  });

  it.each`
    situation                    | events
    ${'it drains'}               | ${[drain]}
    ${'it drains and is killed'} | ${[drain, { type: 'end', reason: 'Stopped' }, { type: 'killed' }]}
    ${'it crashes as it drains'} | ${[drain, { type: 'end', reason: 'OOMKilled' }]}
  `('does not come back when $situation', ({ events }) => {
    const history = [
      launching,
      readied,
      ...events,
      exited(undefined, 'SIGKILL'),
    ];
    expect(
      after(...history.map((event): [number, ReplicaEvent] => [0, event]))
        .phase,
    ).toBe('ended');
  });

  it('cannot be kept once it was told to end', () => {
    const told = after(
      [0, launching],
      [0, drain],
      [0, { type: 'end', reason: 'Stopped' }],
      [0, { type: 'keep' }],
    );
    expect(told.draining).toBeDefined();
    const kept = after([0, launching], [0, drain], [0, { type: 'keep' }]);
    expect(kept.draining).toBeUndefined();
  });

  it('tries another port at once, a few times, then counts it as a failure', () => {
    const taken: [number, ReplicaEvent][] = [
      [0, launching],
      [0, { type: 'end', reason: 'PortTaken' }],
      [0, exited(1)],
    ];
    const history = Array.from({ length: PORT_TRIES - 1 }, () => taken).flat();
    expect(after(...history)).toMatchObject({ nextStartAt: 0, restarts: 0 });
    expect(after(...history, ...taken)).toMatchObject({
      nextStartAt: 1_000,
      restarts: 1,
      lastExit: { reason: 'PortTaken' },
    });
  });

  it('ignores late news of a process that has ended', () => {
    const state = after([0, launching], [1, exited(1)]);
    for (const event of [
      readied,
      spawned,
      { type: 'unready' },
      exited(0),
    ] as const) {
      expect(replicaAfter(state, event, 9)).toBe(state);
    }
  });

  it('waits after a start that did not get to a process', () => {
    const failure = { code: 'DiskFull', message: 'no space' } as const;
    const refused: ReplicaEvent = { type: 'refused', failure };
    const state = after([0, launching], [5, refused]);
    expect(state).toMatchObject({
      phase: 'waiting',
      nextStartAt: 1_005,
      refused: failure,
      restarts: 0,
    });
    expect(replicaAfter(state, launching, 1_005).refused).toBeUndefined();
  });
});
