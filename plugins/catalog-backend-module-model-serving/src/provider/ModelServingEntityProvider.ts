import { setTimeout as delay } from 'node:timers/promises';
import type {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { assertError, ServiceUnavailableError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  CONNECTION_TOPIC,
  DEPLOYMENT_TOPIC,
  GRAPH_TOPIC,
  ResourceChange,
  ResourceRef,
  RUNTIME_TOPIC,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';
import {
  connectionEntity,
  deploymentEntities,
  graphEntities,
  runtimeEntity,
} from '../entities';
import { SerialQueue } from './SerialQueue';

/** Keys the provider's rows in the catalog's database: another name would delete and make again every entity. */
const PROVIDER_NAME = 'model-serving';
const LOCATION_KEY = 'model-serving';
/** Changes of one resource within this time become one mutation. */
const COALESCE_MS = 200;
/** Largest page of the API. */
const PAGE = 200;
/** Waits between attempts of a full pass, e.g. while the model-serving plugin still starts. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

/** @public */
export interface ModelServingEntityProviderOptions {
  readonly modelServing: ModelServingService;
  readonly auth: AuthService;
  readonly events: EventsService;
  readonly logger: LoggerService;
  /** Runs the full pass: the safety net behind the deltas. */
  readonly taskRunner: SchedulerServiceTaskRunner;
  /** Owner of runtimes that name none. */
  readonly platformTeam: string;
  /** The cluster whose entities carry no cluster name. */
  readonly defaultCluster: string;
}

/**
 * Brings deployments, graphs, connections and runtimes into the catalog.
 *
 * Deltas follow the events of the model-serving plugin; each re-reads its resource, so an event is a hint and may come
 * late, twice or in the wrong order. A full pass at start and on a schedule repairs what was missed. All mutations are
 * serialised: an event that arrives during a full pass is applied after it, hence a stale full read can neither bring
 * a deleted entity back nor drop a new one for longer than that event takes.
 *
 * @public
 */
export class ModelServingEntityProvider implements EntityProvider {
  readonly #options: ModelServingEntityProviderOptions;
  readonly #queue = new SerialQueue();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** What was last emitted for a resource: entity reference → its JSON. Unchanged resources cost no mutation. */
  readonly #emitted = new Map<string, ReadonlyMap<string, string>>();
  #connection?: EntityProviderConnection;

  private constructor(options: ModelServingEntityProviderOptions) {
    this.#options = options;
  }

  static create(
    options: ModelServingEntityProviderOptions,
  ): ModelServingEntityProvider {
    return new ModelServingEntityProvider(options);
  }

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    await this.#options.events.subscribe({
      id: 'catalog-model-serving',
      topics: [DEPLOYMENT_TOPIC, GRAPH_TOPIC, CONNECTION_TOPIC, RUNTIME_TOPIC],
      onEvent: async ({ topic, eventPayload }) =>
        this.#changed(topic, eventPayload as ResourceChange),
    });
    await this.#options.taskRunner.run({
      id: 'model-serving-catalog-full-pass',
      fn: async signal => this.#fullPassUntilDone(signal),
    });
  }

  #changed(topic: string, change: ResourceChange): void {
    const { cluster, namespace = '', name } = change;
    // Only runtimes belong to a whole cluster
    if (!namespace && topic !== RUNTIME_TOPIC) return;
    const ref = { cluster, namespace, name };
    const key = keyOf(topic, ref);
    if (this.#waiting.has(key)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(key);
      this.#queue
        .add(() => this.#refresh(topic, ref))
        .catch(error =>
          this.#options.logger.warn(
            `catalog entities of ${key} were not updated; the next full pass will`,
            error,
          ),
        );
    }, COALESCE_MS);
    timer.unref();
    this.#waiting.set(key, timer);
  }

  async #refresh(topic: string, ref: ResourceRef): Promise<void> {
    await this.#emit(keyOf(topic, ref), await this.#entitiesOf(topic, ref));
  }

  /** None if it is gone. */
  async #entitiesOf(topic: string, ref: ResourceRef): Promise<Entity[]> {
    const { modelServing, platformTeam } = this.#options;
    const call = await this.#call();
    const isDefault = this.#isDefault(ref.cluster);
    switch (topic) {
      case DEPLOYMENT_TOPIC: {
        const deployment = await modelServing.getDeployment(ref, call);
        return deployment ? deploymentEntities(deployment, isDefault) : [];
      }
      case GRAPH_TOPIC: {
        const graph = await modelServing.getGraph(ref, call);
        return graph ? graphEntities(graph, isDefault) : [];
      }
      case RUNTIME_TOPIC: {
        const runtime = await modelServing.getRuntime(ref, call);
        return runtime ? [runtimeEntity(runtime, isDefault, platformTeam)] : [];
      }
      default: {
        const connection = await modelServing.getConnection(ref, call);
        return connection ? [connectionEntity(connection, isDefault)] : [];
      }
    }
  }

  async #emit(key: string, entities: Entity[]): Promise<void> {
    const before = this.#emitted.get(key) ?? new Map<string, string>();
    const after = serialise(entities);
    const added = entities.filter(
      entity =>
        before.get(stringifyEntityRef(entity)) !==
        after.get(stringifyEntityRef(entity)),
    );
    const removed = [...before.keys()].filter(ref => !after.has(ref));
    if (added.length > 0 || removed.length > 0) {
      await this.#connected().applyMutation({
        type: 'delta',
        added: added.map(entity => ({ entity, locationKey: LOCATION_KEY })),
        removed: removed.map(entityRef => ({
          entityRef,
          locationKey: LOCATION_KEY,
        })),
      });
    }
    if (after.size > 0) this.#emitted.set(key, after);
    else this.#emitted.delete(key);
  }

  async #fullPassUntilDone(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#queue.add(() => this.#fullPass());
        return;
      } catch (error) {
        assertError(error);
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
        this.#options.logger.info(
          `model-serving cannot be read yet, next attempt in ${
            wait / 1000
          } s: ${error.message}`,
        );
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #fullPass(): Promise<void> {
    const { modelServing } = this.#options;
    const emitted = new Map<string, Entity[]>();
    let cursor: string | undefined;
    do {
      const page = await modelServing.listDeployments(
        { limit: PAGE, ...(cursor && { cursor }) },
        await this.#call(),
      );
      for (const { ref } of page.items) {
        const entities = await this.#entitiesOf(DEPLOYMENT_TOPIC, ref);
        if (entities.length > 0)
          emitted.set(keyOf(DEPLOYMENT_TOPIC, ref), entities);
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    do {
      const page = await modelServing.listGraphs(
        { limit: PAGE, ...(cursor && { cursor }) },
        await this.#call(),
      );
      for (const { ref } of page.items) {
        const entities = await this.#entitiesOf(GRAPH_TOPIC, ref);
        if (entities.length > 0) emitted.set(keyOf(GRAPH_TOPIC, ref), entities);
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    do {
      const page = await modelServing.listConnections(
        { ...(cursor && { cursor }) },
        await this.#call(),
      );
      for (const connection of page.items) {
        emitted.set(keyOf(CONNECTION_TOPIC, connection.ref), [
          connectionEntity(connection, this.#isDefault(connection.ref.cluster)),
        ]);
      }
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    for (const { name } of await modelServing.listClusters(await this.#call()))
      for (const [key, entities] of await this.#runtimesOf(name))
        emitted.set(key, entities);
    await this.#connected().applyMutation({
      type: 'full',
      entities: [...emitted.values()]
        .flat()
        .map(entity => ({ entity, locationKey: LOCATION_KEY })),
    });
    this.#emitted.clear();
    for (const [key, entities] of emitted)
      this.#emitted.set(key, serialise(entities));
  }

  /** By key; as they were last told of a cluster that cannot be asked now: events bring what is new when it can. */
  async #runtimesOf(cluster: string): Promise<Map<string, Entity[]>> {
    const { modelServing, platformTeam, logger } = this.#options;
    try {
      const { items } = await modelServing.listRuntimes(
        { cluster },
        await this.#call(),
      );
      return new Map(
        items.map(runtime => {
          const { namespace = '', name } = runtime;
          return [
            keyOf(RUNTIME_TOPIC, { cluster, namespace, name }),
            [runtimeEntity(runtime, this.#isDefault(cluster), platformTeam)],
          ];
        }),
      );
    } catch (error) {
      // Nothing is known of it at the start: the pass is tried again
      if (this.#isDefault(cluster)) throw error;
      assertError(error);
      logger.info(
        `runtimes of the cluster '${cluster}' stay as they are in the catalog: ${error.message}`,
      );
      const ofCluster = `${RUNTIME_TOPIC}/${cluster}/`;
      return new Map(
        [...this.#emitted]
          .filter(([key]) => key.startsWith(ofCluster))
          .map(([key, told]) => [
            key,
            [...told.values()].map(text => JSON.parse(text) as Entity),
          ]),
      );
    }
  }

  async #call() {
    return { credentials: await this.#options.auth.getOwnServiceCredentials() };
  }

  #isDefault(cluster: string): boolean {
    return cluster === this.#options.defaultCluster;
  }

  #connected(): EntityProviderConnection {
    if (!this.#connection)
      throw new ServiceUnavailableError(
        'the catalog has not connected this provider yet',
      );
    return this.#connection;
  }
}

function keyOf(topic: string, ref: ResourceRef): string {
  return `${topic}/${stringifyResourceRef(ref)}`;
}

function serialise(entities: readonly Entity[]): Map<string, string> {
  return new Map(
    entities.map(entity => [
      stringifyEntityRef(entity),
      JSON.stringify(entity),
    ]),
  );
}
