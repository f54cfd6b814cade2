import type { LoggerService } from '@backstage/backend-plugin-api';

/** Why what is known may be out of date, and since when. */
export interface WatchProblem {
  readonly message: string;
  /** ISO 8601 */
  readonly since: string;
}

/** What an API server does not tell of any more. */
export class WatchLosses {
  readonly #now: () => number;
  readonly #lost = new Map<string, WatchProblem>();

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  /** The loss that has lasted longest. */
  problem(): WatchProblem | undefined {
    return [...this.#lost.values()].sort((a, b) =>
      a.since.localeCompare(b.since),
    )[0];
  }

  /** Those of one watch; `what` names it in words. */
  of(
    what: string,
    {
      cluster,
      logger,
    }: { readonly cluster: string; readonly logger: LoggerService },
  ): { onLost(error: Error): void; onFound(): void } {
    return {
      onLost: error => {
        const { message } = error;
        const known = this.#lost.get(what);
        const since = known?.since ?? new Date(this.#now()).toISOString();
        this.#lost.set(what, { message, since });
        if (known) return;
        logger.warn(
          `The cluster '${cluster}' does not tell of ${what} any more: ${message}`,
        );
      },
      onFound: () => {
        this.#lost.delete(what);
        logger.info(`The cluster '${cluster}' tells of ${what} again`);
      },
    };
  }
}
