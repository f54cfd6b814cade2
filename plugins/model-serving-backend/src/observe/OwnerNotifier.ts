import type { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ObservedDeployment, StoredResource } from '../store/types';
import { Clock } from '../time';
import { notificationFor, Told, worthTelling } from './notificationFor';

/** Options of an {@link OwnerNotifier}. */
export interface OwnerNotifierOptions {
  readonly notifications: NotificationService;
  /** Catalog entity of a deployment. */
  readonly entityRef: (ref: ResourceRef) => string;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

interface Watched {
  told: Told;
  code: ObservedDeployment['state']['code'];
  since: number;
  cancel: () => void;
}

/**
 * Tells owners when a deployment became ready or failed, once the state has held for a while. What it was when this
 * process first saw it is not told again. A repeat replaces the notification before.
 */
export class OwnerNotifier {
  readonly #options: OwnerNotifierOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: OwnerNotifierOptions) {
    this.#options = options;
  }

  /** A deployment was observed. */
  observe(
    stored: StoredResource<'InferenceService'>,
    previous: ObservedDeployment | undefined,
    observed: ObservedDeployment,
  ): void {
    const { clock } = this.#options;
    const watched = this.#watched.get(stored.uid) ?? {
      told: previous && worthTelling(previous.state.code),
      code: observed.state.code,
      since: clock.now(),
      cancel: () => {},
    };
    this.#watched.set(stored.uid, watched);
    if (watched.code !== observed.state.code) {
      watched.code = observed.state.code;
      watched.since = clock.now();
    }
    this.#look(stored, observed, watched);
  }

  /** The deployment is gone. */
  forget(uid: string): void {
    this.#watched.get(uid)?.cancel();
    this.#watched.delete(uid);
  }

  /** Tells nothing more. */
  stop(): void {
    for (const uid of [...this.#watched.keys()]) this.forget(uid);
  }

  #look(
    stored: StoredResource<'InferenceService'>,
    observed: ObservedDeployment,
    watched: Watched,
  ): void {
    const { clock } = this.#options;
    watched.cancel();
    const { tell, lookAgainMs } = notificationFor(
      watched.told,
      watched.code,
      clock.now() - watched.since,
    );
    if (tell) {
      watched.told = tell;
      void this.#send(stored, observed, tell);
    } else if (lookAgainMs !== undefined) {
      watched.cancel = clock.schedule(lookAgainMs, () =>
        this.#look(stored, observed, watched),
      );
    }
  }

  async #send(
    stored: StoredResource<'InferenceService'>,
    observed: ObservedDeployment,
    topic: 'ready' | 'failed',
  ): Promise<void> {
    const { notifications, entityRef, logger } = this.#options;
    if (!stored.owner) return;
    const { name } = stored.ref;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: stored.owner },
        payload: {
          title:
            topic === 'ready' ? `${name} is ready` : `${name} does not work`,
          description: observed.state.headline,
          link: entityPath(entityRef(stored.ref)),
          severity: topic === 'ready' ? 'normal' : 'high',
          topic,
          scope: `model-serving:${stored.uid}:${topic}`,
        },
      });
    } catch (error) {
      logger.warn(
        `The owner of '${name}' could not be notified that it is ${topic}`,
        error as Error,
      );
    }
  }
}

/** Page of an entity in the portal, relative to it. */
function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/catalog/${namespace}/${kind.toLowerCase()}/${name}`;
}
