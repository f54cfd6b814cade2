/** Something that waits in line. */
export interface Queued {
  /** Who it belongs to: each gets the same share of turns. */
  readonly client: string;
}

/** First in, first out for each client, in turn between clients: one that asks much cannot make the others wait. */
export class FairQueue<T extends Queued> {
  /** Clients in the order of their turns, each with what it waits for. */
  readonly #lanes = new Map<string, Set<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    const lane = this.#lanes.get(item.client);
    if (lane) lane.add(item);
    else this.#lanes.set(item.client, new Set([item]));
    this.#size++;
  }

  /** Who is next, taken out; undefined: nobody waits. */
  shift(): T | undefined {
    for (const [client, lane] of this.#lanes) {
      for (const item of lane) {
        this.#lanes.delete(client);
        lane.delete(item);
        if (lane.size > 0) this.#lanes.set(client, lane);
        this.#size--;
        return item;
      }
    }
    return undefined;
  }

  /** Gives up a place. False: it had none. */
  remove(item: T): boolean {
    const lane = this.#lanes.get(item.client);
    if (!lane?.delete(item)) return false;
    if (lane.size === 0) this.#lanes.delete(item.client);
    this.#size--;
    return true;
  }
}
