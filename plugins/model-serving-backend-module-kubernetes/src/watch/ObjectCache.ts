import { createInterface } from 'node:readline';
import type { IncomingMessage } from 'node:http';
import type { KubernetesObject } from '@kubernetes/client-node';
import { KubeApiError, KubeClient, pathOf, ResourceType } from '../client';

/** What an {@link ObjectCache} tells of. */
export interface ObjectCacheListener<T> {
  /** It is new or has changed; `before`: as it was known. */
  onChange(object: T, before: T | undefined): void;
  onGone(object: T): void;
  /** The API server does not tell; told once until it tells again. */
  onLost(error: Error): void;
  onFound(): void;
}

/** Options of an {@link ObjectCache}. */
export interface ObjectCacheOptions<T> {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly type: ResourceType;
  /** Of all namespaces unless given. */
  readonly namespace?: string;
  /** All objects unless given. */
  readonly labelSelector?: string;
  readonly listener: ObjectCacheListener<T>;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
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
const WATCH_SECONDS = 300;
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
  #run: Promise<void> | undefined;

  private constructor(options: ObjectCacheOptions<T>) {
    this.#options = options;
  }

  /** Lists; watches from then on until `close`. @throws what the first list throws */
  static async start<T extends KubernetesObject>(
    options: ObjectCacheOptions<T>,
  ): Promise<ObjectCache<T>> {
    const cache = new ObjectCache(options);
    const version = await cache.#list();
    cache.#run = cache.#watchForEver(version);
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

  async #watchForEver(first: string | undefined): Promise<void> {
    let version = first;
    const { sleep, random } = this.#options;
    const { signal } = this.#stop;
    let failures = 0;
    const onOpen = () => {
      failures = 0;
      this.#found();
    };
    while (!signal.aborted) {
      try {
        version ??= await this.#list();
        version = await this.#watch(version, onOpen);
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) {
          version = undefined;
          continue;
        }
        this.#lost(error as Error);
        const delay = Math.min(
          FIRST_DELAY_MS * 2 ** failures,
          LONGEST_DELAY_MS,
        );
        failures += 1;
        await sleep(delay * (0.5 + random() / 2), signal).catch(() => {});
      }
    }
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

  /** @returns the last version that was told when the API server ends the watch */
  async #watch(from: string, onOpen: () => void): Promise<string> {
    const { client } = this.#options;
    const path = this.#query({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: from,
      timeoutSeconds: String(WATCH_SECONDS),
    });
    const answer = await client.open(path, { signal: this.#stop.signal });
    onOpen();
    let version = from;
    for await (const line of linesOf(answer)) {
      const { type, object } = JSON.parse(line) as WatchEvent<T>;
      if (type === 'ERROR') {
        const {
          code = 500,
          reason = '',
          message = '',
        } = object as unknown as {
          code?: number;
          reason?: string;
          message?: string;
        };
        throw new KubeApiError({ status: code, reason, message });
      }
      version = object.metadata?.resourceVersion ?? version;
      if (type === 'BOOKMARK' || this.#isOld(object)) continue;
      if (type === 'DELETED') this.#forget(object);
      else this.#adopt(object);
    }
    return version;
  }

  /** What a write answered may be newer than what the watch tells of. */
  #isOld(object: T): boolean {
    const known = this.#objects.get(keyOf(object));
    return known !== undefined && isNewer(known, object);
  }

  #adopt(object: T): void {
    const key = keyOf(object);
    const before = this.#objects.get(key);
    const isSame =
      before?.metadata?.resourceVersion === object.metadata?.resourceVersion;
    if (before && isSame) return;
    this.#objects.set(key, object);
    this.#options.listener.onChange(object, before);
  }

  #forget(object: T): void {
    if (this.#objects.delete(keyOf(object)))
      this.#options.listener.onGone(object);
  }

  #lost(error: Error): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.listener.onLost(error);
  }

  #found(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#options.listener.onFound();
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

/** Lines of an answer; an answer that breaks off is an error. */
async function* linesOf(answer: IncomingMessage): AsyncIterable<string> {
  const lines = createInterface({ input: answer, crlfDelay: Infinity });
  let failure: Error | undefined;
  answer.once('error', error => {
    failure = error;
    lines.close();
  });
  for await (const line of lines) if (line !== '') yield line;
  if (failure) throw failure;
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
