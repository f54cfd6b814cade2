import { randomBytes } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  parseResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  GatewayAddressRules,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  Autoscaler,
  AutoscalerSettings,
  defaultAutoscalerSettings,
  AnyScaleRecord,
  ScaleRecorder,
} from '../autoscale';
import type { ConfiguredClusters } from '../clusters';
import {
  DeploymentObserver,
  MetricsRecorder,
  TokenUseRecorder,
} from '../observe';
import type { SampledService } from '../observe';
import { Orphans, OrphanWatch } from '../orphans';
import { CanaryWatch, SplitRecorder } from '../rollout';
import { defaultGraphs, GraphDefaults, GraphRoutes } from '../graph';
import { RuntimesInReach } from '../runtimes';
import { LeaseLostError } from '../store';
import type { Stores } from '../store/types';
import { ControlTelemetry, observeQueue } from '../telemetry';
import { Clock } from '../time';
import { GatewayKeys } from '../tokens';
import { ClusterControl } from './ClusterControl';
import { DeploymentController } from './DeploymentController';
import { managedControls } from './managedControls';
import type { ManagedControl } from './ManagedControl';
import { ManagedDeployments } from './ManagedDeployments';
import { Term } from './Leadership';
import { deploymentRefs } from './deploymentRefs';
import { ResourceChanges } from './ResourceChanges';
import { Next, WorkQueue } from './WorkQueue';

/** Options of {@link ControlLoops}. */
export interface ControlLoopsOptions {
  readonly stores: Stores;
  readonly clusters: ConfiguredClusters;
  readonly notifications: NotificationService;
  /** Catalog entity of a deployment. */
  readonly entityRef: (ref: ResourceRef) => string;
  /** Settings of scaling by requests. Default: Knative's. */
  readonly autoscaler?: AutoscalerSettings;
  /** What graphs are that say nothing themselves. Default: ours, no headers. */
  readonly graphs?: GraphDefaults;
  /** Where gateways may send payloads. Default: to public addresses only. */
  readonly addressRules?: GatewayAddressRules;
  readonly term: Term;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: LoggerService;
}

/** Deployments in work at the same time: enough to keep the drivers busy, few enough for SQLite's one writer. */
const CONCURRENCY = 8;
const RETRY = { baseMs: 200, maxMs: 60_000 };
/** After so many failed first passes the others' routes no longer wait for a deployment. */
const FIRST_PASS_TRIES = 5;
/** Decisions of whoever acted before: the longest window, and the time between two that are kept. */
const INHERITED_MS = 3_660_000;

/** Everything that acts, for the length of one term: queue, controller, clusters, gateways, metrics. */
export class ControlLoops {
  /** What other processes say of changes. */
  readonly changes: ResourceChanges;
  readonly #options: ControlLoopsOptions;
  /** Those whose replicas we run. */
  readonly #clusters = new Map<string, ClusterControl>();
  /** Those that reconcile by themselves. */
  readonly #managed: ReadonlyMap<string, ManagedControl>;
  readonly #queue: WorkQueue;
  readonly #controller: DeploymentController;
  readonly #observer: DeploymentObserver;
  readonly #recorder: MetricsRecorder;
  readonly #tokenUse: TokenUseRecorder;
  readonly #autoscaler: Autoscaler;
  readonly #canaries: CanaryWatch;
  readonly #splitRecorder: SplitRecorder;
  readonly #scaleRecorder: ScaleRecorder;
  readonly #graphs: GraphRoutes;
  readonly #orphans: OrphanWatch;
  readonly #telemetry: ControlTelemetry;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(options: ControlLoopsOptions) {
    const { stores, clusters, term, clock, random, logger } = options;
    this.#options = options;
    this.#telemetry = new ControlTelemetry(clock);
    const mayAct = () => term.isHeld();
    this.#recorder = new MetricsRecorder({
      samples: stores.samples,
      clock,
      logger,
      mayAct,
      services: cluster => this.#sampled(cluster),
      tokens: cluster => this.#clusters.get(cluster)?.tokens() ?? [],
    });
    this.#graphs = new GraphRoutes({
      resources: stores.resources,
      settings: async cluster =>
        clusters.has(cluster) ? clusters.settings(cluster) : undefined,
      defaults: options.graphs ?? defaultGraphs,
      gateways: cluster => this.#clusters.get(cluster)?.link.knowledge() ?? {},
      onChange: cluster => this.#clusters.get(cluster)?.link.markDirty(),
      clock,
      logger,
    });
    this.#orphans = new OrphanWatch({
      orphans: new Orphans({ stores, clusters }),
      logger,
      clock,
    });
    this.#scaleRecorder = new ScaleRecorder({
      append: decisions => stores.scaleDecisions.append(decisions),
      mayAct,
      clock,
      logger,
    });
    this.#tokenUse = new TokenUseRecorder({
      tokens: stores.tokens,
      clock,
      logger,
      mayAct,
    });
    this.#autoscaler = new Autoscaler({
      recorder: this.#scaleRecorder,
      cluster: name => this.#cluster(name),
      onChange: ref => this.add(ref),
      mayAct,
      clock,
      logger,
    });
    this.#canaries = new CanaryWatch({
      onTrip: ref => this.add(ref),
      mayAct,
      clock,
      logger,
    });
    this.#splitRecorder = new SplitRecorder({
      observations: () => this.#canaries.observations(),
      write: writes => stores.splits.write(writes),
      mayAct,
      clock,
      logger,
    });
    this.#observer = new DeploymentObserver({
      ...options,
      events: stores.events,
      driver: cluster => clusters.get(cluster).driver,
      enqueue: ref => this.add(ref),
    });
    this.changes = new ResourceChanges({
      resources: stores.resources,
      graphs: this.#graphs,
      observer: this.#observer,
      enqueue: ref => this.add(ref),
      logger,
    });
    const runtimes = new RuntimesInReach({
      clusters,
      resources: stores.resources,
    });
    this.#controller = new DeploymentController({
      stores,
      clusters,
      clock,
      logger,
      mayAct,
      watcher: this.#observer,
      runtimes,
      clusterProblem: (cluster, namespace) =>
        clusters.problem(cluster, namespace),
      scale: (service, revisions) => this.#autoscaler.scale(service, revisions),
      ceiling: (cluster, key) => this.#autoscaler.ceiling(cluster, key),
      autoscaler: options.autoscaler ?? defaultAutoscalerSettings,
      watchSplits: (service, splits) => this.#canaries.watch(service, splits),
      routes: cluster => this.#cluster(cluster).routes,
      gateways: cluster => this.#cluster(cluster).link.knowledge(),
    });
    this.#queue = new WorkQueue({
      concurrency: CONCURRENCY,
      lane: key => parseResourceRef(key).cluster,
      backoff: RETRY,
      clock,
      random,
      process: (key, signal) => this.#pass(key, signal),
      onError: (key, error, attempt) => this.#failed(key, error, attempt),
    });
    this.#managed = managedControls({
      ...options,
      mayAct,
      signal: term.signal,
      deployments: new ManagedDeployments({
        ...options,
        runtimes,
        watcher: this.#observer,
      }),
    });
    for (const { name } of clusters.all) {
      if (this.#managed.has(name)) continue;
      this.#clusters.set(
        name,
        new ClusterControl({
          cluster: clusters.native(name),
          counters: stores.counters,
          tokens: stores.tokens,
          keyHashes: () => GatewayKeys.hashes(stores.secrets, randomBytes),
          mayAct,
          addressRules: options.addressRules,
          term,
          clock,
          random,
          logger,
          listRefs: () => deploymentRefs(stores.resources, name),
          graphs: () => this.#graphs.intents(name),
          graphAccess: id => this.#graphs.access(name, id),
          onGraphsLive: ids => this.#graphs.routesLive(name, ids),
          enqueue: ref => this.add(ref),
          onGatewayEvent: (...event) => {
            this.#recorder.onGatewayEvent(...event);
            this.#tokenUse.onGatewayEvent(...event);
            this.#autoscaler.onGatewayEvent(...event);
            this.#canaries.onGatewayEvent(...event);
          },
        }),
      );
    }
  }

  /** Begins to act. A cluster whose driver does not run yet joins when it does. */
  async start(): Promise<void> {
    const { stores, clusters, clock, logger } = this.#options;
    this.#unsubscribe.push(
      stores.resources.subscribe(change => this.changes.written(change)),
    );
    this.#unsubscribe.push(
      observeQueue(() =>
        [...this.#managed.values()].reduce(
          (sum, { depth }) => sum + depth,
          this.#queue.depth,
        ),
      ),
    );
    // Before the first snapshot: a graph that ran goes on
    await this.#graphs.resync();
    const kept = await stores.splits.list();
    this.#canaries.restore(kept);
    this.#splitRecorder.start(kept);
    this.#autoscaler.restore(
      await stores.scaleDecisions.newest(clock.now() - INHERITED_MS),
    );
    this.#recorder.start();
    this.#tokenUse.start();
    this.#autoscaler.start();
    this.#queue.start();
    for (const [name, control] of [...this.#managed, ...this.#clusters]) {
      this.#recorder.watch(name);
      this.#unsubscribe.push(
        clusters.get(name).onRunning(() => {
          // Its graphs could not be looked at until now
          const taken = this.#graphs.resync().then(() => control.start());
          taken.catch(error => {
            logger.error(`Cluster '${name}' could not be taken over`, error);
          });
          void this.#orphans.look(name);
        }),
      );
      await control.start();
    }
    await this.resync();
  }

  /** Acts no more; resolves when nothing is in flight. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#observer.stop();
    this.#autoscaler.stop();
    await this.#queue.stop();
    await this.#recorder.stop();
    await this.#scaleRecorder.stop();
    await this.#splitRecorder.stop();
    await this.#tokenUse.stop();
    await Promise.all(
      [...this.#managed.values(), ...this.#clusters.values()].map(control =>
        control.stop(),
      ),
    );
  }

  /** A deployment wants a pass. */
  add(ref: ResourceRef): void {
    const managed = this.#managed.get(ref.cluster);
    if (managed) managed.add(ref);
    else this.#queue.add(stringifyResourceRef(ref));
  }

  /** The last decisions about a revision's replicas, oldest first; `fixed`: its requests do not scale it. */
  scaling(cluster: string, key: string): readonly AnyScaleRecord[] | 'fixed' {
    return this.#autoscaler.records(cluster, key) ?? 'fixed';
  }

  /** Every deployment gets a pass: heals what events missed. */
  async resync(): Promise<void> {
    await this.#graphs.resync();
    for (const control of this.#managed.values()) await control.resync();
    const { resources } = this.#options.stores;
    for (const ref of await deploymentRefs(resources)) this.add(ref);
    // A cluster that takes its time keeps nobody waiting
    for (const name of this.#clusters.keys()) void this.#orphans.look(name);
  }

  *#sampled(cluster: string): Generator<SampledService> {
    const control = this.#clusters.get(cluster) ?? this.#managed.get(cluster);
    yield* control?.services() ?? [];
    // Where no gateway of ours is in front of them, nobody counts what passes through graphs
    if (this.#options.clusters.ungated(cluster) === undefined)
      yield* this.#graphs.sampled(cluster);
  }

  #cluster(name: string): ClusterControl {
    // Throws for a cluster that is not configured, with the names of those that are.
    const control = this.#clusters.get(this.#options.clusters.get(name).name);
    if (!control) throw new Error(`cluster '${name}' is not controlled`);
    return control;
  }

  async #pass(key: string, signal: AbortSignal): Promise<Next> {
    const ref = parseResourceRef(key);
    return this.#telemetry.pass(ref, () =>
      this.#controller.reconcile(
        ref,
        AbortSignal.any([signal, this.#options.term.signal]),
      ),
    );
  }

  #failed(key: string, error: unknown, attempt: number): void {
    // The next holder of the lease goes on; for this process it is over.
    if (error instanceof LeaseLostError) return;
    const { logger } = this.#options;
    const { cluster, namespace, name } = parseResourceRef(key);
    logger.warn(
      `${key} could not be brought to its wanted state (try ${attempt}); it is tried again`,
      error as Error,
    );
    if (attempt >= FIRST_PASS_TRIES) {
      this.#clusters.get(cluster)?.routes.settle(`${namespace}/${name}`);
    }
  }
}
