import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { KubernetesObject } from '@kubernetes/client-node';
import { isNotFound, KubeClient, ResourceType } from '../client';
import { ObjectCache, ObjectCacheOptions } from '../watch';
import { untilJoined } from './untilJoined';

/** Definitions are installed and rights are granted by people. Sooner than a deployment is told to have no route. */
const ASK_AGAIN_MS = 30_000;
/** Whoever starts waits no longer for the first look: a project that does not answer is none of the others' business. */
const FIRST_LOOK_MS = 2_000;

/** What {@link ExposureWatches} are made of. */
export interface ExposureWatchesOptions
  extends Pick<
    ObjectCacheOptions<KubernetesObject>,
    'labelSelector' | 'sleep' | 'random'
  > {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly type: ResourceType;
  readonly namespaces: readonly string[];
  /** What must hold in a namespace. @throws Error that says what is missing and whom to ask for what */
  readonly demand: (namespace: string) => Promise<void>;
  /** What is told where the cluster has no such type. */
  readonly undefinedType: string;
  readonly onLost: (error: Error, namespace: string | undefined) => void;
  readonly onFound: (namespace: string | undefined) => void;
  /** An object is new, another or gone. */
  readonly onChange: (at: { namespace: string; name: string }) => void;
  /** What is known of a namespace, or why nothing is, is another. */
  readonly onJoin: (namespace: string) => void;
  /** ms since epoch */
  readonly now: () => number;
}

/**
 * Objects of one type that need not be there for deployments to run, project by project: a project that cannot be looked
 * at, by rights, by definitions that are missing or because nobody answers, says why and joins when it can. Nobody waits
 * for it.
 */
export class ExposureWatches {
  readonly #options: ExposureWatchesOptions;
  readonly #caches = new Map<string, ObjectCache<KubernetesObject>>();
  readonly #problems = new Map<string, string>();
  readonly #stop = new AbortController();
  readonly #joins: Promise<void>[] = [];
  #definition: { readonly at: number; readonly isThere: Promise<boolean> } = {
    at: -Infinity,
    isThere: Promise.resolve(false),
  };

  private constructor(options: ExposureWatchesOptions) {
    this.#options = options;
  }

  /** Resolves when all projects were looked at, or a moment later. */
  static async start(
    options: ExposureWatchesOptions,
  ): Promise<ExposureWatches> {
    const watches = new ExposureWatches(options);
    const looks = [...new Set(options.namespaces)].map(namespace =>
      watches.#join(namespace).catch(() => {
        watches.#joins.push(watches.#joinLater(namespace));
      }),
    );
    watches.#joins.push(...looks);
    const limit = new AbortController();
    await Promise.race([
      Promise.all(looks),
      options.sleep(FIRST_LOOK_MS, limit.signal),
    ]);
    limit.abort();
    return watches;
  }

  /** Whether all objects of a namespace are known. */
  knows(namespace: string): boolean {
    return this.#caches.has(namespace);
  }

  /** Why they are not; undefined also until the first look is over. */
  problem(namespace: string): string | undefined {
    return this.#problems.get(namespace);
  }

  get(namespace: string, name: string): KubernetesObject | undefined {
    return this.#caches.get(namespace)?.get(namespace, name);
  }

  /** What a write answered: it is known at once, not when the watch tells of it. */
  took(object: KubernetesObject): void {
    this.#caches.get(object.metadata?.namespace ?? '')?.took(object);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    // A look that fails while others are waited for adds the next one
    while (this.#joins.length > 0) await Promise.all(this.#joins.splice(0));
    await Promise.all([...this.#caches.values()].map(cache => cache.close()));
  }

  async #join(namespace: string): Promise<void> {
    const { demand, undefinedType, onJoin } = this.#options;
    try {
      if (!(await this.#isDefined())) throw new NotFoundError(undefinedType);
      await demand(namespace);
      this.#caches.set(namespace, await this.#open(namespace));
      this.#problems.delete(namespace);
    } catch (error) {
      const message = this.#messageOf(error, namespace);
      if (this.#problems.get(namespace) === message) throw error;
      this.#problems.set(namespace, message);
      onJoin(namespace);
      throw error;
    }
    onJoin(namespace);
  }

  #messageOf(error: unknown, namespace: string): string {
    const { kind } = this.#options.type;
    const { message } = error as Error;
    return error instanceof NotAllowedError || error instanceof NotFoundError
      ? message
      : `no ${kind} can be looked at in the namespace '${namespace}': ${message}`;
  }

  #joinLater(namespace: string): Promise<void> {
    return untilJoined(() => this.#join(namespace), {
      everyMs: ASK_AGAIN_MS,
      signal: this.#stop.signal,
      sleep: this.#options.sleep,
    });
  }

  #open(namespace: string): Promise<ObjectCache<KubernetesObject>> {
    const { onLost, onFound, onChange } = this.#options;
    const { client, type, labelSelector, sleep, random } = this.#options;
    const changed = ({ metadata }: KubernetesObject) =>
      onChange({ namespace, name: metadata?.name ?? '' });
    return ObjectCache.start<KubernetesObject>({
      client,
      type,
      namespace,
      ...(labelSelector ? { labelSelector } : {}),
      sleep,
      random,
      listener: { onChange: changed, onGone: changed, onLost, onFound },
    });
  }

  /** Asked once for all projects that look at about the same time. */
  #isDefined(): Promise<boolean> {
    const at = this.#options.now();
    if (at - this.#definition.at >= ASK_AGAIN_MS / 2)
      this.#definition = { at, isThere: this.#lookForDefinition() };
    return this.#definition.isThere;
  }

  async #lookForDefinition(): Promise<boolean> {
    const { client, type } = this.#options;
    try {
      const { resources } = await client.json<{
        resources: { name: string }[];
      }>(`/apis/${type.apiVersion}`);
      return resources.some(({ name }) => name === type.plural);
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
}
