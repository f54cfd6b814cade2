import { planReplicas, ReplicaLimits } from './planReplicas';
import { newReplica, ReplicaState } from './state';

const NOW = 1_000_000;
const limits: ReplicaLimits = {
  startBudgetMs: 120_000,
  unreadyGraceMs: 30_000,
  drainLimitMs: 20_000,
  stopGraceMs: 10_000,
};

function replica(
  id: string,
  phase: ReplicaState['phase'],
  more: Partial<ReplicaState> = {},
): ReplicaState {
  return { ...newReplica(id, NOW - 1_000), phase, startedAt: NOW, ...more };
}

const waiting = replica('w', 'waiting', { nextStartAt: NOW });
const starting = replica('s', 'starting');
const ready = replica('r', 'ready', { readyAt: NOW });
const young = replica('y', 'ready', { readyAt: NOW, createdAt: NOW });
const unready = replica('u', 'unready', { unreadyAt: NOW });
const draining = { since: NOW, drained: false };
const create = { do: 'create' };

function plan(
  desired: number,
  replicas: readonly ReplicaState[],
  canStart: boolean = true,
) {
  return planReplicas({ desired, canStart, replicas, limits, now: NOW });
}

describe('planReplicas: how many', () => {
  it.each`
    situation                                       | desired | replicas                                                                                     | steps
    ${'nothing is there'}                           | ${2}    | ${[]}                                                                                        | ${[create, create]}
    ${'all are there'}                              | ${1}    | ${[ready]}                                                                                   | ${[]}
    ${'none is wanted'}                             | ${0}    | ${[]}                                                                                        | ${[]}
    ${'one that waits is one that is there'}        | ${1}    | ${[replica('w', 'waiting', { nextStartAt: NOW + 1 })]}                                       | ${[]}
    ${'one too many: who waits goes first'}         | ${2}    | ${[ready, starting, waiting]}                                                                | ${[{ do: 'drain', id: 'w' }, { do: 'launch', id: 'w' }]}
    ${'then who starts'}                            | ${1}    | ${[ready, starting]}                                                                         | ${[{ do: 'drain', id: 's' }]}
    ${'then who is unready'}                        | ${1}    | ${[unready, ready]}                                                                          | ${[{ do: 'drain', id: 'u' }]}
    ${'then the youngest'}                          | ${1}    | ${[young, ready]}                                                                            | ${[{ do: 'drain', id: 'y' }]}
    ${'be it older, and started anew'}              | ${1}    | ${[{ ...ready, startedAt: NOW - 1 }, { ...young, createdAt: 0 }]}                            | ${[{ do: 'drain', id: 'y' }]}
    ${'one that drains does not count'}             | ${2}    | ${[ready, { ...young, draining, ending: { reason: 'Stopped', since: NOW, killed: false } }]} | ${[create]}
    ${'one that drains is kept before one is made'} | ${2}    | ${[ready, { ...young, draining }]}                                                           | ${[{ do: 'keep', id: 'y' }]}
    ${'one that ended is forgotten'}                | ${0}    | ${[replica('e', 'ended')]}                                                                   | ${[{ do: 'forget', id: 'e' }]}
    ${'one that ended does not count'}              | ${1}    | ${[replica('e', 'ended')]}                                                                   | ${[create, { do: 'forget', id: 'e' }]}
  `('$situation', ({ desired, replicas, steps }) => {
    expect(plan(desired, replicas).steps).toEqual(steps);
  });
});

describe('planReplicas: each one', () => {
  it.each`
    situation                                   | state                                                                                        | expected
    ${'starts when its time has come'}          | ${waiting}                                                                                   | ${{ steps: [{ do: 'launch', id: 'w' }] }}
    ${'waits for its time'}                     | ${{ ...waiting, nextStartAt: NOW + 5 }}                                                      | ${{ steps: [], wakeAt: NOW + 5 }}
    ${'has no process to drain'}                | ${{ ...waiting, draining }}                                                                  | ${{ steps: [{ do: 'forget', id: 'w' }] }}
    ${'has a budget to start'}                  | ${starting}                                                                                  | ${{ steps: [], wakeAt: NOW + 120_000 }}
    ${'is ended when the budget is spent'}      | ${{ ...starting, startedAt: NOW - 120_000 }}                                                 | ${{ steps: [{ do: 'end', id: 's', reason: 'StartTimeout' }] }}
    ${'may come back from unready'}             | ${unready}                                                                                   | ${{ steps: [], wakeAt: NOW + 30_000 }}
    ${'is ended when it does not'}              | ${{ ...unready, unreadyAt: NOW - 30_000 }}                                                   | ${{ steps: [{ do: 'end', id: 'u', reason: 'ProbeFailing' }] }}
    ${'waits for the gateways while draining'}  | ${{ ...ready, draining }}                                                                    | ${{ steps: [], wakeAt: NOW + 20_000 }}
    ${'is told to end when they have let go'}   | ${{ ...ready, draining: { since: NOW, drained: true } }}                                     | ${{ steps: [{ do: 'end', id: 'r', reason: 'Stopped' }] }}
    ${'is told to end when they take too long'} | ${{ ...ready, draining: { since: NOW - 20_000, drained: false } }}                           | ${{ steps: [{ do: 'end', id: 'r', reason: 'Stopped' }] }}
    ${'has time to end'}                        | ${{ ...ready, draining, ending: { reason: 'Stopped', since: NOW, killed: false } }}          | ${{ steps: [], wakeAt: NOW + 10_000 }}
    ${'is killed when it does not'}             | ${{ ...ready, draining, ending: { reason: 'Stopped', since: NOW - 10_000, killed: false } }} | ${{ steps: [{ do: 'kill', id: 'r' }] }}
    ${'is killed once'}                         | ${{ ...ready, draining, ending: { reason: 'Stopped', since: NOW - 10_000, killed: true } }}  | ${{ steps: [] }}
    ${'may use what its limit says'}            | ${{ ...ready, memoryBytes: 100, memoryLimitBytes: 100 }}                                     | ${{ steps: [] }}
    ${'may not use more'}                       | ${{ ...ready, memoryBytes: 101, memoryLimitBytes: 100 }}                                     | ${{ steps: [{ do: 'end', id: 'r', reason: 'OOMKilled' }] }}
  `('a replica $situation', ({ state, expected }) => {
    const desired = state.draining ? 0 : 1;
    expect(plan(desired, [state])).toEqual(expected);
  });

  it('starts nothing before the model is there', () => {
    expect(plan(1, [waiting], false)).toEqual({ steps: [] });
  });

  it('wakes for the first of what is due', () => {
    const late = { ...starting, id: 'late', startedAt: NOW + 1 };
    expect(plan(2, [late, starting]).wakeAt).toBe(NOW + 120_000);
  });
});
