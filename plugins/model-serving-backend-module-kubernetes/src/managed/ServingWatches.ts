import {
  ServingKind,
  servingKinds,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  CoreV1Event,
  KubernetesObject,
  V1Deployment,
  V1Pod,
} from '@kubernetes/client-node';
import { KubeClient, ResourceType, resourceTypes } from '../client';
import { ProjectJoins, RevisionBook } from '../driver';
import {
  ObjectCache,
  ObjectCacheListener,
  WatchHealth,
  WatchLosses,
  WatchScope,
} from '../watch';
import type { FoundKServe } from './demandKServe';
import { GRAPH_LABEL, SERVICE_LABEL } from './workloadIdentity';

/** What is told of objects of one type. */
type Changes<T> = Pick<ObjectCacheListener<T>, 'onChange' | 'onGone'>;
type Kinds = FoundKServe['kinds'];
type Runs = Pick<
  RevisionBook,
  'deploymentChanged' | 'deploymentGone' | 'podChanged' | 'podGone'
>;

/** What {@link ServingWatches} are made of. */
export interface ServingWatchesOptions {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly scope: WatchScope;
  /** Projects of the configuration. */
  readonly namespaces: readonly string[];
  readonly found: Pick<FoundKServe, 'kinds' | 'demandIn'>;
  readonly objects: (kind: ServingKind) => Changes<KubernetesObject>;
  /** Keeps what runs of InferenceServices. */
  readonly services: Runs;
  /** And of the routers of InferenceGraphs. */
  readonly routers: Runs;
  readonly events: Changes<CoreV1Event>;
  /** Of each type; `what` names it: its plural, or more. */
  readonly losses: (what: string) => WatchLosses;
  readonly health: WatchHealth;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

interface WatchedHow {
  readonly keepsManagers?: boolean;
  readonly labelSelector?: string;
  /** Whose they are, in words, where others of the type are watched too. */
  readonly of?: string;
}

/** Objects of KServe's in one namespace, or in the whole cluster. */
type Caches = ReadonlyMap<ServingKind, ObjectCache<KubernetesObject>>;

/**
 * KServe's objects and what runs of them, in all projects. A project in which the portal has not the rights that it needs
 * says so, and joins when it has: the others do not wait for it.
 */
export class ServingWatches {
  readonly #options: ServingWatchesOptions;
  /** By namespace; `''`: what is watched of the whole cluster. */
  readonly #caches = new Map<string, Caches>();
  readonly #kinds = new Map<ServingKind, ResourceType>();
  readonly #open: { close(): Promise<void> }[] = [];
  #joins: ProjectJoins | undefined;

  private constructor(options: ServingWatchesOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all that may be seen is known.
   * @throws NotAllowedError if nothing may; whatever else the first look at any of them throws: nothing is open then
   */
  static async start(options: ServingWatchesOptions): Promise<ServingWatches> {
    const watches = new ServingWatches(options);
    try {
      watches.#joins = await ProjectJoins.start({
        ...options,
        join: namespace => watches.#join(namespace),
        joinCluster: () => watches.#joinCluster(),
      });
    } catch (error) {
      await watches.close();
      throw error;
    }
    return watches;
  }

  /** Those that are seen in the whole cluster, or in one project at least. */
  get kinds(): Kinds {
    return this.#kinds;
  }

  /** Whether objects of a kind are seen in a namespace, and what runs there. */
  sees(kind: ServingKind, namespace: string): boolean {
    return ['', namespace].some(at => this.#caches.get(at)?.has(kind));
  }

  /** What a write answered: it is known at once, not when the watch tells of it. */
  took(kind: ServingKind, object: KubernetesObject): void {
    const caches =
      this.#caches.get(object.metadata?.namespace ?? '') ??
      this.#caches.get('');
    caches?.get(kind)?.took(object);
  }

  async close(): Promise<void> {
    await this.#joins?.close();
    await Promise.all(this.#open.splice(0).map(cache => cache.close()));
  }

  async #joinCluster(): Promise<void> {
    const { scope, found } = this.#options;
    const isAll = scope === 'cluster';
    const kinds = [...found.kinds].filter(
      ([kind]) => isAll || !servingKinds[kind].namespaced,
    );
    await this.#watch(undefined, new Map(kinds), isAll);
  }

  async #join(namespace: string): Promise<void> {
    const { scope, found } = this.#options;
    const kinds = await found.demandIn(namespace);
    if (scope !== 'cluster') await this.#watch(namespace, kinds, true);
  }

  /** @param withRuns - also what runs of services and graphs */
  async #watch(
    namespace: string | undefined,
    kinds: Kinds,
    withRuns: boolean,
  ): Promise<void> {
    const { objects, services, routers, events } = this.#options;
    const caches = new Map<ServingKind, ObjectCache<KubernetesObject>>();
    const open: { close(): Promise<void> }[] = [];
    const start = async <T extends KubernetesObject>(
      type: ResourceType,
      changes: Changes<T>,
      more: WatchedHow = {},
    ) => {
      const cache = await this.#start(type, namespace, changes, more);
      open.push(cache);
      return cache;
    };
    const startRuns = async (runs: Runs, labelSelector: string, of = '') => {
      const more = { labelSelector, of };
      await start<V1Deployment>(
        resourceTypes.Deployment,
        {
          onChange: deployment => runs.deploymentChanged(deployment),
          onGone: deployment => runs.deploymentGone(deployment),
        },
        more,
      );
      await start<V1Pod>(
        resourceTypes.Pod,
        {
          onChange: pod => runs.podChanged(pod),
          onGone: pod => runs.podGone(pod),
        },
        more,
      );
    };
    try {
      for (const [kind, type] of kinds) {
        // Fields of others are told from ours by who wrote them
        const more = { keepsManagers: true };
        caches.set(kind, await start(type, objects(kind), more));
      }
      if (withRuns) {
        await startRuns(services, SERVICE_LABEL);
        if (kinds.has('InferenceGraph'))
          await startRuns(routers, GRAPH_LABEL, ' of graphs');
        await start(resourceTypes.Event, events);
      }
    } catch (error) {
      await Promise.all(open.map(cache => cache.close()));
      throw error;
    }
    this.#open.push(...open);
    this.#caches.set(namespace ?? '', caches);
    for (const [kind, type] of kinds) this.#kinds.set(kind, type);
  }

  #start<T extends KubernetesObject>(
    type: ResourceType,
    namespace: string | undefined,
    changes: Changes<T>,
    { of = '', ...more }: WatchedHow,
  ): Promise<ObjectCache<T>> {
    const { client, losses, sleep, random } = this.#options;
    return ObjectCache.start<T>({
      client,
      type,
      ...(namespace ? { namespace } : {}),
      ...more,
      sleep,
      random,
      listener: { ...changes, ...losses(`${type.plural}${of}`) },
    });
  }
}
