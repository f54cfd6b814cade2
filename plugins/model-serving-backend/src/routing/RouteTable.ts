import { isDeepStrictEqual } from 'node:util';
import { RouteIntent } from './types';

/**
 * Where the traffic of each service of a cluster should go, as the last pass over the service decided. It lives in
 * memory and is filled anew by the first passes of a term; until every service had one it is not complete.
 */
export class RouteTable {
  readonly #intents = new Map<string, RouteIntent>();
  readonly #expected = new Set<string>();
  readonly #onChange: () => void;
  readonly #onComplete: () => void;
  #complete = false;

  constructor(options: { onChange: () => void; onComplete: () => void }) {
    this.#onChange = options.onChange;
    this.#onComplete = options.onComplete;
  }

  /** Names the services that must have been looked at before the table may be used. */
  expect(ids: Iterable<string>): void {
    for (const id of ids) this.#expected.add(id);
    this.#checkComplete();
  }

  /** The service's route; undefined: it has none. Tells whether that is new. */
  set(id: string, intent: RouteIntent | undefined): boolean {
    const changed = !isDeepStrictEqual(this.#intents.get(id), intent);
    if (intent) this.#intents.set(id, intent);
    else this.#intents.delete(id);
    this.settle(id);
    if (changed) this.#onChange();
    return changed;
  }

  /** The service was looked at, whatever came of it: it no longer keeps the table from being complete. */
  settle(id: string): void {
    if (this.#expected.delete(id)) this.#checkComplete();
  }

  get(id: string): RouteIntent | undefined {
    return this.#intents.get(id);
  }

  values(): Iterable<RouteIntent> {
    return this.#intents.values();
  }

  #checkComplete(): void {
    if (this.#complete || this.#expected.size > 0) return;
    this.#complete = true;
    this.#onComplete();
  }
}
