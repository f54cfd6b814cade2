import type { LoggerService } from '@backstage/backend-plugin-api';
import type { OrphanView } from '@greenroom/backstage-plugin-model-serving-common';
import type { Clock } from '../time';
import type { Orphans } from './Orphans';

/** A look lists every project of a cluster, and what is looked for comes with a restored backup: that is seldom. */
const LOOK_MS = 3_600_000;

/** Tells the log what clusters hold of deployments that are not stored, each time that this is something else. */
export class OrphanWatch {
  readonly #orphans: Pick<Orphans, 'list'>;
  readonly #logger: LoggerService;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #told = new Map<string, string>();
  /** When a cluster answered last, in ms since epoch. */
  readonly #seenAt = new Map<string, number>();

  constructor(options: {
    readonly orphans: Pick<Orphans, 'list'>;
    readonly logger: LoggerService;
    readonly clock: Pick<Clock, 'now'>;
  }) {
    this.#orphans = options.orphans;
    this.#logger = options.logger;
    this.#clock = options.clock;
  }

  /** Looks at one cluster, once an hour however often it is told to; one that does not answer is looked at the next time. */
  async look(cluster: string): Promise<void> {
    const now = this.#clock.now();
    const seenAt = this.#seenAt.get(cluster);
    if (seenAt !== undefined && now - seenAt < LOOK_MS) return;
    let found: readonly OrphanView[];
    try {
      found = await this.#orphans.list(cluster);
    } catch (error) {
      this.#logger.debug(
        `What the cluster '${cluster}' holds of unknown deployments is not known`,
        error as Error,
      );
      return;
    }
    this.#seenAt.set(cluster, now);
    const names = found
      .map(({ namespace, name }) => `${namespace}/${name}`)
      .join(', ');
    const before = this.#told.get(cluster) ?? '';
    this.#told.set(cluster, names);
    if (names === before || names === '') return;
    this.#logger.warn(
      `The cluster '${cluster}' runs ${found.length} deployment(s) that are not known here: ${names}. They stay as they are; GET /api/model-serving/clusters/${cluster}/orphans says what they are, and DELETE removes one`,
    );
  }
}
