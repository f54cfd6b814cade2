import type { CoreV1Event } from '@kubernetes/client-node';
import { KubeClient, resourceTypes } from '../client';
import { ObjectCache, WatchScope } from '../watch';
import type { EventBook } from './EventBook';

/** One can do without events: a portal that may not see them in fifty projects asks for them three times a minute, not fifty. */
const ASK_AGAIN_MS = 15 * 60_000;

/** What {@link EventWatches} are made of. */
export interface EventWatchesOptions {
  readonly client: Pick<KubeClient, 'json' | 'open'>;
  readonly scope: WatchScope;
  readonly book: EventBook;
  /** They cannot be seen, of one namespace or of all; told once, and again after they were. */
  readonly onHidden: (error: Error, namespace: string | undefined) => void;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

/**
 * Events as far as they may be seen: with one watch a namespace, or one for all. Nothing is decided from them, so that
 * nothing waits for them and a portal that may not see them goes on without.
 */
export class EventWatches {
  readonly #options: EventWatchesOptions;
  readonly #stop = new AbortController();
  readonly #open: ObjectCache<CoreV1Event>[] = [];
  readonly #waiting: Promise<void>[];

  private constructor(options: EventWatchesOptions) {
    this.#options = options;
    const { scope } = options;
    const namespaces = scope === 'cluster' ? [undefined] : [...new Set(scope)];
    this.#waiting = namespaces.map(namespace => this.#join(namespace));
  }

  static start(options: EventWatchesOptions): EventWatches {
    return new EventWatches(options);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#waiting);
    await Promise.all(this.#open.map(cache => cache.close()));
  }

  async #join(namespace: string | undefined): Promise<void> {
    const { sleep, onHidden } = this.#options;
    const { signal } = this.#stop;
    let isTold = false;
    while (!signal.aborted) {
      try {
        this.#open.push(await this.#watch(namespace));
        return;
      } catch (error) {
        if (!isTold) onHidden(error as Error, namespace);
        isTold = true;
        await sleep(ASK_AGAIN_MS, signal).catch(() => {});
      }
    }
  }

  #watch(namespace: string | undefined): Promise<ObjectCache<CoreV1Event>> {
    const { client, book, sleep, random, onHidden } = this.#options;
    let isHidden = false;
    return ObjectCache.start<CoreV1Event>({
      client,
      type: resourceTypes.Event,
      ...(namespace ? { namespace } : {}),
      keeps: metadataOnly,
      listener: {
        onChange: event => book.changed(event),
        onGone: event => book.gone(event),
        onLost: error => {
          if (!isHidden) onHidden(error, namespace);
          isHidden = true;
        },
        onFound: () => {
          isHidden = false;
        },
      },
      sleep,
      random,
    });
  }
}

/** The book has the rest, as far as there is room. */
function metadataOnly({ metadata }: CoreV1Event): CoreV1Event {
  const { namespace, name, resourceVersion } = metadata;
  return { metadata: { namespace, name, resourceVersion }, involvedObject: {} };
}
