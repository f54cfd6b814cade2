import fc from 'fast-check';
import { Batcher, BatchPlace } from './batcher';
import { BatchPart, ReadyBatch } from './types';
import { V1Part, v1Form } from './v1Form';

type Sent = ReadyBatch<string, string> & { isAborted: boolean };

/** A batcher whose clock and model are the test's. */
function batcherUnderTest(maxWaitingBytes?: number) {
  let now = 0;
  let ids = 0;
  const timers = new Set<{ at: number; fire: () => void }>();
  const sent: Sent[] = [];
  const batcher = new Batcher<string, string>({
    maxWaitingBytes,
    newId: () => `b-${++ids}`,
    schedule(ms, fire) {
      const timer = { at: now + ms, fire };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    send(batch) {
      const entry = { ...batch, isAborted: false };
      sent.push(entry);
      return {
        abort: () => {
          entry.isAborted = true;
        },
      };
    },
  });
  return {
    batcher,
    sent,
    timers,
    advance(ms: number) {
      now += ms;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.fire();
      }
    },
  };
}

const limits = { maxBatchSize: 4, maxLatencyMs: 50 };

/** A request with these instances; what it is told is kept in `told`. */
function memberOf(told: string[], name: string, ...instances: number[]) {
  const body = Buffer.from(JSON.stringify({ instances }));
  return {
    part: v1Form.read(body) as BatchPart,
    bytes: body.length,
    joinedAt: 0,
    settle: (outcome: string) => told.push(`${name} ${outcome}`),
  };
}

describe('Batcher', () => {
  const told: string[] = [];
  beforeEach(() => {
    told.length = 0;
  });
  const sizes = (sent: readonly Sent[]) =>
    sent.map(({ members }) => members.map(({ part }) => part.size));

  it('sends a batch once it is full: 2, 1 and 1 instances are one call of 4', () => {
    const { batcher, sent, timers } = batcherUnderTest();
    batcher.join('k', limits, v1Form, 'first', memberOf(told, 'a', 0, 1));
    batcher.join('k', limits, v1Form, 'second', memberOf(told, 'b', 2));
    expect(sent).toEqual([]);
    batcher.join('k', limits, v1Form, 'third', memberOf(told, 'c', 3));
    expect(sizes(sent)).toEqual([[2, 1, 1]]);
    expect(sent[0]).toMatchObject({ id: 'b-1', sample: 'first' });
    expect(timers.size).toBe(0);
  });

  it('lets a batch exceed its size by the last request', () => {
    const { batcher, sent } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1, 2, 3));
    batcher.join('k', limits, v1Form, '', memberOf(told, 'b', 4, 5, 6));
    expect(sizes(sent)).toEqual([[3, 3]]);
  });

  it('sends what there is when the first has waited long enough', () => {
    const { batcher, sent, advance } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    advance(30);
    batcher.join('k', limits, v1Form, '', memberOf(told, 'b', 2));
    advance(19);
    expect(sent).toEqual([]);
    advance(1);
    expect(sizes(sent)).toEqual([[1, 1]]);
  });

  it('sends a request that is large enough alone and at once', () => {
    const { batcher, sent } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    batcher.join('k', limits, v1Form, '', memberOf(told, 'b', 1, 2, 3, 4));
    expect(sizes(sent)).toEqual([[4]]);
    expect(batcher.waiting).toBe(1);
  });

  it('keeps requests of different keys apart', () => {
    const { batcher, sent, advance } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    batcher.join('l', limits, v1Form, '', memberOf(told, 'b', 2));
    advance(50);
    expect(sizes(sent)).toEqual([[1], [1]]);
  });

  it('forgets a request whose client leaves before it is sent', () => {
    const { batcher, sent, advance } = batcherUnderTest();
    const first = batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    batcher.join('k', limits, v1Form, '', memberOf(told, 'b', 2, 3));
    first.leave();
    advance(50);
    expect(sizes(sent)).toEqual([[2]]);
    sent[0].members[0].settle('ok');
    expect(told).toEqual(['b ok']);
  });

  it('sends nothing when all have left', () => {
    const { batcher, sent, timers, advance } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1)).leave();
    expect(timers.size).toBe(0);
    advance(50);
    expect(sent).toEqual([]);
  });

  it('gives up the call when the last of its clients leaves, not before', () => {
    const { batcher, sent, advance } = batcherUnderTest();
    const places = [1, 2].map(i =>
      batcher.join('k', limits, v1Form, '', memberOf(told, `${i}`, i)),
    );
    advance(50);
    places[0].leave();
    expect(sent[0].isAborted).toBe(false);
    places[1].leave();
    expect(sent[0].isAborted).toBe(true);
    sent[0].members.forEach(({ settle }) => settle('late'));
    expect(told).toEqual([]);
  });

  it('lets nobody wait beyond its bytes', () => {
    const { batcher, sent } = batcherUnderTest(30);
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    batcher.join('k', limits, v1Form, '', memberOf(told, 'b', 2));
    expect(sizes(sent)).toEqual([[1]]);
    expect(batcher.waiting).toBe(1);
  });

  it('sends all at once when it is flushed', () => {
    const { batcher, sent, timers } = batcherUnderTest();
    batcher.join('k', limits, v1Form, '', memberOf(told, 'a', 1));
    batcher.join('l', limits, v1Form, '', memberOf(told, 'b', 2));
    batcher.flush();
    expect(sent).toHaveLength(2);
    expect([batcher.waiting, timers.size]).toEqual([0, 0]);
  });
});

describe('any interleaving of requests', () => {
  /** What happens: a request of some instances comes, one leaves, time passes, or the model answers. */
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        join: fc.integer({ min: 1, max: 6 }),
        key: fc.constantFrom('k', 'l'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ leave: fc.nat(40) }) },
    {
      weight: 2,
      arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 60 }) }),
    },
    { weight: 2, arbitrary: fc.record({ answer: fc.nat(40) }) },
  );

  it('gives each request that stays exactly its own predictions, once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const { batcher, sent, timers, advance } = batcherUnderTest();
        const told = new Map<number, string[]>();
        const wanted = new Map<number, readonly number[]>();
        const places: BatchPlace[] = [];
        const left = new Set<number>();
        const answered = new Set<Sent>();
        const numbers = Array.from({ length: 400 }, (_, i) => i);
        /** The model doubles every instance. */
        const answer = (batch: Sent) => {
          if (answered.has(batch) || batch.isAborted) return;
          answered.add(batch);
          const parts = batch.members.map(({ part }) => part as V1Part);
          const { instances } = JSON.parse(v1Form.join(parts).toString());
          const predictions = instances.map((value: number) => value * 2);
          const split = v1Form.split(
            Buffer.from(JSON.stringify({ predictions })),
            parts,
            batch.id,
          ) as readonly Buffer[];
          batch.members.forEach(({ settle }, i) => settle(split[i].toString()));
        };
        const settleAll = () => {
          advance(limits.maxLatencyMs);
          sent.forEach(answer);
        };
        for (const event of steps) {
          if ('join' in event) {
            const id = places.length;
            const instances = numbers.splice(0, event.join);
            wanted.set(id, instances);
            const body = Buffer.from(JSON.stringify({ instances }));
            places.push(
              batcher.join(event.key, limits, v1Form, '', {
                part: v1Form.read(body) as BatchPart,
                bytes: body.length,
                joinedAt: 0,
                settle: outcome =>
                  told.set(id, [...(told.get(id) ?? []), outcome]),
              }),
            );
          } else if ('leave' in event) {
            places[event.leave]?.leave();
            if (places[event.leave] && !told.has(event.leave))
              left.add(event.leave);
          } else if ('pass' in event) advance(event.pass);
          else if (sent[event.answer]) answer(sent[event.answer]);
        }
        settleAll();
        for (const [id, instances] of wanted) {
          const outcomes = told.get(id) ?? [];
          expect(outcomes).toHaveLength(left.has(id) ? 0 : 1);
          for (const outcome of outcomes)
            expect(JSON.parse(outcome).predictions).toEqual(
              instances.map(value => value * 2),
            );
        }
        expect([batcher.waiting, timers.size]).toEqual([0, 0]);
        for (const { members } of sent) {
          const before = members
            .slice(0, -1)
            .reduce((sum, { part }) => sum + part.size, 0);
          expect(before).toBeLessThan(limits.maxBatchSize);
        }
      }),
      { numRuns: 500 },
    );
  });
});
