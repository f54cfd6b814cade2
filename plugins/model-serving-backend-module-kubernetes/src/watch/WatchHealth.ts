import type { ClusterProblem } from '@greenroom/backstage-plugin-model-serving-node';

/** Watches break off and go on all the time: what is back sooner was never lost. */
const GRACE_MS = 10_000;

/** How a {@link WatchHealth} tells the time. */
export interface WatchHealthOptions {
  /** ms since epoch */
  readonly now: () => number;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface Loss {
  /** ms since epoch */
  readonly at: number;
  /** The latest. */
  message: string;
  readonly isLasting: boolean;
}

/** Which parts of a cluster cannot be seen, since when and why: of the whole of it, or of one namespace. */
export class WatchHealth {
  readonly #options: WatchHealthOptions;
  /** By namespace (`''`: all of them) and by what is lost. */
  readonly #losses = new Map<string, Map<string, Loss>>();
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();

  constructor(options: WatchHealthOptions) {
    this.#options = options;
  }

  /**
   * The API server does not tell of something, or still does not and says why. Told only when it stays so for a while.
   * @returns whether that is new
   */
  lost(what: string, namespace: string | undefined, error: Error): boolean {
    const { now, sleep } = this.#options;
    const { message } = error;
    const known = this.#losses.get(namespace ?? '')?.get(what);
    if (known) {
      known.message = message;
      return false;
    }
    const loss = { at: now(), message, isLasting: false };
    this.#put(what, namespace, loss);
    sleep(GRACE_MS, this.#stop.signal).then(
      () => {
        if (this.#losses.get(namespace ?? '')?.get(what) === loss) this.#tell();
      },
      () => {},
    );
    return true;
  }

  /** We may not see something, until somebody grants it. */
  denied(what: string, namespace: string, message: string): void {
    const known = this.#losses.get(namespace)?.get(what);
    if (known?.message === message) return;
    const at = known?.at ?? this.#options.now();
    this.#put(what, namespace, { at, message, isLasting: true });
    this.#tell();
  }

  /** It is seen again. */
  found(what: string, namespace: string | undefined): void {
    const losses = this.#losses.get(namespace ?? '');
    const loss = losses?.get(what);
    if (!losses || !loss) return;
    losses.delete(what);
    if (this.#isTold(loss)) this.#tell();
  }

  /**
   * Why a namespace cannot be seen, the oldest reason first.
   * @param namespace - absent: why anything cannot, but for what we may not see
   */
  problem(namespace?: string): ClusterProblem | undefined {
    const losses =
      namespace === undefined ? this.#passing() : this.#lossesOf(namespace);
    const [oldest] = losses
      .filter(loss => this.#isTold(loss))
      .sort((a, b) => a.at - b.at);
    return (
      oldest && {
        message: oldest.message,
        since: new Date(oldest.at).toISOString(),
        ...(oldest.isLasting ? { isLasting: true } : {}),
      }
    );
  }

  /** Why a namespace is not seen right now, also where that is nothing to tell anybody yet; undefined: it is seen. */
  loss(namespace: string): string | undefined {
    return this.#lossesOf(namespace)[0]?.message;
  }

  /** When a namespace was seen last, in ms since epoch: now, unless something of it is lost. */
  seenAt(namespace: string): number {
    const lost = this.#lossesOf(namespace).map(({ at }) => at);
    return Math.min(this.#options.now(), ...lost);
  }

  /** Calls back when `problem` says another thing. Returns the way to stop. */
  observe(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  close(): void {
    this.#stop.abort();
  }

  #put(what: string, namespace: string | undefined, loss: Loss): void {
    const losses = this.#losses.get(namespace ?? '') ?? new Map<string, Loss>();
    this.#losses.set(namespace ?? '', losses);
    losses.set(what, loss);
  }

  #lossesOf(namespace: string): Loss[] {
    return ['', namespace].flatMap(key => [
      ...(this.#losses.get(key)?.values() ?? []),
    ]);
  }

  #passing(): Loss[] {
    return [...this.#losses.values()]
      .flatMap(losses => [...losses.values()])
      .filter(({ isLasting }) => !isLasting);
  }

  #isTold({ at, isLasting }: Loss): boolean {
    return isLasting || this.#options.now() - at >= GRACE_MS;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
