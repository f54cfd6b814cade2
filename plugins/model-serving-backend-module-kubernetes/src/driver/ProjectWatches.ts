import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import { KubeClient, ResourceType, resourceTypes } from '../client';
import { knownPod } from '../facts';
import {
  ObjectCache,
  ObjectCacheListener,
  WatchHealth,
  WatchScope,
} from '../watch';
import { knownDeployment } from './handEdits';
import { ProjectJoins } from './ProjectJoins';

/** What is told of objects of one type. */
type Changes<T> = Pick<ObjectCacheListener<T>, 'onChange' | 'onGone'>;

/** What {@link ProjectWatches} are made of. */
export interface ProjectWatchesOptions {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly scope: WatchScope;
  /** Projects of the configuration. */
  readonly namespaces: readonly string[];
  /** What must hold in a namespace. @throws NotAllowedError that says what is missing and whom to ask for what */
  readonly demand: (namespace: string) => Promise<void>;
  readonly labelSelector: string;
  readonly deployments: Changes<V1Deployment>;
  readonly pods: Changes<V1Pod>;
  /** Of each type. */
  readonly losses: (
    plural: string,
  ) => Pick<ObjectCacheListener<never>, 'onLost' | 'onFound'>;
  readonly health: WatchHealth;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

interface Caches {
  readonly deployments: ObjectCache<V1Deployment>;
  readonly pods: ObjectCache<V1Pod>;
}

/**
 * Deployments and pods of all projects. A project in which the portal has not the rights that it needs says so, and
 * joins when it has: the others do not wait for it.
 */
export class ProjectWatches {
  readonly #options: ProjectWatchesOptions;
  /** By namespace; `''`: all of them. */
  readonly #caches = new Map<string, Caches>();
  #joins: ProjectJoins | undefined;

  private constructor(options: ProjectWatchesOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all that may be seen is known.
   * @throws NotAllowedError if nothing may; whatever else the first look at any of them throws: nothing is open then
   */
  static async start(options: ProjectWatchesOptions): Promise<ProjectWatches> {
    const watches = new ProjectWatches(options);
    const { scope } = options;
    try {
      watches.#joins = await ProjectJoins.start({
        ...options,
        join: namespace => watches.#join(namespace),
        ...(scope === 'cluster'
          ? { joinCluster: () => watches.#open(undefined) }
          : {}),
      });
    } catch (error) {
      await watches.close();
      throw error;
    }
    return watches;
  }

  /** What a write answered: it is known at once, not when the watch tells of it. */
  tookDeployment(deployment: V1Deployment): void {
    this.#of(deployment)?.deployments.took(deployment);
  }

  /** The same of a pod. */
  tookPod(pod: V1Pod): void {
    this.#of(pod)?.pods.took(pod);
  }

  async close(): Promise<void> {
    await this.#joins?.close();
    await Promise.all(
      [...this.#caches.values()].flatMap(({ deployments, pods }) => [
        deployments.close(),
        pods.close(),
      ]),
    );
  }

  #of({ metadata }: V1Deployment | V1Pod): Caches | undefined {
    return this.#caches.get(metadata?.namespace ?? '') ?? this.#caches.get('');
  }

  async #join(namespace: string): Promise<void> {
    const { scope, demand } = this.#options;
    await demand(namespace);
    if (scope !== 'cluster') await this.#open(namespace);
  }

  async #open(namespace: string | undefined): Promise<void> {
    const { deployments, pods } = this.#options;
    const known = await this.#watch<V1Deployment>(
      resourceTypes.Deployment,
      namespace,
      deployments,
      knownDeployment,
    );
    try {
      this.#caches.set(namespace ?? '', {
        deployments: known,
        pods: await this.#watch<V1Pod>(
          resourceTypes.Pod,
          namespace,
          pods,
          knownPod,
        ),
      });
    } catch (error) {
      await known.close();
      throw error;
    }
  }

  #watch<T extends V1Deployment | V1Pod>(
    type: ResourceType,
    namespace: string | undefined,
    changes: Changes<T>,
    takes: (object: T) => T,
  ): Promise<ObjectCache<T>> {
    const { client, labelSelector, losses, sleep, random } = this.#options;
    return ObjectCache.start<T>({
      client,
      type,
      labelSelector,
      sleep,
      random,
      ...(namespace ? { namespace } : {}),
      keepsManagers: true,
      takes,
      listener: { ...changes, ...losses(type.plural) },
    });
  }
}
