import { InputError, NotAllowedError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesObject } from '@kubernetes/client-node';
import {
  ClusterCapabilities,
  ClusterExamination,
  EventView,
  HardwareProfileList,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterConnection,
  ClusterDriverContext,
  ClusterProblem,
  LogQuery,
  ManagedClusterDriver,
  ManagedObjectRef,
  ManagedWriteOptions,
  TakenBack,
} from '@greenroom/backstage-plugin-model-serving-node';
import { KubeClient, ResourceType } from '../client';
import type { ImpersonationConfig } from '../config';
import { callReplica, RevisionBook } from '../driver';
import { EventBook } from '../events';
import { revisionLogs } from '../logs';
import { UsageWatch } from '../usage';
import { lossesOf, WatchHealth, WatchScope } from '../watch';
import {
  ConnectionReader,
  ConnectionTaker,
  ConnectionWriter,
  fetchedLocation,
} from './connections';
import { ConnectionUse } from './ConnectionUse';
import { contentOf } from './contentOf';
import type { FoundKServe } from './demandKServe';
import type { ClusterParts } from './definitions';
import type { ServerConfig } from './serverConfig';
import { HardwareProfileReader } from './openDataHub';
import { isAbout } from './isAbout';
import { knownObject, ServingBook } from './ServingBook';
import { serviceOfEvent } from './serviceOfEvent';
import { lossInWords } from './lossInWords';
import { ServingWatches } from './ServingWatches';
import { ServingWriter } from './ServingWriter';
import {
  routerIdentity,
  serviceIdentity,
  SERVICE_LABEL,
} from './workloadIdentity';

/** What a {@link KServeDriver} is made of. */
export interface KServeDriverOptions {
  readonly client: KubeClient;
  /** Where deployments are. */
  readonly scope: WatchScope;
  /** Projects of the configuration. */
  readonly namespaces: readonly string[];
  /** Where Open Data Hub has what is for all projects, if it is there. */
  readonly sharedNamespace: string;
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
  readonly parts: ClusterParts;
  readonly watches: ServingWatches;
  readonly writer: ServingWriter;
  readonly connections: ConnectionReader;
  readonly use: ConnectionUse;
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
  /** Of the routers of graphs. */
  readonly #routers: RevisionBook;
  readonly #events = new EventBook();
  #usage: UsageWatch | undefined;
  readonly #health: WatchHealth;
  readonly #listeners = new Set<(ref: ManagedObjectRef) => void>();
  #open: { close(): Promise<void> }[] = [];
  #running: Running | undefined;

  private constructor(options: KServeDriverOptions) {
    const { now } = options;
    this.#options = options;
    this.#health = new WatchHealth(options);
    this.#objects = new ServingBook({ onChange: ref => this.#tell(ref) });
    this.#revisions = new RevisionBook({
      now,
      seenAt: now,
      usageOf: (namespace, pod) => this.#usage?.of(namespace, pod),
      contentOf,
      identify: serviceIdentity,
    });
    this.#revisions.observe(key => this.#tellService(key));
    this.#routers = new RevisionBook({
      now,
      seenAt: now,
      identify: routerIdentity,
    });
  }

  static create(options: KServeDriverOptions): KServeDriver {
    return new KServeDriver(options);
  }

  get kinds(): ReadonlySet<ServingKind> {
    return new Set(this.#running?.watches.kinds.keys());
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
    const { parts } = found;
    const watches = await this.#watch(context, found);
    this.#open.push(watches);
    const { client, config, scope, now, sleep, impersonate } = this.#options;
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
      openDataHub: parts.openDataHub,
      connections: async () => {
        const { s3Keys } = await config(context.logger, parts);
        const { openDataHub } = parts;
        return new ConnectionWriter({
          client,
          context,
          openDataHub,
          s3Keys,
          now,
        });
      },
    });
    const connections = new ConnectionReader({ client, now });
    const use = new ConnectionUse({
      defined: found.defined,
      watches,
      loss: namespace => this.#health.loss(namespace),
      objects: this.#objects,
      runs: [this.#revisions, this.#routers],
    });
    this.#running = { context, parts, watches, writer, connections, use };
  }

  async shutdown(): Promise<void> {
    await this.#close();
    this.#health.close();
    this.#options.client.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(one => one.close()));
  }

  async describe(): Promise<ClusterCapabilities> {
    const { context, parts } = this.#started();
    const config = await this.#options.config(context.logger, parts);
    const { capabilities } = this.#options;
    const usageProblems = this.#usage?.problems;
    return {
      ...(await capabilities(context.logger, parts, config)),
      ...(usageProblems ? { usageProblems } : {}),
    };
  }

  examine(): Promise<ClusterExamination> {
    return this.#options.examine();
  }

  async settings(): ReturnType<ManagedClusterDriver['settings']> {
    const { context, parts } = this.#started();
    const config = await this.#options.config(context.logger, parts);
    return config.settings;
  }

  async write<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    { dryRun = false, onBehalfOf }: ManagedWriteOptions = {},
  ): Promise<ServingObjects[K]> {
    const { watches, writer } = this.#started();
    this.#demandJoined(object.metadata.namespace);
    const told = await writer.write(
      this.#typeOf(kind),
      kind,
      object,
      dryRun,
      onBehalfOf,
    );
    if (!dryRun) watches.took(kind, told as KubernetesObject);
    return knownObject(told as KubernetesObject)
      .object as unknown as ServingObjects[K];
  }

  async remove(
    ref: ManagedObjectRef,
    uid: string,
    { onBehalfOf }: Pick<ManagedWriteOptions, 'onBehalfOf'> = {},
  ): Promise<void> {
    const type = this.#typeOf(ref.kind);
    this.#demandJoined(ref.namespace);
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

  problem(namespace?: string): ClusterProblem | undefined {
    return this.#health.problem(namespace);
  }

  observeProblems(onChange: () => void): () => void {
    return this.#health.observe(onChange);
  }

  facts(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    return this.#revisions.facts(service);
  }

  routerFacts(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    return this.#routers.facts(graph);
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

  async takeBack(
    connection: Pick<ResourceRef, 'namespace' | 'name'>,
    version?: string,
  ): Promise<TakenBack> {
    const { context, parts, use } = this.#started();
    const { namespace, name } = connection;
    const told = use.of({ namespace, name });
    if (told.state !== 'unused') return told;
    const taker = new ConnectionTaker({
      client: this.#options.client,
      openDataHub: parts.openDataHub,
      portal: await context.portal?.(),
    });
    return taker.take({ namespace, name }, version, () =>
      use.of({ namespace, name }),
    );
  }

  async hardwareProfiles(
    namespace: string,
  ): Promise<HardwareProfileList | undefined> {
    const type = this.#started().parts.hardwareProfiles;
    if (!type) return undefined;
    const { client, sharedNamespace: shared } = this.#options;
    return new HardwareProfileReader({ client, type, shared }).list(namespace);
  }

  async events(
    ref: ManagedObjectRef,
    limit: number,
  ): Promise<readonly EventView[]> {
    const belongs = isAbout(ref, this.#runsOf(ref));
    return this.#events.of(ref.namespace ?? 'default', belongs, limit);
  }

  logs(query: LogQuery): AsyncIterable<LogLine> {
    return revisionLogs(
      this.#options.client,
      key => this.#revisions.pods(key),
      query,
    );
  }

  /** By the pods of routers alone: a Deployment of a service may have the name of a graph. */
  routerLogs(
    graph: Pick<ResourceRef, 'namespace' | 'name'>,
    query: Omit<LogQuery, 'keys'>,
  ): AsyncIterable<LogLine> {
    return revisionLogs(this.#options.client, key => this.#routers.pods(key), {
      ...query,
      keys: this.routerFacts(graph).map(({ key }) => key),
    });
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

  #runsOf(ref: ManagedObjectRef): readonly RevisionFacts[] {
    const { kind, namespace = 'default', name } = ref;
    if (kind === 'InferenceService') return this.facts({ namespace, name });
    return kind === 'InferenceGraph'
      ? this.routerFacts({ namespace, name })
      : [];
  }

  #typeOf(kind: ServingKind): ResourceType {
    const type = this.#started().watches.kinds.get(kind);
    if (type) return type;
    throw new InputError(
      `the cluster has no definition of ${kind}, or the portal may not see it; ask who runs the cluster`,
    );
  }

  #started(): Running {
    if (!this.#running) throw new Error('the driver has not started');
    return this.#running;
  }

  /** What cannot be read back is not written: nobody would know what became of it. */
  #demandJoined(namespace: string | undefined): void {
    const problem = namespace ? this.problem(namespace) : undefined;
    if (problem?.isLasting) throw new NotAllowedError(problem.message);
  }

  #watch(
    context: ClusterDriverContext,
    found: FoundKServe,
  ): Promise<ServingWatches> {
    return ServingWatches.start({
      ...this.#options,
      found,
      health: this.#health,
      losses: what =>
        lossesOf(what, {
          ...context,
          health: this.#health,
          inWords: (error, namespace) => lossInWords(error, what, namespace),
        }),
      objects: kind => ({
        onChange: object => this.#objects.changed(kind, object),
        onGone: object => this.#objects.gone(kind, object),
      }),
      services: this.#revisions,
      routers: this.#routers,
      events: {
        onChange: event => {
          this.#events.changed(event);
          const service = serviceOfEvent(event, key =>
            this.#revisions.serviceOf(key),
          );
          if (service) this.#tell({ kind: 'InferenceService', ...service });
        },
        onGone: event => this.#events.gone(event),
      },
    });
  }

  #tellService(key: string): void {
    const [namespace, name] = this.#revisions.serviceOf(key)?.split('/') ?? [];
    if (name) this.#tell({ kind: 'InferenceService', namespace, name });
  }

  #tell(ref: ManagedObjectRef): void {
    for (const listener of [...this.#listeners]) listener(ref);
  }
}
