import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '../testing';
import type { SplitObservation } from './SplitObservation';
import { SplitRecorder, type SplitWrites } from './SplitRecorder';

const observed = (since: number): SplitObservation => ({
  splits: [{ stable: 'a', canary: 'b', percent: 20, both: 100, since }],
  revisions: {},
});

function setup(kept: [string, SplitObservation][] = []) {
  const clock = new FakeClock();
  const state = {
    all: new Map<string, SplitObservation>(),
    mayAct: true,
    isDown: false,
  };
  const writes: SplitWrites[] = [];
  const recorder = new SplitRecorder({
    observations: () => state.all,
    write: async write => {
      if (state.isDown) throw new Error('the database is gone');
      writes.push(write);
    },
    mayAct: () => state.mayAct,
    clock,
    logger: mockServices.logger.mock(),
  });
  recorder.start(new Map(kept));
  return { clock, state, writes, recorder };
}

describe('SplitRecorder', () => {
  it('writes what changed, together, and no more often than every three seconds', async () => {
    const { clock, state, writes } = setup();
    state.all = new Map([
      ['u1', observed(1)],
      ['u2', observed(1)],
    ]);
    await clock.advance(2_999);
    expect(writes).toEqual([]);
    await clock.advance(1);
    expect(writes).toEqual([{ written: state.all, ended: [] }]);
    await clock.advance(30_000);
    expect(writes).toHaveLength(1);
    state.all = new Map([
      ['u1', observed(2)],
      ['u2', observed(1)],
    ]);
    await clock.advance(3_000);
    expect(writes[1].written).toEqual(new Map([['u1', observed(2)]]));
  });

  it('ends what is split no more, also of the term before', async () => {
    const { clock, state, writes } = setup([
      ['u1', observed(1)],
      ['u2', observed(1)],
    ]);
    state.all = new Map([['u1', observed(1)]]);
    await clock.advance(3_000);
    expect(writes).toEqual([{ written: new Map(), ended: ['u2'] }]);
  });

  it('tries again what could not be written', async () => {
    const { clock, state, writes } = setup();
    state.all = new Map([['u1', observed(1)]]);
    state.isDown = true;
    await clock.advance(3_000);
    state.isDown = false;
    await clock.advance(3_000);
    expect(writes).toHaveLength(1);
  });

  it('writes what is left when it stops, and nothing once it may not act', async () => {
    const { state, writes, recorder } = setup();
    state.all = new Map([['u1', observed(1)]]);
    await recorder.stop();
    expect(writes).toHaveLength(1);
    state.all = new Map([['u1', observed(2)]]);
    state.mayAct = false;
    await recorder.stop();
    expect(writes).toHaveLength(1);
  });
});
