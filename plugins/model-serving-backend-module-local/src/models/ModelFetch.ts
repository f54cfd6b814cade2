import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { FetchFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { Clock } from '../host';
import { fetchFailure, fetchRetryDelay } from './fetchFailure';
import { FetchRequest, HeldModel, ModelSource } from './types';

/** Facts about bytes that change more often than people can read are held back. */
const PROGRESS_EVERY_MS = 500;

/** What a fetch needs. */
export interface ModelFetchOptions {
  readonly source: ModelSource;
  readonly clock: Clock;
  readonly uri: string;
  /** Asked before each try; absent for a model that needs none. */
  credentials?(): Promise<NonNullable<FetchRequest['credentials']>>;
  /** Facts changed, or the model arrived. */
  onChange(): void;
}

/**
 * Brings one revision's model here, once for all its replicas, and tries again after failures until it is closed.
 */
export class ModelFetch {
  readonly #options: ModelFetchOptions;
  readonly #abort = new AbortController();
  #facts: FetchFacts = { state: 'waiting' };
  #model?: HeldModel;
  #failures = 0;
  #cancelRetry?: () => void;
  #refusedWith?: string;
  #lastTold = 0;

  /** Begins to fetch. */
  static start(options: ModelFetchOptions): ModelFetch {
    const fetch = new ModelFetch(options);
    void fetch.#try();
    return fetch;
  }

  /** A model that is here already. */
  static held(options: ModelFetchOptions, model: HeldModel): ModelFetch {
    const fetch = new ModelFetch(options);
    fetch.#arrived(model);
    return fetch;
  }

  private constructor(options: ModelFetchOptions) {
    this.#options = options;
  }

  get facts(): FetchFacts {
    return this.#facts;
  }

  get model(): HeldModel | undefined {
    return this.#model;
  }

  /** After a refusal: begins to try again at once if the credentials have changed since. */
  async reconsider(): Promise<void> {
    const refusedWith = this.#refusedWith;
    if (!this.#cancelRetry || refusedWith === undefined) return;
    const now = await this.#credentials().then(fingerprint, () => undefined);
    if (now === undefined || now === refusedWith || !this.#cancelRetry) return;
    this.#cancelRetry();
    this.#cancelRetry = undefined;
    void this.#try();
  }

  /** Begins to fetch again if somebody removed the model's folder. */
  async verify(): Promise<void> {
    const model = this.#model;
    if (!model || (await isThere(model.dir)) || this.#model !== model) return;
    model.release();
    this.#model = undefined;
    void this.#try();
  }

  /** Stops, and lets the model go. */
  close(): void {
    this.#abort.abort();
    this.#cancelRetry?.();
    this.#model?.release();
    this.#model = undefined;
  }

  async #try(): Promise<void> {
    const { source, clock, uri } = this.#options;
    this.#tell({
      state: 'fetching',
      startedAt: iso(clock.now()),
      bytesDone: 0,
    });
    let credentials: FetchRequest['credentials'];
    try {
      credentials = await this.#credentials();
      const model = await source.acquire({
        uri,
        credentials,
        signal: this.#abort.signal,
        onProgress: (done, total) => this.#progress(done, total),
      });
      if (this.#abort.signal.aborted) model.release();
      else this.#arrived(model);
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.#failed(error, fingerprint(credentials));
      }
    }
  }

  #arrived(model: HeldModel): void {
    this.#model = model;
    this.#failures = 0;
    this.#tell({
      state: 'fetched',
      bytesDone: model.bytes,
      bytesTotal: model.bytes,
      startedAt: this.#facts.startedAt,
      finishedAt: iso(this.#options.clock.now()),
    });
  }

  #failed(error: unknown, credentials: string): void {
    const { clock } = this.#options;
    const { code, message, retryable } = fetchFailure(error);
    this.#failures++;
    const delay = fetchRetryDelay(this.#failures, retryable);
    const now = clock.now();
    this.#refusedWith = retryable ? undefined : credentials;
    this.#cancelRetry = clock.after(delay, () => {
      this.#cancelRetry = undefined;
      void this.#try();
    });
    this.#tell({
      state: 'failed',
      startedAt: this.#facts.startedAt,
      finishedAt: iso(now),
      failure: { code, message, at: iso(now) },
      retryAt: iso(now + delay),
    });
  }

  #progress(bytesDone: number, bytesTotal?: number): void {
    if (this.#facts.state !== 'fetching') return;
    this.#facts = { ...this.#facts, bytesDone, bytesTotal };
    const now = this.#options.clock.now();
    if (now - this.#lastTold < PROGRESS_EVERY_MS) return;
    this.#tell(this.#facts);
  }

  #tell(facts: FetchFacts): void {
    this.#facts = facts;
    this.#lastTold = this.#options.clock.now();
    this.#options.onChange();
  }

  async #credentials(): Promise<FetchRequest['credentials']> {
    return this.#options.credentials?.();
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Tells whether credentials changed without keeping them. */
function fingerprint(credentials: FetchRequest['credentials']): string {
  return createHash('sha256')
    .update(JSON.stringify(credentials ?? 'none'))
    .digest('hex');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
