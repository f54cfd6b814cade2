import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isStopped,
  modelUriOf,
  routeProfileOf,
  stringifyResourceRef,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isManaged, type Clusters } from '../clusters';
import {
  deriveManagedObserved,
  SpecResolver,
  type ToldConnection,
} from '../reconcile';
import type { DeploymentObserver } from '../observe';
import type { RuntimesInReach } from '../runtimes';
import type { StoredResource, Stores } from '../store/types';
import type { Clock } from '../time';
import { isSameObservation } from './isSameObservation';
import { lookAgainMs } from './lookAgainMs';
import type { Next } from './WorkQueue';

/** Options of {@link ManagedDeployments}. */
export interface ManagedDeploymentsOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'get' | 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly watcher: Pick<DeploymentObserver, 'changed' | 'forget' | 'reported'>;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

type Stored = StoredResource<'InferenceService'>;

/** Keeps what is to be seen of the deployments of managed clusters: derived of KServe's status and of what runs. */
export class ManagedDeployments {
  readonly #options: ManagedDeploymentsOptions;
  readonly #specs: SpecResolver;

  constructor(options: ManagedDeploymentsOptions) {
    this.#options = options;
    this.#specs = new SpecResolver(options);
  }

  /** @param uid - of the object that the pass is about; another one has its own */
  async observe(ref: ResourceRef, uid: string | undefined): Promise<Next> {
    const { stores, clusters, watcher, clock } = this.#options;
    const stored = await stores.resources.get('InferenceService', ref);
    if (!stored || stored.uid !== uid) return {};
    const { components, settings } = await this.#specs.resolve(
      stored,
      stored.object,
      [],
    );
    const facts = clusters.get(ref.cluster).facts(ref);
    const resolution = components.get('predictor');
    const connection = await this.#connectionOf(ref, stored.object);
    const world = {
      service: stored.object,
      facts,
      now: clock.now(),
      routeProfile: routeProfileOf(settings),
      ...(resolution && { resolution }),
      ...(connection && { connection }),
      ...(stored.observed && { previous: stored.observed }),
    };
    const modelMetadata = watcher.reported(stored, {
      resolution,
      facts,
    });
    const derived = deriveManagedObserved({
      ...world,
      ...(modelMetadata && { modelMetadata }),
    });
    await this.#write(stored, derived);
    const { code } = derived.observed.state;
    const isSettled = code === 'ready' || code === 'stopped' || code === 'idle';
    if (isSettled || isStopped(stored.object)) return {};
    return { afterMs: lookAgainMs(derived.observed.stateSince, world.now) };
  }

  /** The cluster does not tell: the last that was seen, and that it is not seen now. */
  async observeUnreachable(
    ref: ResourceRef,
    problem: { readonly message: string; readonly since: string },
  ): Promise<Next> {
    const { stores, clock } = this.#options;
    const stored = await stores.resources.get('InferenceService', ref);
    if (!stored) return {};
    const { observed: previous, object } = stored;
    const now = clock.now();
    const derived = deriveManagedObserved({
      service: object,
      facts: previous?.revisions.flatMap(known => known.facts ?? []) ?? [],
      problem,
      now,
      ...(previous && { previous }),
    });
    // What it came to is not asked for now: it stays
    const { replicas, endpoints, configuration, warnings } =
      previous ?? derived.observed;
    await this.#write(stored, {
      status: derived.status,
      observed: {
        ...derived.observed,
        replicas,
        endpoints,
        configuration,
        warnings,
      },
    });
    return { afterMs: lookAgainMs(problem.since, now) };
  }

  /** The deployment is gone. */
  forget(uid: string): void {
    this.#options.watcher.forget(uid);
  }

  /** The connection that a service names, as its cluster tells of it. */
  async #connectionOf(
    ref: ResourceRef,
    service: Stored['object'],
  ): Promise<ToldConnection | undefined> {
    const { connection: name } = modelUriOf(service);
    const cluster = this.#options.clusters.get(ref.cluster);
    if (name === undefined || !isManaged(cluster)) return undefined;
    const told = await cluster.driver.connection?.(ref, name);
    return told && { name, ...told };
  }

  async #write(
    stored: Stored,
    { status, observed }: ReturnType<typeof deriveManagedObserved>,
  ): Promise<void> {
    const { stores, watcher, logger } = this.#options;
    const previous = stored.observed;
    if (previous && isSameObservation(previous, observed)) return;
    const wrote = await stores.resources.updateObserved(
      stored.uid,
      status,
      observed,
    );
    if (!wrote) return;
    logger.debug(
      `${stringifyResourceRef(stored.ref)} is ${observed.state.word}: ${
        observed.state.headline
      }`,
    );
    await watcher.changed(stored, previous, observed);
  }
}
