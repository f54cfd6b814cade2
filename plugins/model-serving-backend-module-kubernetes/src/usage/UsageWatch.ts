import { KubeApiError, KubeClient, pathOf } from '../client';
import type { WatchScope } from '../watch';
import { PodMetrics, podUsage, PodUsage } from './podUsage';

const METRICS = {
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'PodMetrics',
  plural: 'pods',
};
/** The metrics API cannot be watched. Metrics servers measure every 15 s; charts need less. */
const EVERY_MS = 30_000;
/** With many namespaces each is asked less often: a cluster at rest answers no more than three such calls a minute. */
const SPREAD_MS = 20_000;
/** Somebody has to install or to grant something: it is looked at again when they may have. */
const ABSENT_MS = 5 * 60_000;

/** What a {@link UsageWatch} is made of. */
export interface UsageWatchOptions {
  readonly client: Pick<KubeClient, 'json'>;
  readonly scope: WatchScope;
  /** Of the pods that are wanted. */
  readonly labelSelector: string;
  /** Whether there are any: nobody is asked for the usage of nothing. */
  readonly hasPods: () => boolean;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * CPU and memory of pods by the metrics API, as it says them now and then: one call a namespace, or one for all. What it
 * does not say any more is forgotten, so that an old figure is never taken for a new one.
 */
export class UsageWatch {
  readonly #options: UsageWatchOptions;
  readonly #stop = new AbortController();
  /** By namespace that was asked for (`''`: all), then by namespace and name of the pod. */
  readonly #usage = new Map<string, ReadonlyMap<string, PodUsage>>();
  readonly #problems = new Map<string, Problem>();
  readonly #everyMs: number;
  readonly #loops: Promise<void>[];

  private constructor(options: UsageWatchOptions) {
    this.#options = options;
    const { scope } = options;
    const namespaces = scope === 'cluster' ? [''] : [...new Set(scope)];
    this.#everyMs = Math.max(EVERY_MS, namespaces.length * SPREAD_MS);
    this.#loops = namespaces.map(namespace => this.#watch(namespace));
  }

  static start(options: UsageWatchOptions): UsageWatch {
    return new UsageWatch(options);
  }

  /** What a pod uses; undefined: it is not known. */
  of(namespace: string, pod: string): PodUsage | undefined {
    const known = this.#usage.get(namespace) ?? this.#usage.get('');
    return known?.get(`${namespace}/${pod}`);
  }

  /**
   * Why nothing is known of pods, and what is needed, by namespace (`''`: all); of others it is known, or was not asked for
   * yet.
   */
  get problems(): Readonly<Record<string, string>> | undefined {
    if (this.#problems.size === 0) return undefined;
    const problems = [...this.#problems];
    // Who may not look cannot tell that there is nothing to look at, and others can
    const ofAll = problems.find(([, { isOfAll }]) => isOfAll)?.[1];
    return Object.fromEntries(
      problems.map(([namespace, own]) => [namespace, (ofAll ?? own).says]),
    );
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #watch(namespace: string): Promise<void> {
    const { sleep } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const pause = await this.#look(namespace);
      await sleep(pause, signal).catch(() => {});
    }
  }

  /** @returns how long to wait for the next look, in ms */
  async #look(namespace: string): Promise<number> {
    const { client, labelSelector, hasPods } = this.#options;
    if (!hasPods()) return this.#everyMs;
    const path = pathOf(METRICS, { ...(namespace ? { namespace } : {}) });
    const query = new URLSearchParams({ labelSelector });
    try {
      const { items } = await client.json<{ items: readonly PodMetrics[] }>(
        `${path}?${query}`,
        { signal: this.#stop.signal },
      );
      this.#usage.set(namespace, byPod(items));
      this.#problems.delete(namespace);
      return this.#everyMs;
    } catch (error) {
      this.#usage.delete(namespace);
      this.#problems.set(namespace, problemOf(error as Error, namespace));
      return error instanceof KubeApiError && [403, 404].includes(error.status)
        ? Math.max(ABSENT_MS, this.#everyMs)
        : this.#everyMs;
    }
  }
}

function byPod(items: readonly PodMetrics[]): ReadonlyMap<string, PodUsage> {
  return new Map(
    items.map(metrics => {
      const { namespace = '', name = '' } = metrics.metadata;
      return [`${namespace}/${name}`, podUsage(metrics)];
    }),
  );
}

interface Problem {
  readonly says: string;
  /** It is so in all of the cluster, also where the portal may not look. */
  readonly isOfAll: boolean;
}

/** @param namespace - empty: the whole cluster */
function problemOf(error: Error, namespace: string): Problem {
  const status = error instanceof KubeApiError ? error.status : undefined;
  return {
    says: inWords(status, error, namespace),
    isOfAll: status === 404,
  };
}

function inWords(
  status: number | undefined,
  error: Error,
  namespace: string,
): string {
  if (status === 404)
    return 'The cluster has no metrics API, so that nobody measures CPU and memory. Ask who runs it for metrics-server, or for another program that serves metrics.k8s.io.';
  if (status === 403)
    return `The portal may not read the metrics API ${
      namespace ? `in the project '${namespace}'` : 'of the cluster'
    }. The page of the cluster says which role it needs.`;
  return `The metrics API of the cluster does not answer: ${error.message}. Ask who runs it to look at its metrics server.`;
}
