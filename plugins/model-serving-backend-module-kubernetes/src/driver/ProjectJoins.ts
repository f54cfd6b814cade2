import { NotAllowedError } from '@backstage/errors';
import type { WatchHealth } from '../watch';
import { untilJoined } from './untilJoined';

/** Rights are granted by people: whoever waits for them looks this often. */
const ASK_AGAIN_MS = 60_000;
const RIGHTS = 'rights';

/** What {@link ProjectJoins} are made of. */
export interface ProjectJoinsOptions {
  /** Projects of the configuration. */
  readonly namespaces: readonly string[];
  /** Begins to look at a project. @throws NotAllowedError that says what is missing and whom to ask for what */
  readonly join: (namespace: string) => Promise<void>;
  /** Begins to look at what is no project's: without it, nothing is of use. */
  readonly joinCluster?: () => Promise<void>;
  readonly health: WatchHealth;
  /** Waits; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Joins the projects of a cluster one by one. One in which the portal has not the rights that it needs says so, and joins
 * when it has: the others do not wait for it.
 */
export class ProjectJoins {
  readonly #options: ProjectJoinsOptions;
  readonly #stop = new AbortController();
  readonly #waiting: Promise<void>[] = [];

  private constructor(options: ProjectJoinsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all that may be seen is known.
   * @throws NotAllowedError if nothing may; whatever else the first look at any of them throws: nobody is waited for then
   */
  static async start(options: ProjectJoinsOptions): Promise<ProjectJoins> {
    const joins = new ProjectJoins(options);
    const { joinCluster } = options;
    const namespaces = [...new Set(options.namespaces)];
    const results = await Promise.allSettled([
      ...namespaces.map(namespace => joins.#join(namespace)),
      ...(joinCluster ? [joinCluster()] : []),
    ]);
    const failure = failureOf(results, namespaces.length);
    if (failure) throw failure;
    for (const [index, result] of results.entries())
      if (result.status === 'rejected')
        joins.#waiting.push(joins.#joinLater(namespaces[index]));
    return joins;
  }

  /** Resolves when nobody joins any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#waiting);
  }

  async #join(namespace: string): Promise<void> {
    const { join, health } = this.#options;
    try {
      await join(namespace);
      health.found(RIGHTS, namespace);
    } catch (error) {
      if (isDenied(error)) health.denied(RIGHTS, namespace, error.message);
      throw error;
    }
  }

  #joinLater(namespace: string): Promise<void> {
    return untilJoined(() => this.#join(namespace), {
      everyMs: ASK_AGAIN_MS,
      signal: this.#stop.signal,
      sleep: this.#options.sleep,
    });
  }
}

/** What makes all of it of no use: anything but missing rights in some of the projects. */
function failureOf(
  results: readonly PromiseSettledResult<void>[],
  projects: number,
): Error | undefined {
  const errors = results.flatMap(result =>
    result.status === 'rejected' ? [result.reason as Error] : [],
  );
  const denied = errors.filter(isDenied);
  return (
    errors.find(error => !isDenied(error)) ??
    (denied.length >= projects ? denied[0] : undefined)
  );
}

function isDenied(error: unknown): error is NotAllowedError {
  return error instanceof NotAllowedError;
}
