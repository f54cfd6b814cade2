import type { LoggerService } from '@backstage/backend-plugin-api';

/** Why what is known may be out of date, and since when. */
export interface WatchProblem {
  readonly message: string;
  /** ISO 8601 */
  readonly since: string;
}

interface Loss extends WatchProblem {
  /** Absent: of the whole cluster. */
  readonly namespace?: string;
}

/** What an API server does not tell of any more. */
export class WatchLosses {
  readonly #now: () => number;
  /** By what is lost, and where. */
  readonly #lost = new Map<string, Loss>();

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  /**
   * The loss that has lasted longest.
   * @param namespace - of what is there; absent: of anything
   */
  problem(namespace?: string): WatchProblem | undefined {
    const [oldest] = [...this.#lost.values()]
      .filter(
        loss =>
          namespace === undefined ||
          loss.namespace === undefined ||
          loss.namespace === namespace,
      )
      .sort((a, b) => a.since.localeCompare(b.since));
    return oldest && { message: oldest.message, since: oldest.since };
  }

  /** Those of one type; `what` names it in words. */
  of(
    what: string,
    {
      cluster,
      logger,
    }: { readonly cluster: string; readonly logger: LoggerService },
  ): {
    onLost(error: Error, namespace: string | undefined): void;
    onFound(namespace: string | undefined): void;
  } {
    const inWords = (namespace: string | undefined) =>
      namespace === undefined ? what : `${what} in ${namespace}`;
    return {
      onLost: ({ message }, namespace) => {
        const name = inWords(namespace);
        const known = this.#lost.get(name);
        const since = known?.since ?? new Date(this.#now()).toISOString();
        this.#lost.set(name, {
          message,
          since,
          ...(namespace === undefined ? {} : { namespace }),
        });
        if (known) return;
        logger.warn(
          `The cluster '${cluster}' does not tell of ${name} any more: ${message}`,
        );
      },
      onFound: namespace => {
        const name = inWords(namespace);
        this.#lost.delete(name);
        logger.info(`The cluster '${cluster}' tells of ${name} again`);
      },
    };
  }
}
