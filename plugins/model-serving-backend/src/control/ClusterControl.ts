import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  GatewayAddressRules,
  GatewayEvent,
  GatewayToken,
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import { UsageReplica, usageReplicas } from '../autoscale';
import type { RunningCluster } from '../clusters';
import type { SampledService } from '../observe';
import {
  AccessTable,
  compileSnapshot,
  GatewayLink,
  GraphIntent,
  routableReplicas,
  RouteTable,
  withAccess,
} from '../routing';
import type { CounterStore, TokenStore } from '../store/types';
import { Clock } from '../time';
import type { KeyHashes } from '../tokens';
import { serviceOfRevisionKey } from '../reconcile';
import { Term } from './Leadership';

/** Options of a {@link ClusterControl}. */
export interface ClusterControlOptions {
  readonly cluster: RunningCluster<ClusterDriver>;
  readonly counters: CounterStore;
  readonly tokens: Pick<TokenStore, 'active' | 'version'>;
  /** By which gateways know the portal, and components of a service. */
  readonly keyHashes: () => Promise<KeyHashes>;
  readonly mayAct: () => boolean;
  /** Where gateways may send payloads; absent: to public addresses only. */
  readonly addressRules?: GatewayAddressRules;
  readonly term: Pick<Term, 'fencing' | 'signal'>;
  /** All deployments that are stored for the cluster. */
  readonly listRefs: () => Promise<readonly ResourceRef[]>;
  /** What the route of a graph asks of its callers. */
  readonly graphAccess: (id: string) => GraphIntent['access'];
  /** Routes of the cluster's graphs. */
  readonly graphs: () => Iterable<GraphIntent>;
  /** The gateways answer differently for these routes; those of graphs are among them. */
  readonly onGraphsLive: (routeIds: ReadonlySet<string>) => void;
  /** A deployment wants a pass. */
  readonly enqueue: (ref: ResourceRef) => void;
  readonly onGatewayEvent: (
    cluster: string,
    gateway: string,
    event: GatewayEvent,
  ) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** Control of one cluster for the length of a term: its routes, its gateways, and what its driver tells. */
export class ClusterControl {
  readonly routes: RouteTable;
  readonly link: GatewayLink;
  readonly #options: ClusterControlOptions;
  readonly #unobserve: (() => void)[] = [];
  #access: AccessTable | undefined;
  #started = false;
  #isStopped = false;

  constructor(options: ClusterControlOptions) {
    const { cluster } = options;
    this.#options = options;
    this.routes = new RouteTable({
      onChange: () => this.link.markDirty(),
      onComplete: () => this.link.open(),
    });
    this.link = new GatewayLink({
      ...options,
      cluster: cluster.name,
      driver: cluster,
      compile: () => {
        const facts = factsByKey(cluster);
        const { addressRules } = options;
        const content = compileSnapshot(
          this.routes.values(),
          key => facts.get(key),
          options.graphs(),
        );
        return withAccess(
          { ...content, ...(addressRules ? { addressRules } : {}) },
          id =>
            isGraphRoute(id)
              ? options.graphAccess(id)
              : this.routes.get(id)?.access,
          this.#demandAccess(),
        );
      },
      onLive: ids => {
        for (const id of ids) if (!isGraphRoute(id)) this.#enqueue(id);
        options.onGraphsLive(ids);
      },
      onEvent: (gateway, event) => this.#onEvent(gateway, event),
    });
  }

  /** Begins, once the driver runs. Every deployment gets its first pass; routes are pushed when all had it. */
  async start(): Promise<void> {
    if (this.#started || this.#isStopped || this.#options.cluster.problem)
      return;
    this.#started = true;
    const { cluster, enqueue, listRefs } = this.#options;
    await this.#beginTerm();
    // Before the first snapshot: one without tokens would turn callers away.
    const access = await this.#readAccess();
    // The term may have ended meanwhile; what begins now, nobody would end.
    if (this.#isStopped) {
      await access.stop();
      return;
    }
    this.#access = access;
    this.#unobserve.push(
      cluster.driver.observe(key => {
        // Readiness reaches the gateways at once; what follows from it, with the pass.
        this.link.markDirty();
        this.#enqueueOwner(key);
      }),
      cluster.observeProblems(() => void this.#lookAtAll()),
    );
    this.link.start();
    const refs = await listRefs();
    this.routes.expect(refs.map(ref => `${ref.namespace}/${ref.name}`));
    for (const ref of refs) enqueue(ref);
    // What runs of services that are not stored any more.
    for (const { key } of cluster.driver.facts()) this.#enqueueOwner(key);
  }

  /** What is not seen any more, or seen again, people are told at once. */
  async #lookAtAll(): Promise<void> {
    const { enqueue, listRefs, logger } = this.#options;
    try {
      for (const ref of await listRefs()) enqueue(ref);
    } catch (error) {
      logger.warn(
        'Deployments are looked at with the next resync',
        error as Error,
      );
    }
  }

  async #beginTerm(): Promise<void> {
    const { cluster, counters, term } = this.#options;
    const { fencing, signal } = term;
    const epoch = await counters.epoch();
    await cluster.driver.beginTerm?.({ epoch, fencing, signal });
  }

  async #readAccess(): Promise<AccessTable> {
    const { cluster, keyHashes } = this.#options;
    const hashes = await keyHashes();
    return AccessTable.create({
      ...this.#options,
      cluster: cluster.name,
      keyHash: (holder, service) =>
        hashes(holder, { ...service, cluster: cluster.name }),
      onChange: () => this.link.markDirty(),
    });
  }

  #demandAccess(): AccessTable {
    if (!this.#access) throw new Error('tokens have not been read yet');
    return this.#access;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const unobserve of this.#unobserve.splice(0)) unobserve();
    await this.#access?.stop();
    await this.link.stop();
  }

  /** Replicas of a revision that may be given requests. */
  ready(key: string): number {
    return routableReplicas(this.#factsOf(key)).length;
  }

  /** What the replicas of a revision use. */
  usage(key: string): readonly UsageReplica[] {
    return usageReplicas(this.#factsOf(key)?.replicas ?? []);
  }

  /** Whether every gateway confirmed to hold requests of a revision while it has no replica. */
  isHeld(key: string): boolean {
    const { confirmed } = this.link.knowledge();
    return (
      confirmed?.every(({ revisions }) => revisions[key]?.hold !== undefined) ??
      false
    );
  }

  /** The tokens of its callers. */
  tokens(): readonly GatewayToken[] {
    return Object.values(this.#access?.tokens ?? {});
  }

  /** All routed services with what runs of them. */
  *services(): Generator<SampledService> {
    const revisions = new Map<string, RevisionFacts[]>();
    for (const facts of this.#options.cluster.driver.facts()) {
      const owner = serviceOfRevisionKey(facts.key);
      if (!owner) continue;
      const id = `${owner.namespace}/${owner.name}`;
      revisions.set(id, [...(revisions.get(id) ?? []), facts]);
    }
    for (const { id, serviceUid } of this.routes.values()) {
      yield {
        uid: serviceUid,
        routeId: id,
        revisions: revisions.get(id) ?? [],
      };
    }
  }

  #factsOf(key: string): RevisionFacts | undefined {
    const { driver } = this.#options.cluster;
    return driver
      .facts(serviceOfRevisionKey(key))
      .find(known => known.key === key);
  }

  #onEvent(gateway: string, event: GatewayEvent): void {
    this.#options.onGatewayEvent(this.#options.cluster.name, gateway, event);
    if (event.type === 'activate' || event.type === 'replica-dead') {
      this.#enqueueOwner(event.revision);
    }
  }

  #enqueueOwner(revisionKey: string): void {
    const owner = serviceOfRevisionKey(revisionKey);
    if (owner) this.#enqueue(`${owner.namespace}/${owner.name}`);
  }

  #enqueue(routeId: string): void {
    const [namespace, name] = routeId.split('/');
    this.#options.enqueue({
      cluster: this.#options.cluster.name,
      namespace,
      name,
    });
  }
}

/** Routes of graphs wait for nothing: no deployment is behind them. */
function isGraphRoute(id: string): boolean {
  return id.includes(':');
}

function factsByKey(
  cluster: RunningCluster<ClusterDriver>,
): Map<string, RevisionFacts> {
  return new Map(cluster.driver.facts().map(facts => [facts.key, facts]));
}
