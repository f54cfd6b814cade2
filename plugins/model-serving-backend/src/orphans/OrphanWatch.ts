import type { LoggerService } from '@backstage/backend-plugin-api';
import type { OrphanView } from '@greenroom/backstage-plugin-model-serving-common';
import type { Orphans } from './Orphans';

/** Tells the log what clusters hold of deployments that are not stored, each time that this is something else. */
export class OrphanWatch {
  readonly #orphans: Pick<Orphans, 'list'>;
  readonly #logger: LoggerService;
  readonly #told = new Map<string, string>();

  constructor(options: {
    readonly orphans: Pick<Orphans, 'list'>;
    readonly logger: LoggerService;
  }) {
    this.#orphans = options.orphans;
    this.#logger = options.logger;
  }

  /** Looks at one cluster; one that does not answer is looked at the next time. */
  async look(cluster: string): Promise<void> {
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
    const names = found.map(({ namespace, name }) => `${namespace}/${name}`);
    const now = names.join(', ');
    const before = this.#told.get(cluster) ?? '';
    this.#told.set(cluster, now);
    if (now === before || now === '') return;
    this.#logger.warn(
      `The cluster '${cluster}' runs ${found.length} deployment(s) that are not known here: ${now}. They stay as they are; GET /api/model-serving/clusters/${cluster}/orphans says what they are, and DELETE removes one`,
    );
  }
}
