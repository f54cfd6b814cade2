import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ModelMetadata,
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type {
  DeploymentPlan,
  DeploymentWatcher,
  PlanWorld,
  Resolution,
} from '../reconcile';
import { routableReplicas } from '../routing';
import type {
  EventStore,
  ObservedDeployment,
  StoredResource,
} from '../store/types';
import { Clock } from '../time';
import { eventsBetween } from './eventsBetween';
import { ModelMetadataReader } from './ModelMetadataReader';
import { isServing } from '../rollout';
import { OwnerNotifier } from './OwnerNotifier';

/** Options of a {@link DeploymentObserver}. */
export interface DeploymentObserverOptions {
  readonly events: EventStore;
  readonly notifications: NotificationService;
  readonly entityRef: (ref: ResourceRef) => string;
  readonly driver: (cluster: string) => Pick<ClusterDriver, 'request'>;
  /** A deployment wants a pass: something was learned about it. */
  readonly enqueue: (ref: ResourceRef) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** What follows from a changed observation: events, notifications, and what the model says of itself. */
export class DeploymentObserver implements DeploymentWatcher {
  readonly #options: DeploymentObserverOptions;
  readonly #metadata: ModelMetadataReader;
  readonly #notifier: OwnerNotifier;

  constructor(options: DeploymentObserverOptions) {
    this.#options = options;
    this.#notifier = new OwnerNotifier(options);
    this.#metadata = new ModelMetadataReader({
      ...options,
      onLearned: ({ service }) => options.enqueue(service),
    });
  }

  metadata(
    stored: StoredResource<'InferenceService'>,
    world: PlanWorld,
    plan: DeploymentPlan,
  ): ModelMetadata | undefined {
    const serving = plan.revisions.find(
      planned =>
        isServing(planned) && planned.revision.component === plan.entry,
    )?.revision;
    for (const { revision } of plan.revisions) {
      if (revision !== serving) this.#metadata.forget(revision.spec.key);
    }
    if (!serving) return undefined;
    const known = this.#metadata.get(serving.spec.key);
    if (known) return known;
    const kept = stored.observed?.modelMetadata;
    const entry = world.components.find(
      ({ component }) => component === plan.entry,
    );
    if (kept && entry?.servingBefore === serving.spec.name) return kept;
    const [replica] = routableReplicas(world.facts.get(serving.spec.key));
    if (replica) this.#metadata.ask(serving.spec, replica.id);
    return undefined;
  }

  /** The same on a cluster that reconciles by itself. What runs there keeps its name with another model. */
  reported(
    stored: StoredResource<'InferenceService'>,
    seen: {
      readonly resolution?: Resolution;
      readonly facts: readonly RevisionFacts[];
    },
  ): ModelMetadata | undefined {
    const { observed, object, ref } = stored;
    const { resolution, facts } = seen;
    const serving = facts.find(
      ({ key, replicas }) =>
        /-predictor(-\d+)?$/.test(key) &&
        replicas.length > 0 &&
        replicas.every(({ state }) => state === 'ready'),
    );
    if (!serving || resolution?.kind !== 'resolved') return undefined;
    const { key } = serving;
    if (observed?.generation !== object.metadata.generation) {
      this.#metadata.forget(key);
      return undefined;
    }
    const known = this.#metadata.get(key);
    if (known) return known;
    const { protocol, modelName } = resolution.draft;
    this.#metadata.ask(
      { key, service: ref, protocol, modelName },
      serving.replicas[0].id,
    );
    return undefined;
  }

  async changed(
    stored: StoredResource<'InferenceService'>,
    previous: ObservedDeployment | undefined,
    observed: ObservedDeployment,
  ): Promise<void> {
    this.#notifier.observe(stored, previous, observed);
    const { events, logger } = this.#options;
    const happened = eventsBetween(previous, observed);
    try {
      await events.record(stored.uid, ...happened);
    } catch (error) {
      logger.warn(
        `Events ${happened.map(({ reason }) => reason).join(', ')} of '${
          stored.ref.name
        }' were not kept`,
        error as Error,
      );
    }
  }

  /** The deployment is gone. */
  forget(uid: string): void {
    this.#notifier.forget(uid);
  }

  stop(): void {
    this.#metadata.stop();
    this.#notifier.stop();
  }
}
