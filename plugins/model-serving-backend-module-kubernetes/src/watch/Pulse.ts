import { KubeApiError, KubeClient } from '../client';

/** Three calls a minute: who watches silently for longer would not notice that nobody talks any more. */
const BEAT_MS = 20_000;
const VERSION = '/version';

/** What a {@link Pulse} needs. */
export interface PulseOptions {
  readonly client: Pick<KubeClient, 'open'>;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onLost: (error: Error) => void;
  readonly onFound: () => void;
}

/**
 * Whether an API server answers at all: watches say nothing while nothing happens, which looks the same as one that
 * hangs. Any answer will do but one that says it cannot, or does not know us.
 */
export class Pulse {
  readonly #options: PulseOptions;
  readonly #stop = new AbortController();
  readonly #run: Promise<void>;
  #isLost = false;

  private constructor(options: PulseOptions) {
    this.#options = options;
    this.#run = this.#beatForEver();
  }

  static start(options: PulseOptions): Pulse {
    return new Pulse(options);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#run;
  }

  async #beatForEver(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#options.sleep(BEAT_MS, signal).catch(() => {});
      if (!signal.aborted) await this.#beat(signal);
    }
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const { client, onLost, onFound } = this.#options;
    try {
      const answer = await client.open(VERSION, { signal });
      answer.resume();
    } catch (error) {
      const isAnswer =
        error instanceof KubeApiError &&
        error.status < 500 &&
        error.status !== 401;
      if (signal.aborted) return;
      if (!isAnswer) {
        this.#isLost = true;
        onLost(error as Error);
        return;
      }
    }
    if (this.#isLost) onFound();
    this.#isLost = false;
  }
}
