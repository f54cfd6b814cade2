import { NotAllowedError } from '@backstage/errors';
import { KubeApiError } from '../client';
import type { WatchHealth } from '../watch';
import { untilJoined } from './untilJoined';

/** Rights are granted by people: whoever waits for them looks this often. */
const ASK_AGAIN_MS = 60_000;
const RIGHTS = 'granted rights';
/** As an API server says that an account has no right, and not that a policy or a quota refuses. */
const NO_RIGHT = /forbidden: User ".*" cannot \S+ resource /;

/** What {@link LostRights} are made of. */
export interface LostRightsOptions {
  /** What must hold in a namespace. @throws NotAllowedError that says what is missing and whom to ask for what */
  readonly demand: (namespace: string) => Promise<void>;
  readonly health: WatchHealth;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Rights that a project had and has no more: somebody took a role away, or the namespace with all of its bindings. The project
 * says so until they are granted again, like one that never had them.
 */
export class LostRights {
  readonly #options: LostRightsOptions;
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, Promise<void>>();

  constructor(options: LostRightsOptions) {
    this.#options = options;
  }

  /** Whether a write in a project failed because rights are missing there; the project says which ones then. */
  async explain(error: unknown, namespace: string): Promise<boolean> {
    const isRefused =
      error instanceof KubeApiError &&
      error.status === 403 &&
      NO_RIGHT.test(error.message);
    if (!isRefused) return false;
    if (this.#waiting.has(namespace)) return true;
    const { demand, health, sleep } = this.#options;
    try {
      await demand(namespace);
      return false;
    } catch (missing) {
      if (!(missing instanceof NotAllowedError)) throw missing;
      health.denied(RIGHTS, namespace, missing.message);
    }
    // Another write of the project may have failed meanwhile
    if (this.#waiting.has(namespace)) return true;
    const again = async () => {
      await demand(namespace);
      this.#waiting.delete(namespace);
      health.found(RIGHTS, namespace);
    };
    const waiting = untilJoined(again, {
      everyMs: ASK_AGAIN_MS,
      signal: this.#stop.signal,
      sleep,
    });
    this.#waiting.set(namespace, waiting);
    return true;
  }

  /** Resolves when nobody is asked any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#waiting.values());
  }
}
