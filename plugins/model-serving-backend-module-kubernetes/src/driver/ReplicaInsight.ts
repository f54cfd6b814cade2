import type {
  ClusterCapabilities,
  EventView,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  EventBook,
  EventWatches,
  EventWatchesOptions,
  ofRevisions,
} from '../events';
import { PodUsage, UsageWatch, UsageWatchOptions } from '../usage';

/**
 * What a cluster tells of replicas beside their state: what happens to them, and what they use. Nothing is decided from it,
 * and nothing waits for it.
 */
export class ReplicaInsight {
  readonly #events = new EventBook();
  readonly #watches: EventWatches;
  readonly #usage: UsageWatch;

  private constructor(
    options: Omit<EventWatchesOptions, 'book'> & UsageWatchOptions,
  ) {
    this.#watches = EventWatches.start({ ...options, book: this.#events });
    this.#usage = UsageWatch.start(options);
  }

  static start(
    options: Omit<EventWatchesOptions, 'book'> & UsageWatchOptions,
  ): ReplicaInsight {
    return new ReplicaInsight(options);
  }

  usageOf(namespace: string, pod: string): PodUsage | undefined {
    return this.#usage.of(namespace, pod);
  }

  /** What follows for the cluster. */
  get capabilities(): Pick<ClusterCapabilities, 'usageProblems'> {
    const usageProblems = this.#usage.problems;
    return usageProblems ? { usageProblems } : {};
  }

  /** Of a service, by the facts of its revisions; newest first. */
  events(
    namespace: string,
    facts: readonly RevisionFacts[],
    limit: number,
  ): readonly EventView[] {
    const revisions = facts.map(({ key }) => key.slice(namespace.length + 1));
    return this.#events.of(namespace, ofRevisions(revisions), limit);
  }

  async close(): Promise<void> {
    await Promise.all([this.#watches.close(), this.#usage.close()]);
  }
}
