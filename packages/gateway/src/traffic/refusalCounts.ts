import { RouteRefusals } from '@greenroom/backstage-plugin-model-serving-common';
import { Outcome } from './trafficRecord';

/** By id of the route. */
export type RefusalsByRoute = Readonly<Record<string, RouteRefusals>>;

type Counts = { client: number; server: number };

/** Requests that the gateway itself answered or broke off: by route, reason and class. */
export class RefusalCounts {
  readonly #routes = new Map<string, Map<string, Counts>>();
  readonly #changed = new Set<string>();

  /** Counts one. */
  add(route: string, reason: string, outcome: Outcome): void {
    this.#countsOf(route, reason)[outcome === 'server' ? 'server' : 'client']++;
    this.#changed.add(route);
  }

  /** Adds what another has counted. */
  merge(refusals: RefusalsByRoute): void {
    for (const [route, reasons] of Object.entries(refusals)) {
      for (const [reason, { client, server }] of Object.entries(reasons)) {
        const counts = this.#countsOf(route, reason);
        counts.client += client;
        counts.server += server;
      }
      this.#changed.add(route);
    }
  }

  /** All that was counted. */
  all(): RefusalsByRoute {
    return this.#of(this.#routes.keys());
  }

  /** Of routes that changed since the last call, all that was counted. */
  takeChanged(): RefusalsByRoute {
    const changed = this.#of(this.#changed);
    this.#changed.clear();
    return changed;
  }

  /** All that was counted, and begins anew. */
  take(): RefusalsByRoute {
    const all = this.all();
    this.#routes.clear();
    this.#changed.clear();
    return all;
  }

  /** Forgets routes that are not named. */
  prune(routes: ReadonlySet<string>): void {
    for (const route of this.#routes.keys()) {
      if (routes.has(route)) continue;
      this.#routes.delete(route);
      this.#changed.delete(route);
    }
  }

  #countsOf(route: string, reason: string): Counts {
    let reasons = this.#routes.get(route);
    if (!reasons) this.#routes.set(route, (reasons = new Map()));
    let counts = reasons.get(reason);
    if (!counts) reasons.set(reason, (counts = { client: 0, server: 0 }));
    return counts;
  }

  #of(routes: Iterable<string>): RefusalsByRoute {
    const found: Record<string, RouteRefusals> = {};
    for (const route of routes) {
      const reasons = [...(this.#routes.get(route) ?? [])];
      found[route] = Object.fromEntries(
        reasons.map(([reason, counts]) => [reason, { ...counts }]),
      );
    }
    return found;
  }
}
