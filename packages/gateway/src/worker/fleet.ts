import {
  GatewayBatching,
  GatewayRevision,
  GatewayRoute,
  GatewaySnapshot,
  RouteBranch,
  routeTagKey,
} from '@greenroom/backstage-plugin-model-serving-common';
import { liveAccess } from '../authorize';
import {
  GrpcLine,
  Line,
  LiveBranch,
  LiveRevision,
  LiveRoute,
  LiveSnapshot,
  RevisionBatcher,
} from '../exchange';
import { GraphShelf } from '../graph';
import { RouteIndex, SmoothSplit } from '../routing';
import { liveShadow } from '../shadow';
import { LeasedSlots, SlotLender } from '../slots';
import { stickyOf, tagsOf } from '../split';
import { Ledger } from '../traffic';
import { Replica, ReplicaOptions } from './replica';
import { isSameJson } from './sameJson';

/** Total time for an answer's headers where the route does not say, in ms. */
const defaultTimeoutMs = 300_000;

/** What the fleet needs from its worker. */
export interface FleetOptions extends ReplicaOptions {
  readonly ledger: Ledger;
  readonly lender: SlotLender;
  /** Part of a split's cycle at which this worker starts, [0, 1). */
  readonly splitOffset: number;
  readonly createBatcher: (
    revision: string,
    limits: GatewayBatching,
  ) => RevisionBatcher;
}

/**
 * The replicas that this worker talks to, across snapshots: connections to a replica that stays are kept, one that
 * left gets no new call and its connections close when their calls are over.
 */
export class Fleet {
  readonly #options: FleetOptions;
  #replicas = new Map<string, Replica>();
  #revisions = new Map<string, KeptRevision>();
  #routes = new Map<string, KeptRoute>();
  #splits = new Map<string, SmoothSplit>();
  #slots = new Map<string, LeasedSlots>();
  #batchers = new Map<string, RevisionBatcher>();
  readonly #graphs: GraphShelf;

  private constructor(options: FleetOptions) {
    this.#options = options;
    this.#graphs = new GraphShelf({
      splitOffset: options.splitOffset,
      traffic: key => options.ledger.step(key),
    });
  }

  static create(options: FleetOptions): Fleet {
    return new Fleet(options);
  }

  /**
   * Makes a snapshot routable and drops what it does not name. Every replica it names is in rotation again. What did not
   * change since the snapshot before is the same object: most snapshots change one service of many.
   */
  adopt(snapshot: GatewaySnapshot): LiveSnapshot {
    const replicas = new Map<string, Replica>();
    const revisions = new Map<string, LiveRevision>();
    const kept = this.#revisions;
    this.#revisions = new Map();
    const limited = this.#slots;
    this.#slots = new Map();
    const batchers = this.#batchers;
    this.#batchers = new Map();
    for (const [key, revision] of Object.entries(snapshot.revisions))
      revisions.set(
        key,
        this.#keepRevision(key, revision, replicas, kept.get(key)) ??
          this.#adoptRevision(key, revision, replicas, {
            slots: limited.get(key),
            batcher: batchers.get(key),
          }),
      );
    for (const [key, batcher] of batchers)
      if (!this.#batchers.has(key)) batcher.flush();
    for (const [key, slots] of limited)
      if (!this.#slots.has(key)) slots.adopt([]);
    for (const [identity, replica] of this.#replicas)
      if (!replicas.has(identity)) replica.retire();
    this.#replicas = replicas;

    const splits = new Map<string, SmoothSplit>();
    const branchOf = (key: string, branch: RouteBranch): LiveBranch => {
      const shares = branch.targets.map(target => ({
        key: target.revision,
        weight: target.weight,
      }));
      const split =
        this.#splits.get(key)?.withShares(shares) ??
        SmoothSplit.create(shares, this.#options.splitOffset);
      splits.set(key, split);
      return {
        unavailable: branch.unavailable,
        timeoutMs: branch.timeoutMs ?? defaultTimeoutMs,
        targets: branch.targets.map(target => revisions.get(target.revision)!),
        split,
      };
    };
    const { graphs, called } = this.#graphs.adopt(snapshot);
    const liveRoute = (route: GatewayRoute): LiveRoute => {
      const byWeights = branchOf(route.id, route);
      const sticky = stickyOf(route);
      const shadow = liveShadow(route, this.#routes.get(route.id)?.live.shadow);
      const tagTraffic = (tag: string) =>
        this.#options.ledger.tag(routeTagKey(route.id, tag));
      return {
        id: route.id,
        hosts: [
          ...route.hosts,
          ...(route.split?.tags ?? []).flatMap(({ hosts }) => hosts),
        ],
        pathPrefix: route.pathPrefix,
        ...byWeights,
        sticky,
        shadow,
        tags: tagsOf<LiveBranch>(
          route,
          tag => ({
            ...branchOf(routeTagKey(route.id, tag.tag), tag),
            tagTraffic: tagTraffic(tag.tag),
            tag: tag.tag,
          }),
          name => ({
            ...byWeights,
            sticky,
            shadow,
            tagTraffic: tagTraffic(name),
            isDefault: true,
          }),
        ),
        explain:
          route.explain && branchOf(`${route.id}:explain`, route.explain),
        graph: graphs.get(route.id),
        headers: serviceHeaders(route),
        access: liveAccess(route),
        traffic: this.#options.ledger.route(route.id),
      };
    };
    const keptRoutes = new Map<string, KeptRoute>();
    const routes = snapshot.routes.map(route => {
      const live = this.#keepRoute(route, revisions) ?? liveRoute(route);
      keptRoutes.set(route.id, { described: route, live });
      splits.set(route.id, live.split);
      return live;
    });
    this.#routes = keptRoutes;
    this.#splits = splits;
    return {
      stamp: {},
      version: snapshot.version,
      epoch: snapshot.epoch,
      routes: RouteIndex.create(routes),
      revisions,
      called: new Map(
        routes.flatMap(route =>
          called.has(route.id) ? [[route.id, route]] : [],
        ),
      ),
    };
  }

  /** Sends what waits to be batched. */
  flushBatches(): void {
    for (const batcher of this.#batchers.values()) batcher.flush();
  }

  /** Closes idle connections and stops probing. */
  close(): void {
    for (const replica of this.#replicas.values()) replica.retire();
  }

  /** The route of the snapshot before, if nothing of it has changed. */
  #keepRoute(
    route: GatewayRoute,
    revisions: ReadonlyMap<string, LiveRevision>,
  ): LiveRoute | undefined {
    const kept = this.#routes.get(route.id);
    // What has several branches, or a graph, is made anew: it is rare, and has more that could have changed.
    if (!kept || route.split || route.explain || route.graph) return undefined;
    const isSame =
      kept.live.targets.every(target => revisions.get(target.key) === target) &&
      isSameJson(kept.described, route);
    return isSame ? kept.live : undefined;
  }

  /** The revision of the snapshot before, if nothing of it has changed; its replicas are in rotation again. */
  #keepRevision(
    key: string,
    described: GatewayRevision,
    into: Map<string, Replica>,
    kept: KeptRevision | undefined,
  ): LiveRevision | undefined {
    if (!kept || !isSameJson(kept.described, described)) return undefined;
    const { live, replicas } = kept;
    described.replicas.forEach(({ grpcPort }, i) => {
      replicas[i].restore(grpcPort);
      into.set(replicas[i].identity, replicas[i]);
    });
    if (live.slots) this.#slots.set(key, live.slots);
    if (live.batcher) this.#batchers.set(key, live.batcher);
    this.#revisions.set(key, kept);
    return live;
  }

  #adoptRevision(
    key: string,
    revision: GatewayRevision,
    into: Map<string, Replica>,
    before: {
      readonly slots: LeasedSlots | undefined;
      readonly batcher: RevisionBatcher | undefined;
    },
  ): LiveRevision {
    const replicas = revision.replicas.map(described => {
      const identity = `${key} ${described.id} ${described.host} ${described.port}`;
      const replica =
        this.#replicas.get(identity) ??
        new Replica(key, identity, described, this.#options);
      replica.restore(described.grpcPort);
      into.set(identity, replica);
      return replica;
    });
    let slots: LeasedSlots | undefined;
    if (revision.containerConcurrency) {
      slots = before.slots ?? new LeasedSlots(key, this.#options.lender);
      slots.adopt(replicas);
      this.#slots.set(key, slots);
    }
    let batcher: RevisionBatcher | undefined;
    const { batching } = revision;
    if (batching) {
      batcher = before.batcher ?? this.#options.createBatcher(key, batching);
      batcher.adopt(batching);
      this.#batchers.set(key, batcher);
    }
    const live: LiveRevision = {
      key,
      batcher,
      payloadLog: revision.payloadLog,
      openAiBase: revision.openAiBase,
      hold: revision.hold,
      queue: revision.queue,
      slots,
      limit: revision.containerConcurrency ?? 0,
      maxReplicas: revision.maxReplicas ?? 0,
      replicas,
      traffic: this.#options.ledger.revision(key),
      grpc: grpcLine(key, revision, replicas, slots),
    };
    this.#revisions.set(key, { described: revision, live, replicas });
    return live;
  }
}

/** What a snapshot said, and what was made of it. */
interface KeptRoute {
  readonly described: GatewayRoute;
  readonly live: LiveRoute;
}

/** The same of a revision; replicas in the order in which they are described. */
interface KeptRevision {
  readonly described: GatewayRevision;
  readonly live: LiveRevision;
  readonly replicas: readonly Replica[];
}

/** What the key of a revision's line for gRPC ends with; keys of revisions have no spaces. */
const grpcSuffix = ' grpc';

/** The line that has this key. */
export function lineOf(
  { revisions }: LiveSnapshot,
  key: string,
): Line | undefined {
  return key.endsWith(grpcSuffix)
    ? revisions.get(key.slice(0, -grpcSuffix.length))?.grpc
    : revisions.get(key);
}

function grpcLine(
  key: string,
  { hold, queue, replicas: described }: GatewayRevision,
  replicas: readonly Replica[],
  slots: LeasedSlots | undefined,
): GrpcLine {
  const isComing = described.some(replica => replica.awaitsGrpc);
  const mayCome = described.length === 0 || isComing;
  return {
    key: `${key}${grpcSuffix}`,
    hold: mayCome ? hold : undefined,
    queue,
    slots,
    limit: 0,
    maxReplicas: 0,
    replicas: replicas.filter(replica => replica.grpc),
    isComing,
  };
}

/** KServe's headers about the service behind a route, names and values in turn. */
function serviceHeaders({ service }: GatewayRoute): readonly string[] {
  return service
    ? [
        'KServe-Isvc-Name',
        service.name,
        'KServe-Isvc-Namespace',
        service.namespace,
      ]
    : [];
}
