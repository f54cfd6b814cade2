import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  CONNECTION_TOPIC,
  DEPLOYMENT_TOPIC,
  GRAPH_TOPIC,
  RESOURCE_TOPIC,
  RUNTIME_TOPIC,
  SIGNAL_CHANNEL,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceChange } from '@greenroom/backstage-plugin-model-serving-common';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { ResourceStore, StoreChange, StoredKind } from '../store/types';
import { Clock } from '../time';

/** Options of a {@link ChangePublisher}. */
export interface ChangePublisherOptions {
  readonly resources: Pick<ResourceStore, 'subscribe'>;
  readonly events: Pick<EventsService, 'publish'>;
  readonly signals: Pick<SignalsService, 'publish'>;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/** Of every other kind: `RESOURCE_TOPIC`. */
const TOPICS: Readonly<Partial<Record<StoredKind, string>>> = {
  InferenceService: DEPLOYMENT_TOPIC,
  Connection: CONNECTION_TOPIC,
  InferenceGraph: GRAPH_TOPIC,
  ServingRuntime: RUNTIME_TOPIC,
  ClusterServingRuntime: RUNTIME_TOPIC,
};

/** At most one tick per resource in this time: a browser fetches again for each. */
const TICK_MS = 1_000;

/**
 * Tells other plugins (events) and browsers (signals) that a resource changed; never what.
 *
 * Ticks to browsers are bundled: the first goes out at once, the last of a burst always does.
 */
export class ChangePublisher {
  readonly #options: ChangePublisherOptions;
  /** Resources that ticked less than a second ago; the value is the tick that waits. */
  readonly #recent = new Map<
    string,
    { waiting?: StoreChange; cancel: () => void }
  >();
  #unsubscribe: () => void = () => {};

  constructor(options: ChangePublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#unsubscribe = this.#options.resources.subscribe(change => {
      void this.#publish(change);
      this.#tick(change);
    });
  }

  stop(): void {
    this.#unsubscribe();
    for (const { cancel } of this.#recent.values()) cancel();
    this.#recent.clear();
  }

  async #publish({
    kind,
    ref,
    resourceVersion,
    what,
  }: StoreChange): Promise<void> {
    const { events, logger } = this.#options;
    const eventPayload: ResourceChange = {
      cluster: ref.cluster,
      ...(ref.namespace ? { namespace: ref.namespace } : {}),
      name: ref.name,
      resourceVersion,
      change: what === 'removed' ? 'deleted' : 'upserted',
    };
    try {
      await events.publish({
        topic: TOPICS[kind] ?? RESOURCE_TOPIC,
        eventPayload,
      });
    } catch (error) {
      logger.warn(
        `Others were not told that ${kind} ${ref.name} changed; they find out by themselves later`,
        error as Error,
      );
    }
  }

  #tick(change: StoreChange): void {
    const key = `${change.kind} ${stringifyResourceRef(change.ref)}`;
    const recent = this.#recent.get(key);
    if (recent) {
      recent.waiting = change;
      return;
    }
    const entry: { waiting?: StoreChange; cancel: () => void } = {
      cancel: this.#options.clock.schedule(TICK_MS, () => {
        this.#recent.delete(key);
        if (entry.waiting) this.#tick(entry.waiting);
      }),
    };
    this.#recent.set(key, entry);
    void this.#signal(change);
  }

  async #signal({ kind, ref, resourceVersion }: StoreChange): Promise<void> {
    const { signals, logger } = this.#options;
    try {
      await signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL,
        message: { kind, ref: stringifyResourceRef(ref), resourceVersion },
      });
    } catch (error) {
      // Browsers poll as well.
      logger.debug(`No signal for ${kind} ${ref.name}`, error as Error);
    }
  }
}
