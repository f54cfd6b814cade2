import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RUNTIME_TOPIC,
  type ResourceChange,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { EventsService } from '@backstage/plugin-events-node';
import type { RuntimesInReach } from '../runtimes';

/** Options of a {@link RuntimePublisher}. */
export interface RuntimePublisherOptions {
  readonly clusters: readonly {
    readonly name: string;
    onRunning(listener: () => void): () => void;
  }[];
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly events: Pick<EventsService, 'publish'>;
  readonly logger: LoggerService;
}

/**
 * Tells other plugins of the runtimes of a cluster when it can be used after it could not: nobody could ask for them before,
 * and those that come with its driver are no resources whose changes are told.
 */
export class RuntimePublisher {
  readonly #options: RuntimePublisherOptions;
  #unsubscribe: (() => void)[] = [];

  constructor(options: RuntimePublisherOptions) {
    this.#options = options;
  }

  start(): void {
    const { clusters, logger } = this.#options;
    this.#unsubscribe = clusters.map(cluster =>
      cluster.onRunning(() => {
        this.#publish(cluster.name).catch(error =>
          logger.warn(
            `Others were not told of the runtimes of the cluster '${cluster.name}'; they find out by themselves later`,
            error,
          ),
        );
      }),
    );
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
  }

  async #publish(cluster: string): Promise<void> {
    const { runtimes } = await this.#options.runtimes.find(cluster);
    for (const { metadata } of runtimes) {
      const { name, namespace, resourceVersion = '0' } = metadata;
      const eventPayload: ResourceChange = {
        cluster,
        ...(namespace ? { namespace } : {}),
        name,
        resourceVersion,
        change: 'upserted',
      };
      await this.#options.events.publish({
        topic: RUNTIME_TOPIC,
        eventPayload,
      });
    }
  }
}
