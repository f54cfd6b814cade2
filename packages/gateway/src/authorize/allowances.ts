import { GatewayTokenLimit } from '@greenroom/backstage-plugin-model-serving-common';
import { RequestAllowance } from './requestAllowance';

/** Requests let through, by key of the limit. */
export type SpentRequests = Readonly<Record<string, number>>;

/** The limits of one worker's tokens, across snapshots. */
export class Allowances {
  readonly #now: () => number;
  #byKey = new Map<string, RequestAllowance>();

  /** @param now - monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The allowances of a snapshot's limits; those that it does not name are forgotten. */
  adopt(
    limits: Iterable<GatewayTokenLimit>,
  ): ReadonlyMap<string, RequestAllowance> {
    const adopted = new Map<string, RequestAllowance>();
    for (const limit of limits) {
      const known = this.#byKey.get(limit.key);
      known?.adopt(limit);
      adopted.set(limit.key, known ?? new RequestAllowance(limit, this.#now()));
    }
    this.#byKey = adopted;
    return adopted;
  }

  /** What this worker let through since the last call, or undefined. */
  takeSpent(): SpentRequests | undefined {
    let spent: Record<string, number> | undefined;
    for (const [key, allowance] of this.#byKey) {
      const count = allowance.takeSpent();
      if (count > 0) (spent ??= {})[key] = count;
    }
    return spent;
  }

  /** Other workers let these through. */
  spentElsewhere(spent: SpentRequests): void {
    for (const [key, count] of Object.entries(spent))
      this.#byKey.get(key)?.spentElsewhere(count);
  }
}
