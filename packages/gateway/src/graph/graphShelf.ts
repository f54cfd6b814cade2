import {
  GatewayGraph,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { TrafficRecord } from '../traffic';
import { liveGraph, routesIn } from './liveGraph';
import { LiveGraph } from './types';

/**
 * The graphs of a worker, across snapshots: one that did not change is not compiled again, and its Splitters go on where
 * they are.
 */
export class GraphShelf {
  readonly #splitOffset: number;
  readonly #traffic: (key: string) => TrafficRecord;
  #shelved = new Map<string, Shelved>();

  /** @param options - `traffic`: the counters of a step, by its key */
  constructor(options: {
    readonly splitOffset: number;
    readonly traffic: (key: string) => TrafficRecord;
  }) {
    this.#splitOffset = options.splitOffset;
    this.#traffic = options.traffic;
  }

  /** Graphs of a snapshot by the id of their route, and the ids of the routes that they call. */
  adopt({ routes }: GatewaySnapshot): {
    readonly graphs: ReadonlyMap<string, LiveGraph>;
    readonly called: ReadonlySet<string>;
  } {
    const shelved = new Map<string, Shelved>();
    const graphs = new Map<string, LiveGraph>();
    const called = new Set<string>();
    for (const { id, graph } of routes) {
      if (!graph) continue;
      const entry = this.#shelve(id, graph);
      shelved.set(id, entry);
      graphs.set(id, entry.live);
      for (const route of routesIn(graph)) called.add(route);
    }
    this.#shelved = shelved;
    return { graphs, called };
  }

  #shelve(routeId: string, graph: GatewayGraph): Shelved {
    const source = JSON.stringify(graph);
    const before = this.#shelved.get(routeId);
    if (before?.source === source) return before;
    const live = liveGraph(graph, {
      routeId,
      before: before?.live,
      splitOffset: this.#splitOffset,
      traffic: this.#traffic,
    });
    return { source, live };
  }
}

interface Shelved {
  readonly source: string;
  readonly live: LiveGraph;
}
