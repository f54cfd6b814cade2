import fc from 'fast-check';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { LeasedSlots } from './leasedSlots';
import { SlotBroker } from './slotBroker';

const KEY = 'demo/iris-1';

const snapshot = (limit: number, ...ids: string[]): GatewaySnapshot => ({
  version: 1,
  epoch: 'e',
  routes: [],
  revisions: {
    [KEY]: {
      containerConcurrency: limit,
      replicas: ids.map(id => ({ id, host: 'h', port: 1 })),
    },
  },
});

/** Takes what it can get. */
class Worker {
  waiting = 0;
  readonly busy: string[] = [];
  #replicas: readonly { id: string; isOut: boolean }[] = [];
  #out: string | undefined;

  constructor(readonly slots: LeasedSlots) {}

  adopt(ids: readonly string[]): void {
    this.#replicas = ids.map(id => ({ id, isOut: id === this.#out }));
    this.slots.adopt(this.#replicas);
  }

  /** One replica, or none, is out of rotation here. */
  lose(out?: string): void {
    this.#out = out;
    this.adopt(this.#replicas.map(({ id }) => id));
    this.#pump();
    this.slots.ask(this.waiting, this.#replicas);
  }

  request(): void {
    this.waiting++;
    this.#pump();
    this.slots.ask(this.waiting, this.#replicas);
  }

  finish(): void {
    const id = this.busy.shift();
    if (id !== undefined && this.slots.release({ id, isOut: false }))
      this.#pump();
  }

  granted(slots: Readonly<Record<string, number>>): void {
    this.slots.granted(slots, this.#replicas);
    this.#pump();
    this.slots.ask(this.waiting, this.#replicas);
  }

  #pump(): void {
    while (this.waiting > 0) {
      const replica = this.slots.take(this.#replicas);
      if (!replica) return;
      this.waiting--;
      this.busy.push(replica.id);
    }
  }
}

/** Workers that take what they can get, and a broker, with the messages between them in flight until delivered. */
class Fleet {
  readonly messages: (() => void)[] = [];
  readonly workers: Worker[] = [];
  #ids: readonly string[] = [];
  readonly broker = new SlotBroker({
    grant: (worker, _key, slots) => this.#tell(worker, it => it.granted(slots)),
    recall: worker => this.#tell(worker, it => it.slots.recalled()),
  });

  constructor(count: number) {
    for (let i = 0; i < count; i++) this.workers.push(this.#worker(i));
  }

  adopt(limit: number, ...ids: string[]): void {
    this.#ids = ids;
    for (const worker of this.workers) worker.adopt(ids);
    this.broker.adopt(snapshot(limit, ...ids));
  }

  /** Takes from the front: messages between two processes keep their order. */
  deliver(): void {
    while (this.messages.length > 0) this.messages.shift()!();
  }

  restart(index: number): void {
    this.broker.workerGone(index);
    this.workers[index] = this.#worker(index);
    this.workers[index].adopt(this.#ids);
  }

  inflight(id: string): number {
    return this.workers.reduce(
      (sum, { busy }) => sum + busy.filter(own => own === id).length,
      0,
    );
  }

  /** What is on its way to a worker that ends is lost. */
  #tell(index: number, act: (worker: Worker) => void): void {
    const worker = this.workers[index];
    this.messages.push(() => {
      if (this.workers[index] === worker) act(worker);
    });
  }

  #worker(index: number): Worker {
    const made: { worker?: Worker } = {};
    const send = (act: () => void) =>
      this.messages.push(() => {
        if (this.workers[index] === made.worker) act();
      });
    made.worker = new Worker(
      new LeasedSlots(KEY, {
        want: (key, count, out) =>
          send(() => this.broker.want(index, key, count, out)),
        giveBack: (key, slots) =>
          send(() => this.broker.giveBack(index, key, slots)),
      }),
    );
    return made.worker;
  }
}

describe('slots', () => {
  it('lets one worker alone keep what it has', () => {
    const fleet = new Fleet(2);
    fleet.adopt(2, 'a');
    const [one] = fleet.workers;
    one.request();
    one.request();
    one.request();
    fleet.deliver();
    expect([one.busy.length, one.waiting]).toEqual([2, 1]);
    one.finish();
    expect([one.busy.length, one.waiting]).toEqual([2, 0]);
    expect(fleet.broker.lent(KEY, 'a')).toBe(2);
  });

  it('moves an idle slot to the worker that needs it', () => {
    const fleet = new Fleet(2);
    fleet.adopt(1, 'a');
    const [one, two] = fleet.workers;
    one.request();
    fleet.deliver();
    one.finish();
    two.request();
    fleet.deliver();
    expect(two.busy).toEqual(['a']);
  });

  it('takes turns between workers that all have more to do', () => {
    const fleet = new Fleet(2);
    fleet.adopt(1, 'a');
    const served = [0, 0];
    for (let i = 0; i < 20; i++)
      for (const worker of fleet.workers) worker.request();
    for (let i = 0; i < 20; i++) {
      fleet.deliver();
      fleet.workers.forEach((worker, index) => {
        if (worker.busy.length > 0) served[index]++;
        worker.finish();
      });
    }
    expect(served[0] + served[1]).toBe(20);
    expect(Math.abs(served[0] - served[1])).toBeLessThanOrEqual(1);
  });

  it('takes back what a dead worker had', () => {
    const fleet = new Fleet(2);
    fleet.adopt(1, 'a');
    fleet.workers[0].request();
    fleet.deliver();
    fleet.workers[1].request();
    fleet.deliver();
    expect(fleet.workers[1].busy).toEqual([]);
    fleet.restart(0);
    fleet.deliver();
    expect(fleet.workers[1].busy).toEqual(['a']);
  });

  it('asks again for what came too late to be used', () => {
    const fleet = new Fleet(1);
    const [worker] = fleet.workers;
    fleet.adopt(1, 'a', 'b');
    worker.request();
    worker.request();
    for (let i = 0; i < 2; i++) fleet.messages.shift()!();
    // Both slots are on their way when one replica leaves
    fleet.adopt(1, 'a');
    fleet.deliver();
    expect([worker.busy, worker.waiting]).toEqual([['a'], 1]);
    worker.finish();
    expect([worker.busy, worker.waiting]).toEqual([['a'], 0]);
    worker.request();
    fleet.adopt(1, 'a', 'c');
    fleet.deliver();
    expect([worker.busy, worker.waiting]).toEqual([['a', 'c'], 0]);
  });

  it('waits for no slot of a replica that is out of rotation', () => {
    const fleet = new Fleet(1);
    const [worker] = fleet.workers;
    fleet.adopt(2, 'a', 'b');
    worker.lose('a');
    worker.request();
    worker.request();
    fleet.deliver();
    expect([worker.busy, worker.waiting]).toEqual([['b', 'b'], 0]);
  });

  it('never exceeds the limit, and serves everybody in the end', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('request' as const), on: fc.nat(2) }),
      fc.record({ do: fc.constant('finish' as const), on: fc.nat(2) }),
      fc.record({ do: fc.constant('deliver' as const), on: fc.nat(5) }),
      fc.record({ do: fc.constant('replicas' as const), on: fc.nat(2) }),
      fc.record({ do: fc.constant('lose' as const), on: fc.nat(2) }),
      fc.record({ do: fc.constant('find' as const), on: fc.nat(2) }),
      fc.record({ do: fc.constant('restart' as const), on: fc.nat(2) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(step, { maxLength: 80 }),
        (limit, steps) => {
          const ids = ['a', 'b', 'c'];
          const fleet = new Fleet(3);
          fleet.adopt(limit, 'a');
          const check = () => {
            const over = ids.filter(
              id =>
                fleet.inflight(id) > limit ||
                fleet.broker.lent(KEY, id) > limit,
            );
            if (over.length > 0) throw new Error(`${over} above ${limit}`);
          };
          for (const { do: what, on } of steps) {
            if (what === 'request') fleet.workers[on].request();
            else if (what === 'finish') fleet.workers[on].finish();
            else if (what === 'replicas')
              fleet.adopt(limit, ...ids.slice(0, on + 1));
            else if (what === 'lose') fleet.workers[on].lose('a');
            else if (what === 'find') fleet.workers[on].lose();
            else if (what === 'restart') fleet.restart(on);
            else for (let i = 0; i < on; i++) fleet.messages.shift()?.();
            check();
          }
          for (const worker of fleet.workers) worker.lose();
          for (let i = 0; i < 200; i++) {
            fleet.deliver();
            check();
            for (const worker of fleet.workers) worker.finish();
          }
          expect(fleet.workers.map(({ waiting }) => waiting)).toEqual([
            0, 0, 0,
          ]);
        },
      ),
    );
  });
});
