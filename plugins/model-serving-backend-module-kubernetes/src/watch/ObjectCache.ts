import type { IncomingMessage } from 'node:http';
import type { KubernetesObject } from '@kubernetes/client-node';
import {
  isUnknownKind,
  KubeApiError,
  KubeClient,
  linesOf,
  pathOf,
  ResourceType,
} from '../client';

/** What an {@link ObjectCache} tells of. */
export interface ObjectCacheListener<T> {
  /** It is new or has changed; `before`: as it was known. */
  onChange(object: T, before: T | undefined): void;
  onGone(object: T): void;
  /** The API server does not tell; told with each try until it tells again. `namespace`: of that one only. */
  onLost(error: Error, namespace: string | undefined): void;
  onFound(namespace: string | undefined): void;
}

/** Options of an {@link ObjectCache}. */
export interface ObjectCacheOptions<T> {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly type: ResourceType;
  /** Of all namespaces unless given. */
  readonly namespace?: string;
  /** All objects unless given. */
  readonly labelSelector?: string;
  /** Who wrote which field is as much as the rest of an object: without being asked for it is not kept. Default: false. */
  readonly keepsManagers?: boolean;
  /** What is taken of an object before anybody hears of it, its metadata's names and version at least. Default: all of it. */
  readonly takes?: (object: T) => T;
  readonly listener: ObjectCacheListener<T>;
  /** What is remembered of an object, its metadata at least: of those that are many and large. Default: all of it. */
  readonly keeps?: (object: T) => T;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

interface Told {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

interface List<T> {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
  };
  readonly items: readonly T[];
}

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

const PAGE = 500;
/** A watch that is silent for longer is opened anew: its connection may be dead. Bookmarks come about every minute. */
const SILENCE_MS = 120_000;
/**
 * A watch lasts between half an hour and an hour, as API servers themselves end them, and not all at once: a hundred of them
 * are opened anew twice a minute.
 */
const WATCH_SECONDS = 1_800;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * All objects of a type with some labels, as the API server tells of them: listed once, then watched, with one
 * connection and no polling. When a watch breaks off it goes on where it was; when that version has expired, all is
 * listed anew and only what differs is told.
 */
export class ObjectCache<T extends KubernetesObject> {
  readonly #options: ObjectCacheOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #stop = new AbortController();
  #isLost = false;
  /** From which it is watched; undefined: all is listed anew. */
  #version: string | undefined;
  #run: Promise<void> | undefined;

  private constructor(options: ObjectCacheOptions<T>) {
    this.#options = options;
  }

  /** Lists; watches from then on until `close`. @throws what the first list throws */
  static async start<T extends KubernetesObject>(
    options: ObjectCacheOptions<T>,
  ): Promise<ObjectCache<T>> {
    const cache = new ObjectCache(options);
    cache.#version = await cache.#list();
    cache.#run = cache.#watchForEver();
    return cache;
  }

  /** One of them. */
  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  /** All of them. */
  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#run;
  }

  /** What a write answered: it is known at once, not when the watch tells of it. */
  took(object: T): void {
    if (!this.#isOld(object)) this.#adopt(object);
  }

  async #watchForEver(): Promise<void> {
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list();
        const lines = await this.#watch(this.#version);
        failures = 0;
        // One that ends at once would be opened again and again.
        if (lines === 0) await this.#pause(failures);
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) {
          this.#version = undefined;
          if (failures === 0) {
            failures = 1;
            continue;
          }
        }
        this.#lost(error as Error);
        await this.#pause(failures);
        failures += 1;
      }
    }
  }

  /** Longer with each failure, and never the same as others'. */
  async #pause(failures: number): Promise<void> {
    const { sleep, random } = this.#options;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
    await sleep(delay * (0.5 + random() / 2), this.#stop.signal).catch(
      () => {},
    );
  }

  /** @returns the version of the whole */
  async #list(): Promise<string> {
    const { client } = this.#options;
    const seen = new Set<string>();
    let next: string | undefined;
    let version = '';
    do {
      const query = this.#query({
        limit: String(PAGE),
        ...(next ? { continue: next } : {}),
      });
      const list: List<T> = await client.json<List<T>>(query, {
        signal: this.#stop.signal,
      });
      for (const object of list.items) {
        seen.add(keyOf(object));
        this.#adopt(object);
      }
      next = list.metadata.continue;
      version = list.metadata.resourceVersion;
    } while (next);
    for (const [key, object] of this.#objects)
      if (!seen.has(key)) this.#forget(object);
    return version;
  }

  /** @returns how many lines came until the API server ended the watch */
  async #watch(from: string): Promise<number> {
    const { client, random } = this.#options;
    const seconds = Math.round(WATCH_SECONDS * (1 + random()));
    const path = this.#query({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(seconds),
    });
    const answer = await client.open(path, { signal: this.#stop.signal });
    this.#found();
    const ear = this.#listen(answer);
    let lines = 0;
    try {
      for await (const line of linesOf(answer)) {
        if (line === '') continue;
        lines += 1;
        ear.heard();
        this.#take(JSON.parse(line) as WatchEvent<T>);
      }
    } finally {
      ear.close();
    }
    return lines;
  }

  #take({ type, object }: WatchEvent<T>): void {
    if (type === 'ERROR') {
      const told = object as unknown as Told;
      const { code = 500, reason = '', message = '' } = told;
      throw new KubeApiError({ status: code, reason, message });
    }
    const isNews = type !== 'BOOKMARK' && !this.#isOld(object);
    if (isNews && type === 'DELETED') this.#forget(object);
    else if (isNews) this.#adopt(object);
    // What breaks off goes on behind this one, and never goes back to what was before.
    this.#version = object.metadata?.resourceVersion ?? this.#version;
  }

  /** Ends an answer that is silent for too long. */
  #listen(answer: IncomingMessage): { heard(): void; close(): void } {
    const { sleep } = this.#options;
    const ended = new AbortController();
    let isSilent = false;
    const wait = async () => {
      for (;;) {
        isSilent = true;
        await sleep(SILENCE_MS, ended.signal);
        if (isSilent)
          answer.destroy(
            new Error(`the API server was silent for ${SILENCE_MS / 1000} s`),
          );
      }
    };
    wait().catch(() => {});
    return {
      heard: () => {
        isSilent = false;
      },
      close: () => ended.abort(),
    };
  }

  /** What a write answered may be newer than what the watch tells of. */
  #isOld(object: T): boolean {
    const known = this.#objects.get(keyOf(object));
    return known !== undefined && isNewer(known, object);
  }

  #adopt(told: T): void {
    const { keepsManagers, takes = (whole: T) => whole } = this.#options;
    const object = takes(keepsManagers ? told : withoutManagers(told));
    const key = keyOf(object);
    const before = this.#objects.get(key);
    const isSame =
      before?.metadata?.resourceVersion === object.metadata?.resourceVersion;
    if (before && isSame) return;
    const { keeps = (whole: T) => whole } = this.#options;
    this.#objects.set(key, keeps(object));
    this.#options.listener.onChange(object, before);
  }

  #forget(object: T): void {
    if (this.#objects.delete(keyOf(object)))
      this.#options.listener.onGone(object);
  }

  #lost(error: Error): void {
    this.#isLost = true;
    const { listener, namespace, type } = this.#options;
    const reason = isUnknownKind(error)
      ? new Error(
          `the cluster has no definition of ${type.kind} (${type.apiVersion}) any more; ask who runs the cluster to install it again`,
        )
      : error;
    listener.onLost(reason, namespace);
  }

  #found(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    const { listener, namespace } = this.#options;
    listener.onFound(namespace);
  }

  #query(parameters: Readonly<Record<string, string>>): string {
    const { type, namespace, labelSelector } = this.#options;
    const query = new URLSearchParams({
      ...(labelSelector ? { labelSelector } : {}),
      ...parameters,
    });
    return `${pathOf(type, { ...(namespace ? { namespace } : {}) })}?${query}`;
  }
}

function withoutManagers<T extends KubernetesObject>(object: T): T {
  if (!object.metadata?.managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}

function isExpired(error: unknown): boolean {
  return (
    error instanceof KubeApiError &&
    (error.status === 410 || error.reason === 'Expired')
  );
}

/** Versions are opaque but for their order where both are numbers (Kubernetes 1.35 promises it). */
function isNewer(known: KubernetesObject, told: KubernetesObject): boolean {
  const [a, b] = [known, told].map(({ metadata }) =>
    Number(metadata?.resourceVersion),
  );
  return Number.isFinite(a) && Number.isFinite(b) && a > b;
}
