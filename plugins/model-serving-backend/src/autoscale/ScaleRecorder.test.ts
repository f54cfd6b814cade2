import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '../testing';
import { testScaleRecord } from '../store/__testUtils__';
import {
  isWorthKeeping,
  RecordedDecision,
  ScaleRecorder,
} from './ScaleRecorder';

const MINUTE = 60_000;

describe('isWorthKeeping', () => {
  const last = testScaleRecord({ at: 0 });
  it.each`
    what                                   | change                             | kept
    ${'another number'}                    | ${{ at: 1, replicas: 4 }}          | ${true}
    ${'another state'}                     | ${{ at: 1, activity: 'inactive' }} | ${true}
    ${'another reason'}                    | ${{ at: 1, reason: 'TimedOut' }}   | ${true}
    ${'the beginning of a burst'}          | ${{ at: 1, panicUntil: 9 }}        | ${true}
    ${'the same'}                          | ${{ at: MINUTE - 1 }}              | ${false}
    ${'the same after a minute'}           | ${{ at: MINUTE }}                  | ${true}
    ${'the same at rest after a minute'}   | ${{ at: MINUTE, stable: 0 }}       | ${false}
    ${'the same, not measured, for hours'} | ${{ at: 9e9, stable: undefined }}  | ${false}
  `('$what: $kept', ({ change, kept }) => {
    expect(isWorthKeeping(last, testScaleRecord({ ...change }))).toBe(kept);
  });

  it('keeps the first', () => {
    expect(isWorthKeeping(undefined, last)).toBe(true);
  });
});

describe('ScaleRecorder', () => {
  function setup() {
    const clock = new FakeClock();
    const written: (readonly RecordedDecision[])[] = [];
    const state = { mayAct: true, fails: false };
    const logger = mockServices.logger.mock();
    const recorder = new ScaleRecorder({
      append: async decisions => {
        if (state.fails) throw new Error('disk full');
        written.push(decisions);
      },
      mayAct: () => state.mayAct,
      clock,
      logger,
    });
    const note = (at: number, replicas: number, uid = 'u1') =>
      recorder.note({
        uid,
        revision: 'r',
        record: testScaleRecord({ at, replicas }),
      });
    return { clock, written, state, recorder, note, logger };
  }

  it('writes what was decided within some seconds at once', async () => {
    const { clock, written, note } = setup();
    note(1, 3);
    note(2, 3);
    note(3, 4);
    note(4, 4, 'u2');
    expect(written).toEqual([]);
    await clock.advance(5_000);
    expect(
      written.map(batch => batch.map(({ uid, record }) => [uid, record.at])),
    ).toEqual([
      [
        ['u1', 1],
        ['u1', 3],
        ['u2', 4],
      ],
    ]);
  });

  it('writes the rest when it ends, unless it may no more', async () => {
    const one = setup();
    one.note(1, 3);
    await one.recorder.stop();
    expect(one.written).toHaveLength(1);
    expect(one.clock.waiting).toBe(0);

    const other = setup();
    other.note(1, 3);
    other.state.mayAct = false;
    await other.recorder.stop();
    expect(other.written).toEqual([]);
  });

  it('goes on after a write that failed', async () => {
    const { clock, written, state, note, logger } = setup();
    state.fails = true;
    note(1, 3);
    await clock.advance(5_000);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    state.fails = false;
    note(2, 5);
    await clock.advance(5_000);
    expect(written).toHaveLength(1);
  });
});
