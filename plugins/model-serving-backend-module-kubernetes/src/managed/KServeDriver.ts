import { InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CoreV1Event,
  KubernetesObject,
  V1Deployment,
  V1Pod,
} from '@kubernetes/client-node';
import {
  ClusterCapabilities,
  ClusterExamination,
  EventView,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  servingKinds,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterConnection,
  ClusterDriverContext,
  LogQuery,
  ManagedClusterDriver,
  ManagedObjectRef,
  ManagedWriteOptions,
} from '@greenroom/backstage-plugin-model-serving-node';
import { KubeClient, ResourceType, resourceTypes } from '../client';
import type { ImpersonationConfig } from '../config';
import { callReplica, RevisionBook } from '../driver';
import { EventBook, ofRevisions } from '../events';
import { revisionLogs } from '../logs';
import { UsageWatch } from '../usage';
import { ObjectCaches, WatchScope } from '../watch';
import {
  ConnectionReader,
  ConnectionWriter,
  fetchedLocation,
} from './connections';
import { contentOf } from './contentOf';
import type { FoundKServe } from './demandKServe';
import type { ClusterParts } from './definitions';
import type { ServerConfig } from './serverConfig';
import { knownObject, ServingBook } from './ServingBook';
import { serviceIdentity, SERVICE_LABEL } from './serviceIdentity';
import { serviceOfEvent } from './serviceOfEvent';
import { ServingWriter } from './ServingWriter';
import { WatchLosses } from './WatchLosses';

/** What a {@link KServeDriver} is made of. */
export interface KServeDriverOptions {
  readonly client: KubeClient;
  /** Where deployments are. */
  readonly scope: WatchScope;
  /** What must hold before anything is watched or written; throws with the reason and the way out. */
  readonly demand: (logger: LoggerService) => Promise<FoundKServe>;
  readonly examine: () => Promise<ClusterExamination>;
  readonly config: (
    logger: LoggerService,
    parts: ClusterParts,
  ) => Promise<ServerConfig>;
  readonly capabilities: (
    logger: LoggerService,
    parts: ClusterParts,
    config: ServerConfig,
  ) => Promise<ClusterCapabilities>;
  /** What people write is written as whom this says. Absent: as the portal. */
  readonly impersonate?: ImpersonationConfig;
  /** ms since epoch */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

/** What is there while the driver runs. */
interface Running {
  readonly context: ClusterDriverContext;
  readonly found: FoundKServe;
  readonly caches: ReadonlyMap<ServingKind, ObjectCaches<KubernetesObject>>;
  readonly writer: ServingWriter;
  readonly connections: ConnectionReader;
}

/**
 * A cluster whose KServe reconciles, scales and routes. What it holds is the truth: objects are written as a careful user
 * would, and known as the API server tells of them. What runs of a service is read from its Deployments and pods, since
 * KServe's status tells of failures late and in few words.
 */
export class KServeDriver implements ManagedClusterDriver {
  readonly kind = 'managed';
  readonly #options: KServeDriverOptions;
  readonly #objects: ServingBook;
  readonly #revisions: RevisionBook;
  readonly #events = new EventBook();
  #usage: UsageWatch | undefined;
  readonly #losses: WatchLosses;
  readonly #listeners = new Set<(ref: ManagedObjectRef) => void>();
  #open: { close(): Promise<void> }[] = [];
  #running: Running | undefined;

  private constructor(options: KServeDriverOptions) {
    const { now } = options;
    this.#options = options;
    this.#losses = new WatchLosses({ now });
    this.#objects = new ServingBook({ onChange: ref => this.#tell(ref) });
    this.#revisions = new RevisionBook({
      now,
      seenAt: now,
      usageOf: (namespace, pod) => this.#usage?.of(namespace, pod),
      contentOf,
      identify: serviceIdentity,
    });
    this.#revisions.observe(key => this.#tellService(key));
  }

  static create(options: KServeDriverOptions): KServeDriver {
    return new KServeDriver(options);
  }

  get kinds(): ReadonlySet<ServingKind> {
    return new Set(this.#running?.found.kinds.keys());
  }

  async start(context: ClusterDriverContext): Promise<void> {
    try {
      await this.#start(context);
    } catch (error) {
      // It is started again: what is open by now would be open twice.
      await this.#close();
      throw error;
    }
  }

  async #start(context: ClusterDriverContext): Promise<void> {
    const found = await this.#options.demand(context.logger);
    const caches = new Map<ServingKind, ObjectCaches<KubernetesObject>>();
    for (const [kind, type] of found.kinds) {
      const cache = await this.#watch<KubernetesObject>(context, type, {
        scope: servingKinds[kind].namespaced ? this.#options.scope : 'cluster',
        // Fields of others are told from ours by who wrote them
        keepsManagers: true,
        onChange: object => this.#objects.changed(kind, object),
        onGone: object => this.#objects.gone(kind, object),
      });
      caches.set(kind, cache);
    }
    await this.#watch<V1Deployment>(context, resourceTypes.Deployment, {
      labelSelector: SERVICE_LABEL,
      onChange: deployment => this.#revisions.deploymentChanged(deployment),
      onGone: deployment => this.#revisions.deploymentGone(deployment),
    });
    await this.#watch<V1Pod>(context, resourceTypes.Pod, {
      labelSelector: SERVICE_LABEL,
      onChange: pod => this.#revisions.podChanged(pod),
      onGone: pod => this.#revisions.podGone(pod),
    });
    await this.#watch<CoreV1Event>(context, resourceTypes.Event, {
      onChange: event => {
        this.#events.changed(event);
        const service = serviceOfEvent(event, key =>
          this.#revisions.serviceOf(key),
        );
        if (service) this.#tell({ kind: 'InferenceService', ...service });
      },
      onGone: event => this.#events.gone(event),
    });
    const { client, config, scope, sleep, impersonate } = this.#options;
    this.#usage = UsageWatch.start({
      client,
      scope,
      sleep,
      labelSelector: SERVICE_LABEL,
      hasPods: () => this.#revisions.hasPods,
    });
    this.#open.push(this.#usage);
    const writer = new ServingWriter({
      client,
      ...(impersonate ? { impersonate } : {}),
      objects: this.#objects,
      openDataHub: found.parts.openDataHub,
      connections: async () => {
        const { s3Keys } = await config(context.logger, found.parts);
        const { openDataHub } = found.parts;
        return new ConnectionWriter({ client, context, openDataHub, s3Keys });
      },
    });
    const connections = new ConnectionReader({
      client,
      now: this.#options.now,
    });
    this.#running = { context, found, caches, writer, connections };
  }

  async shutdown(): Promise<void> {
    await this.#close();
    this.#options.client.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(one => one.close()));
  }

  async describe(): Promise<ClusterCapabilities> {
    const { context, found } = this.#started();
    const config = await this.#options.config(context.logger, found.parts);
    const { capabilities } = this.#options;
    const usageProblem = this.#usage?.problem;
    return {
      ...(await capabilities(context.logger, found.parts, config)),
      ...(usageProblem ? { usageProblem } : {}),
    };
  }

  examine(): Promise<ClusterExamination> {
    return this.#options.examine();
  }

  async settings(): ReturnType<ManagedClusterDriver['settings']> {
    const { context, found } = this.#started();
    const config = await this.#options.config(context.logger, found.parts);
    return config.settings;
  }

  async write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    { dryRun = false, onBehalfOf }: ManagedWriteOptions = {},
  ): Promise<ServingObjects[K]> {
    const { caches, writer } = this.#started();
    const told = await writer.write(
      this.#typeOf(kind),
      kind,
      object,
      dryRun,
      onBehalfOf,
    );
    if (!dryRun) caches.get(kind)?.took(told as KubernetesObject);
    return knownObject(told as KubernetesObject)
      .object as unknown as ServingObjects[K];
  }

  async remove(
    ref: ManagedObjectRef,
    uid: string,
    { onBehalfOf }: Pick<ManagedWriteOptions, 'onBehalfOf'> = {},
  ): Promise<void> {
    const type = this.#typeOf(ref.kind);
    await this.#started().writer.remove(type, ref, uid, onBehalfOf);
  }

  objects<K extends ServingKind>(kind: K): readonly ServingObjects[K][] {
    return this.#objects.all(kind);
  }

  object<K extends ServingKind>(
    ref: ManagedObjectRef<K>,
  ): ServingObjects[K] | undefined {
    return this.#objects.one(ref);
  }

  observe(onChange: (ref: ManagedObjectRef) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  problem(
    namespace?: string,
  ): { readonly message: string; readonly since: string } | undefined {
    return this.#losses.problem(namespace);
  }

  facts(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    return this.#revisions.facts(service);
  }

  async connection(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
    name: string,
  ): Promise<ClusterConnection> {
    const { connections } = this.#started();
    const told = await connections.read(service.namespace, name);
    const location = fetchedLocation(
      this.#revisions
        .facts(service)
        .flatMap(({ key }) => this.#revisions.pods(key)),
    );
    return { ...told, ...(location && { location }) };
  }

  async events(
    { kind, namespace = 'default', name }: ManagedObjectRef,
    limit: number,
  ): Promise<readonly EventView[]> {
    const runs =
      kind === 'InferenceService'
        ? this.#revisions.facts({ namespace, name })
        : [];
    const belongs = ofRevisions(
      runs.map(({ key }) => key.slice(namespace.length + 1)),
    );
    return this.#events.of(
      namespace,
      object =>
        (object.kind === kind && object.name === name) || belongs(object),
      limit,
    );
  }

  logs(query: LogQuery): AsyncIterable<LogLine> {
    return revisionLogs(
      this.#options.client,
      key => this.#revisions.pods(key),
      query,
    );
  }

  async request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    return callReplica(this.#options.client, this.#revisions.pods(key), {
      key,
      replicaId,
      path,
      ...(signal ? { signal } : {}),
    });
  }

  #typeOf(kind: ServingKind): ResourceType {
    const type = this.#started().found.kinds.get(kind);
    if (type) return type;
    throw new InputError(
      `the cluster has no definition of ${kind}, or the portal may not see it; ask who runs the cluster`,
    );
  }

  #started(): Running {
    if (!this.#running) throw new Error('the driver has not started');
    return this.#running;
  }

  async #watch<T extends KubernetesObject>(
    context: ClusterDriverContext,
    type: ResourceType,
    watched: {
      readonly scope?: WatchScope;
      readonly labelSelector?: string;
      readonly keepsManagers?: boolean;
      readonly onChange: (object: T) => void;
      readonly onGone: (object: T) => void;
    },
  ): Promise<ObjectCaches<T>> {
    const { client, sleep, random } = this.#options;
    const {
      scope = this.#options.scope,
      labelSelector,
      keepsManagers = false,
      ...changes
    } = watched;
    const caches = await ObjectCaches.start<T>(scope, {
      client,
      type,
      ...(labelSelector ? { labelSelector } : {}),
      keepsManagers,
      sleep,
      random,
      listener: { ...changes, ...this.#losses.of(type.plural, context) },
    });
    this.#open.push(caches);
    return caches;
  }

  #tellService(key: string): void {
    const [namespace, name] = this.#revisions.serviceOf(key)?.split('/') ?? [];
    if (name) this.#tell({ kind: 'InferenceService', namespace, name });
  }

  #tell(ref: ManagedObjectRef): void {
    for (const listener of [...this.#listeners]) listener(ref);
  }
}
