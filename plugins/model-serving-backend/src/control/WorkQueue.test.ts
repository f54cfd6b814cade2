import * as fc from 'fast-check';
import { FakeClock, settle } from '../testing';
import { Next, WorkQueue } from './WorkQueue';

/** Passes that end when the test says so. */
function gate() {
  const open = new Map<string, (() => void)[]>();
  const started: string[] = [];
  let most = 0;
  let now = 0;
  const perKey = new Map<string, number>();
  return {
    started,
    get most() {
      return most;
    },
    overlaps: () => [...perKey.values()].some(count => count > 1),
    process: async (key: string): Promise<Next> => {
      started.push(key);
      now += 1;
      most = Math.max(most, now);
      perKey.set(key, (perKey.get(key) ?? 0) + 1);
      if (perKey.get(key)! > 1) throw new Error(`two passes of ${key} at once`);
      await new Promise<void>(resolve =>
        open.set(key, [...(open.get(key) ?? []), resolve]),
      );
      perKey.set(key, perKey.get(key)! - 1);
      now -= 1;
      return {};
    },
    finish: (key: string) => open.get(key)?.shift()?.(),
    finishAll: () => {
      for (const [key, resolvers] of open) {
        open.set(key, []);
        for (const resolve of resolvers) resolve();
      }
    },
  };
}

function setup(options: {
  process: (key: string, signal: AbortSignal) => Promise<Next>;
  concurrency?: number;
  lane?: (key: string) => string;
}) {
  const clock = new FakeClock();
  const errors: [string, number][] = [];
  const queue = new WorkQueue({
    concurrency: options.concurrency ?? 2,
    backoff: { baseMs: 100, maxMs: 1000 },
    clock,
    random: () => 1,
    process: options.process,
    ...(options.lane ? { lane: options.lane } : {}),
    onError: (key, _error, attempt) => errors.push([key, attempt]),
  });
  return { clock, queue, errors };
}

describe('WorkQueue', () => {
  it('begins nothing before it is started, and keeps what was added', async () => {
    const passes = gate();
    const { queue } = setup(passes);
    queue.add('a');
    await settle();
    expect(passes.started).toEqual([]);
    queue.start();
    await settle();
    expect(passes.started).toEqual(['a']);
  });

  it('keeps nobody waiting in one lane for what takes long in another', async () => {
    const passes = gate();
    const { queue } = setup({ ...passes, lane: ([lane]) => lane });
    queue.start();
    for (const key of ['a1', 'a2', 'a3', 'a4', 'b1']) queue.add(key);
    await settle();
    expect(passes.started).toEqual(['a1', 'a2', 'b1']);
    expect(queue.depth).toBe(2);
    passes.finish('b1');
    queue.add('b2');
    await settle();
    expect(passes.started).toEqual(['a1', 'a2', 'b1', 'b2']);
    passes.finish('a1');
    await settle();
    expect(passes.started).toContain('a3');
    passes.finishAll();
  });

  it('runs a key once more when it was added during its pass, however often', async () => {
    const passes = gate();
    const { queue } = setup(passes);
    queue.start();
    queue.add('a');
    await settle();
    queue.add('a');
    queue.add('a');
    await settle();
    expect(passes.started).toEqual(['a']);
    passes.finish('a');
    await settle();
    expect(passes.started).toEqual(['a', 'a']);
    passes.finish('a');
    await settle();
    expect(passes.started).toEqual(['a', 'a']);
  });

  it('keeps to its concurrency', async () => {
    const passes = gate();
    const { queue } = setup({ ...passes, concurrency: 2 });
    queue.start();
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
    await settle();
    expect(passes.started).toEqual(['a', 'b']);
    passes.finish('b');
    await settle();
    expect(passes.started).toEqual(['a', 'b', 'c']);
    expect(passes.most).toBe(2);
  });

  it('comes back to a failing key after a growing delay, and forgets the failures after a success', async () => {
    let fail = true;
    const seen: number[] = [];
    const { queue, clock, errors } = setup({
      process: async () => {
        seen.push(clock.now());
        if (fail) throw new Error('no');
        return {};
      },
    });
    const begin = clock.now();
    queue.start();
    queue.add('a');
    await clock.advance(350);
    expect(seen.map(at => at - begin)).toEqual([0, 100, 300]);
    fail = false;
    await clock.advance(400);
    expect(seen).toHaveLength(4);
    fail = true;
    queue.add('a');
    await settle();
    expect(errors).toEqual([
      ['a', 1],
      ['a', 2],
      ['a', 3],
      ['a', 1],
    ]);
  });

  it('never lets a failing key hold up another', async () => {
    const done: string[] = [];
    const { queue } = setup({
      concurrency: 1,
      process: async key => {
        if (key === 'bad') throw new Error('no');
        done.push(key);
        return {};
      },
    });
    queue.start();
    queue.add('bad');
    queue.add('good');
    await settle();
    expect(done).toEqual(['good']);
  });

  it('looks again when a pass asks for it; the earlier of two wishes counts', async () => {
    const seen: number[] = [];
    const { queue, clock } = setup({
      process: async () => {
        seen.push(clock.now());
        return seen.length === 1 ? { afterMs: 1000 } : {};
      },
    });
    const begin = clock.now();
    queue.start();
    queue.add('a');
    await settle();
    queue.addAfter('a', 5000);
    queue.addAfter('a', 300);
    await clock.advance(10_000);
    expect(seen.map(at => at - begin)).toEqual([0, 300]);
  });

  it('stops when what runs has ended, and begins nothing any more', async () => {
    const passes = gate();
    let aborted = false;
    const { queue, clock } = setup({
      process: async (key, signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return passes.process(key);
      },
    });
    queue.start();
    queue.add('a');
    await settle();
    queue.add('a');
    queue.addAfter('b', 10);
    let stopped = false;
    const stop = queue.stop().then(() => {
      stopped = true;
    });
    await clock.advance(100);
    expect({ aborted, stopped }).toEqual({ aborted: true, stopped: false });
    passes.finish('a');
    await stop;
    queue.add('c');
    await clock.advance(100);
    expect(passes.started).toEqual(['a']);
    expect(clock.waiting).toBe(0);
  });

  it('never has two passes of a key, never more than allowed, and serves every wish', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({
              kind: fc.constant('add' as const),
              key: fc.constantFrom('a', 'b', 'c', 'd'),
            }),
            fc.record({
              kind: fc.constant('later' as const),
              key: fc.constantFrom('a', 'b', 'c', 'd'),
            }),
            fc.record({
              kind: fc.constant('finish' as const),
              key: fc.constantFrom('a', 'b', 'c', 'd'),
            }),
          ),
          { maxLength: 30 },
        ),
        async actions => {
          const passes = gate();
          const { queue, clock, errors } = setup({ ...passes, concurrency: 3 });
          queue.start();
          const wished = new Set<string>();
          for (const action of actions) {
            if (action.kind === 'finish') {
              passes.finish(action.key);
            } else {
              wished.add(action.key);
              if (action.kind === 'add') queue.add(action.key);
              else queue.addAfter(action.key, 50);
            }
            await clock.advance(10);
            expect(passes.overlaps()).toBe(false);
          }
          for (let round = 0; round < 12; round++) {
            await clock.advance(50);
            passes.finishAll();
          }
          expect(errors).toEqual([]);
          expect(passes.most).toBeLessThanOrEqual(3);
          expect(new Set(passes.started)).toEqual(wished);
          await queue.stop();
        },
      ),
      { numRuns: 40 },
    );
  });
});
