import {
  accessWithoutGateway,
  annotations,
  graphRouteId,
  graphServicesOf,
  routeProfileOf,
  type ClusterSettings,
  type EventView,
  type GraphDetail,
  type GraphMetrics,
  type GraphQuery,
  type GraphState,
  type GraphSummary,
  type GraphTraffic,
  type LogLine,
  type MetricRange,
  type Page,
  type ResourceRef,
  type TryRequest,
  type TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { AddressPolicy } from '@greenroom/storage-initializer';
import type { Callers, VisibleKinds } from '../access';
import { demandConfigured, eventsOf } from '../clusters';
import type { Clusters } from '../clusters/types';
import type { CallOptions, LogRequest } from '../deployments';
import { callModel } from '../deployments/try';
import {
  describeRef,
  type EventStore,
  type ResourceStore,
  type SampleStore,
  type StoredResource,
} from '../store';
import type { Clock } from '../time';
import type { GatewayKeys } from '../tokens';
import { GraphAddresses } from './GraphAddresses';
import { compileGraph, CompiledGraph, GraphDefaults } from './compileGraph';
import { stepUid } from './GraphRoutes';
import { graphAccess } from './graphAccess';
import { graphMetrics, recentTraffic } from './graphTraffic';
import {
  graphDetail,
  graphEndpoints,
  GraphFacts,
  graphSummary,
} from './graphView';
import { readManagedGraph } from './readManagedGraph';
import { reportedGraphEndpoints } from './reportedGraphEndpoints';
import { withoutCluster } from './withoutCluster';
import { servedState } from './servedState';
import { readServices, serviceFacts } from './serviceFacts';
import type { ServiceFacts } from './serviceProblems';

const DEFAULT_LIMIT = 50;

/** Options of {@link DefaultGraphs}. */
export interface DefaultGraphsOptions {
  readonly resources: Pick<ResourceStore, 'get' | 'listResources' | 'update'>;
  readonly samples: Pick<SampleStore, 'query'>;
  readonly events: Pick<EventStore, 'list'>;
  readonly clusters: Pick<
    Clusters,
    | 'has'
    | 'get'
    | 'settings'
    | 'ungated'
    | 'problem'
    | 'routerFacts'
    | 'routerLogs'
  >;
  readonly defaults: GraphDefaults;
  readonly callers: Pick<Callers, 'actor' | 'person'>;
  /** Keys by which the portal calls graphs that ask for a token. */
  readonly keys: Pick<GatewayKeys, 'key'>;
  /** Where a try may go. */
  readonly policy: AddressPolicy;
  readonly clock: Clock;
}

type Service = StoredResource<'InferenceService'>;
type StoredGraph = StoredResource<'InferenceGraph'>;

/** Which of some services a caller may see. */
export type Readable = (
  services: readonly Service[],
) => Promise<readonly Service[]>;

/** Graphs, on the store. Who may do what is decided around it. */
export class DefaultGraphs {
  readonly #options: DefaultGraphsOptions;

  constructor(options: DefaultGraphsOptions) {
    this.#options = options;
  }

  async list(
    query: GraphQuery,
    visible: readonly VisibleKinds[],
  ): Promise<Page<GraphSummary>> {
    const { limit = DEFAULT_LIMIT, cursor, search, clusters } = query;
    const page = await this.#options.resources.listResources(
      { search, clusters, namespaces: query.namespaces, visible },
      { limit, cursor },
    );
    const items: GraphSummary[] = [];
    for (const stored of page.items) {
      const { facts } = await this.#facts(stored as StoredGraph, []);
      items.push(graphSummary(facts));
    }
    return {
      items,
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
    };
  }

  async get(ref: ResourceRef, readable: Readable): Promise<GraphDetail> {
    return this.#detail(await this.#read(ref), readable);
  }

  async metrics(ref: ResourceRef, range: MetricRange): Promise<GraphMetrics> {
    const { samples, clock, clusters } = this.#options;
    const { uid, object } = await this.#read(ref);
    const ungated = clusters.ungated(ref.cluster);
    return graphMetrics({
      samples,
      uid,
      steps: stepsOf(object),
      range,
      to: clock.now(),
      absence: ungated
        ? `What passes through it is not measured here, for ${ungated}: KServe's router runs it.`
        : 'Nothing passed through the graph in this time.',
    });
  }

  async events(ref: ResourceRef): Promise<readonly EventView[]> {
    return eventsOf(await this.#read(ref), this.#options);
  }

  async logs(
    ref: ResourceRef,
    request: LogRequest,
    signal: AbortSignal | undefined,
  ): Promise<AsyncIterable<LogLine>> {
    await this.#read(ref);
    demandConfigured(this.#options.clusters, 'InferenceGraph', ref);
    return this.#options.clusters.routerLogs(ref, {
      ...request,
      ...(signal ? { signal } : {}),
    });
  }

  /** Starts or stops it; nothing happens if it is so already. */
  async switch(
    ref: ResourceRef,
    isStopped: boolean,
    { credentials, how }: CallOptions,
    readable: Readable,
  ): Promise<GraphDetail> {
    const { resources, callers } = this.#options;
    const { object } = await this.#read(ref);
    const stored = await resources.update(
      'InferenceGraph',
      ref,
      object.metadata.resourceVersion ?? '',
      {
        ...object,
        metadata: {
          ...object.metadata,
          annotations: {
            ...object.metadata.annotations,
            [annotations.stop]: String(isStopped),
          },
        },
      },
      {
        actor: callers.actor(credentials),
        onBehalfOf: await callers.person(credentials),
        action: isStopped ? 'stop' : 'start',
        how,
      },
    );
    return this.#detail(stored, readable);
  }

  async try(
    ref: ResourceRef,
    request: TryRequest,
    signal: AbortSignal | undefined,
  ): Promise<TryResponse> {
    const { clusters, keys, policy, clock } = this.#options;
    const { object } = await this.#read(ref);
    demandConfigured(clusters, 'InferenceGraph', ref);
    const settings = await clusters.settings(ref.cluster);
    const ungated = clusters.ungated(ref.cluster);
    const endpoints = ungated
      ? reportedGraphEndpoints(object, settings).endpoints
      : graphEndpoints(ref, settings);
    if (ungated && endpoints.length === 0) {
      throw new ConflictError(
        `${describeRef(
          'InferenceGraph',
          ref,
        )} has no address: KServe tells one while its router runs`,
      );
    }
    return callModel({
      endpoints: endpoints.map(endpoint => ({ ...endpoint, protocol: 'v1' })),
      request,
      // Nobody but our gateway is to see it
      key: ungated ? undefined : await keys.key('portal', graphOwner(ref)),
      policy,
      clock,
      ...(signal ? { signal } : {}),
    });
  }

  async #read(ref: ResourceRef): Promise<StoredGraph> {
    const stored = await this.#options.resources.get('InferenceGraph', ref);
    if (stored) return stored;
    throw new NotFoundError(
      `there is no ${describeRef('InferenceGraph', ref)}`,
    );
  }

  async #detail(stored: StoredGraph, readable: Readable): Promise<GraphDetail> {
    const { facts, services } = await this.#facts(
      stored,
      stepsOf(stored.object),
    );
    const { clock } = this.#options;
    const seen = await readable([...services.values()]);
    const states = new Map<string, GraphState>(
      seen.map(service => {
        const { code, word, tone, headline } = serviceFacts(
          service,
          clock.now(),
        ).state;
        return [service.ref.name, { code, word, tone, headline }];
      }),
    );
    return graphDetail(facts, states);
  }

  /** @param steps - whose traffic is wanted */
  async #facts(
    stored: StoredGraph,
    steps: readonly string[],
  ): Promise<{
    readonly facts: GraphFacts;
    readonly services: ReadonlyMap<string, Service>;
  }> {
    const { resources, samples, clusters, clock } = this.#options;
    const { object, ref, uid } = stored;
    const services = await readServices(
      graphServicesOf(object),
      ref,
      resources,
    );
    if (!clusters.has(ref.cluster)) {
      return {
        services,
        facts: {
          stored,
          compiled: withoutCluster(ref.cluster),
          access: accessWithoutGateway(object),
          traffic: { steps: new Map() },
        },
      };
    }
    const settings = await clusters.settings(ref.cluster);
    const now = clock.now();
    const ungated = clusters.ungated(ref.cluster);
    const compiled = this.#compiled(stored, settings, name => {
      const service = services.get(name);
      return service && serviceFacts(service, now);
    });
    const traffic = new Map<string, GraphTraffic>();
    for (const id of steps) {
      const own = await recentTraffic(samples, stepUid(uid, id), now);
      if (own) traffic.set(id, own);
    }
    return {
      services,
      facts: {
        stored,
        compiled,
        settings,
        ...(ungated && {
          ungated,
          replicas: clusters.routerFacts(ref).flatMap(one => one.replicas),
        }),
        access: ungated
          ? accessWithoutGateway(object, routeProfileOf(settings))
          : graphAccess(object, services.values(), settings),
        traffic: {
          whole: await recentTraffic(samples, uid, now),
          steps: traffic,
        },
      },
    };
  }

  /** What it comes to: by our gateway, or as its cluster tells. */
  #compiled(
    { object, ref, deletionRequestedAt, createdAt }: StoredGraph,
    settings: ClusterSettings,
    services: (name: string) => ServiceFacts | undefined,
  ): CompiledGraph {
    const { clusters, defaults, clock } = this.#options;
    const reason = clusters.ungated(ref.cluster);
    if (reason) {
      const unseen = clusters.problem(ref.cluster, ref.namespace);
      return readManagedGraph({
        object,
        services,
        router: clusters.routerFacts(ref),
        reason,
        isDeleting: deletionRequestedAt !== undefined,
        ...(unseen ? { unseen } : {}),
        createdAt: Date.parse(createdAt),
        now: clock.now(),
      });
    }
    const { state, ...compiled } = compileGraph({
      object,
      defaults,
      services,
      addresses: new GraphAddresses(settings),
    });
    return { ...compiled, state: servedState(state, object) };
  }
}

/** Ids of all steps. */
function stepsOf({ spec }: StoredGraph['object']): readonly string[] {
  return Object.entries(spec.nodes).flatMap(([node, { steps = [] }]) =>
    steps.map((_, i) => `${node}/${i}`),
  );
}

/** Whose key opens a graph: the two parts of the id of its route. */
function graphOwner(ref: ResourceRef): ResourceRef {
  const [namespace, name] = graphRouteId(ref).split('/');
  return { cluster: ref.cluster, namespace, name };
}
