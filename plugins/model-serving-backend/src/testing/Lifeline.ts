import { FakeDriver } from '.';
import type { Stores } from '../store/types';

/** What each effect comes to once its process has ended. */
class ProcessEnded extends Error {
  constructor() {
    super('the process has ended');
    this.name = 'ProcessEnded';
  }
}

/** The life of a process that ends right after so many effects: none comes later, however hard it tries. */
export class Lifeline {
  /** Effects that were done. */
  done = 0;
  readonly #limit: number;

  /** @param limit - effects until the end; 0: it does not even have one */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOver(): boolean {
    return this.done >= this.#limit;
  }

  async effect<T>(act: () => Promise<T>): Promise<T> {
    if (this.isOver) throw new ProcessEnded();
    // Counted when it begins: of two at the same moment the last one counts, too
    this.done += 1;
    return act();
  }
}

/** Methods that write, by store. */
const WRITES: Readonly<Partial<Record<keyof Stores, readonly string[]>>> = {
  resources: [
    'create',
    'update',
    'updateObserved',
    'requestDeletion',
    'remove',
    'writeAll',
  ],
  revisions: ['add', 'remove'],
  secrets: ['put'],
  events: ['record'],
  history: ['addRefused'],
  idempotency: ['claim', 'complete', 'release'],
  samples: ['append'],
  scaleDecisions: ['append'],
  splits: ['write'],
  given: ['add', 'remove'],
  counters: ['next'],
};

/** The same stores for a process that ends. */
export function mortalStores(stores: Stores, life: Lifeline): Stores {
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      mortal(store, WRITES[name as keyof Stores] ?? [], life),
    ]),
  ) as unknown as Stores;
}

function mortal<T extends object>(
  store: T,
  writes: readonly string[],
  life: Lifeline,
): T {
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return writes.includes(String(key))
        ? (...args: unknown[]) => life.effect(() => value.apply(target, args))
        : value.bind(target);
    },
  });
}

/** A cluster in memory that does what a process tells it while that lives. */
export class MortalDriver extends FakeDriver {
  life = new Lifeline(Infinity);

  async apply(...args: Parameters<FakeDriver['apply']>): Promise<void> {
    await this.life.effect(() => super.apply(...args));
  }

  async drained(...args: Parameters<FakeDriver['drained']>): Promise<void> {
    await this.life.effect(() => super.drained(...args));
  }

  async remove(...args: Parameters<FakeDriver['remove']>): Promise<void> {
    await this.life.effect(() => super.remove(...args));
  }
}
