import { replicaFacts, replicasFailure } from './replicaFacts';
import { newReplica, ReplicaState } from './state';

const NOW = 10_000;
const base = newReplica('r', 0);
const exit = {
  reason: 'Error',
  exitCode: 1,
  at: '2026-01-01T00:00:00.000Z',
  logTail: 'one\n\ntwo\n',
  wasReady: false,
};

describe('replicaFacts', () => {
  it.each`
    situation                    | state                                                                                   | word
    ${'about to start'}          | ${base}                                                                                 | ${'starting'}
    ${'waiting after an end'}    | ${{ ...base, nextStartAt: NOW + 1 }}                                                    | ${'backoff'}
    ${'running'}                 | ${{ ...base, phase: 'starting' }}                                                       | ${'starting'}
    ${'ready'}                   | ${{ ...base, phase: 'ready' }}                                                          | ${'ready'}
    ${'silent'}                  | ${{ ...base, phase: 'unready' }}                                                        | ${'unready'}
    ${'ready, but being killed'} | ${{ ...base, phase: 'ready', ending: { reason: 'OOMKilled', since: 0, killed: true } }} | ${'unready'}
    ${'leaving'}                 | ${{ ...base, phase: 'ready', draining: { since: 0, drained: false } }}                  | ${'draining'}
    ${'gone'}                    | ${{ ...base, phase: 'ended' }}                                                          | ${'ended'}
  `('a replica that is $situation is $word', ({ state, word }) => {
    expect(replicaFacts(state, NOW).state).toBe(word);
  });

  it('says when it starts again, and where it runs', () => {
    expect(
      replicaFacts({ ...base, nextStartAt: NOW + 1_000 }, NOW).nextStartAt,
    ).toBe('1970-01-01T00:00:11.000Z');
    expect(
      replicaFacts({ ...base, phase: 'ready', pid: 7 }, NOW).location,
    ).toBe('pid 7');
  });
});

describe('replicasFailure', () => {
  const ready: ReplicaState = { ...base, phase: 'ready' };
  it.each`
    situation                           | lastExit                                               | restartDelayMs | code
    ${'it ended before it was ready'}   | ${exit}                                                | ${1_000}       | ${'ModelLoadFailed'}
    ${'it was lost once'}               | ${{ ...exit, wasReady: true }}                         | ${0}           | ${undefined}
    ${'it was lost again'}              | ${{ ...exit, wasReady: true }}                         | ${1_000}       | ${'CrashLoop'}
    ${'it used too much memory'}        | ${{ ...exit, reason: 'OOMKilled', wasReady: true }}    | ${0}           | ${'OutOfMemory'}
    ${'it took too long'}               | ${{ ...exit, reason: 'StartTimeout' }}                 | ${1_000}       | ${'StartTimeout'}
    ${'it did not answer any more'}     | ${{ ...exit, reason: 'ProbeFailing', wasReady: true }} | ${0}           | ${'ProbeFailing'}
    ${"its port was another process's"} | ${{ ...exit, reason: 'PortTaken' }}                    | ${1_000}       | ${'PortTaken'}
    ${'nothing has happened'}           | ${undefined}                                           | ${undefined}   | ${undefined}
  `('is $code when $situation', ({ lastExit, restartDelayMs, code }) => {
    const state = { ...base, lastExit, restartDelayMs };
    expect(replicasFailure([state])?.code).toBe(code);
    expect(replicasFailure([state, ready])).toBeUndefined();
  });

  it('is what the program said last', () => {
    expect(replicasFailure([{ ...base, lastExit: exit }])).toEqual({
      code: 'ModelLoadFailed',
      message: 'one\ntwo',
      exitCode: 1,
      at: exit.at,
    });
  });

  it('is said in words when the program said nothing', () => {
    const lastExit = {
      ...exit,
      reason: 'Crashed',
      exitCode: undefined,
      signal: 'SIGSEGV',
      logTail: '',
    };
    expect(replicasFailure([{ ...base, lastExit }])?.message).toBe(
      'Crashed, signal SIGSEGV, without a word in the log',
    );
  });

  it('is the latest of several', () => {
    const later = { ...exit, at: '2026-01-01T00:00:01.000Z', exitCode: 9 };
    expect(
      replicasFailure([
        { ...base, lastExit: later },
        { ...base, lastExit: exit },
      ])?.exitCode,
    ).toBe(9);
  });
});
