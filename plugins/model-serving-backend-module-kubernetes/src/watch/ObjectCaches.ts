import type { KubernetesObject } from '@kubernetes/client-node';
import { ObjectCache, ObjectCacheOptions } from './ObjectCache';

/** Which namespaces are watched: each by itself, which rights there suffice for, or all at once. */
export type WatchScope = readonly string[] | 'cluster';

/** {@link ObjectCache | Caches} of one type, one for each namespace or one for the whole cluster. */
export class ObjectCaches<T extends KubernetesObject> {
  readonly #caches: ReadonlyMap<string, ObjectCache<T>>;

  private constructor(caches: ReadonlyMap<string, ObjectCache<T>>) {
    this.#caches = caches;
  }

  /** @throws what the first list of any of them throws; none is left open then */
  static async start<T extends KubernetesObject>(
    scope: WatchScope,
    options: Omit<ObjectCacheOptions<T>, 'namespace'>,
  ): Promise<ObjectCaches<T>> {
    const namespaces = scope === 'cluster' ? [undefined] : [...new Set(scope)];
    const started = await Promise.allSettled(
      namespaces.map(namespace =>
        ObjectCache.start<T>({
          ...options,
          ...(namespace ? { namespace } : {}),
        }),
      ),
    );
    const caches = new Map<string, ObjectCache<T>>();
    for (const [index, result] of started.entries())
      if (result.status === 'fulfilled')
        caches.set(namespaces[index] ?? '', result.value);
    const all = new ObjectCaches(caches);
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      await all.close();
      throw failed.reason;
    }
    return all;
  }

  /** What a write answered: it is known at once, not when the watch tells of it. */
  took(object: T): void {
    const namespace = object.metadata?.namespace ?? '';
    const cache = this.#caches.get(namespace) ?? this.#caches.get('');
    cache?.took(object);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#caches.values()].map(cache => cache.close()));
  }
}
