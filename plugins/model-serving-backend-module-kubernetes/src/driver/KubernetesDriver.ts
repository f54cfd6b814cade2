import type { LoggerService } from '@backstage/backend-plugin-api';
import type { V1Deployment } from '@kubernetes/client-node';
import type {
  ClusterCapabilities,
  ClusterExamination,
  EventView,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  ClusterDriverContext,
  ClusterInventory,
  ClusterProblem,
  ClusterScale,
  ExposedService,
  GatewayAddress,
  LogQuery,
  RevisionSpec,
  ServiceInventory,
} from '@greenroom/backstage-plugin-model-serving-node';
import { KubeClient, resourceTypes } from '../client';
import {
  ExposureSettings,
  FIELD_MANAGER,
  MANAGED_BY,
  PodSettings,
  REVISION_LABEL,
  SERVICE_UID_LABEL,
} from '../objects';
import type { GatewayPods } from '../gateway';
import { revisionLogs } from '../logs';
import {
  lossesOf,
  Pulse,
  WatchHealth,
  WatchLosses,
  WatchScope,
} from '../watch';
import { discardService, readInventory } from './inventory';
import { LostRights } from './LostRights';
import { ProjectWatches } from './ProjectWatches';
import { callReplica } from './callReplica';
import { ReplicaInsight } from './ReplicaInsight';
import { isLastOfItsComponent } from './isLastOfItsComponent';
import { RevisionBook, RevisionIdentity } from './RevisionBook';
import { identityOf, revisionOf } from './revisionIdentity';
import { RevisionWriter } from './RevisionWriter';
import { writeFailure } from './writeFailure';
import { ServiceExposure } from './ServiceExposure';

/** What is ours, and belongs to a revision. */
const SELECTOR = `${MANAGED_BY}=${FIELD_MANAGER},${REVISION_LABEL}`;
/** What is ours, and belongs to a service. */
const OURS = `${MANAGED_BY}=${FIELD_MANAGER},${SERVICE_UID_LABEL}`;
/** A pod that no gateway gives up ends all the same. */
const DRAIN_LIMIT_MS = 10 * 60_000;

/** What a {@link KubernetesDriver} is made of. */
export interface KubernetesDriverOptions {
  readonly client: KubeClient;
  readonly pods: PodSettings;
  /** Where revisions are. */
  readonly scope: WatchScope;
  /** Projects of the configuration. */
  readonly namespaces: readonly string[];
  /** What must hold before anything is watched or written; throws with the reason and the way out. */
  readonly demand: () => Promise<void>;
  /** What must hold in a project. @throws NotAllowedError with what is missing and the way out */
  readonly demandIn: (namespace: string) => Promise<void>;
  readonly capabilities: (
    logger: LoggerService,
  ) => Promise<ClusterCapabilities>;
  /** Needs nothing that `demand` asks for. */
  readonly examine: () => Promise<ClusterExamination>;
  readonly runtimes: readonly ServingRuntime[];
  /** What lets requests from outside reach the gateway; absent: somebody else sees to that. */
  readonly exposure?: {
    readonly settings: ExposureSettings;
    /** What must hold in a project for that. @throws NotAllowedError with what is missing and the way out */
    readonly demandIn: (namespace: string) => Promise<void>;
  };
  readonly openGateways: (
    listener: WatchLosses,
  ) => Promise<Pick<GatewayPods, 'addresses' | 'close'>>;
  /** ms since epoch */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** [0, 1) */
  readonly random: () => number;
}

/**
 * A Kubernetes cluster that runs revisions as Deployments because we say so. The cluster keeps everything: this driver
 * holds nothing that it could lose, and takes over what runs by looking at it.
 */
export class KubernetesDriver implements ClusterDriver {
  readonly kind = 'native';
  /** Each project by itself: nothing but pods and Deployments may be listed in the whole cluster. */
  readonly inventory: ClusterInventory = {
    list: async () => {
      const { client, namespaces } = this.#options;
      const found = await readInventory(
        client,
        namespaces,
        namespace => this.#exposure?.typesIn(namespace) ?? [],
      );
      this.#restoreServices(found);
      return found;
    },
    discard: service => {
      const more = this.#exposure?.typesIn(service.namespace);
      return discardService(this.#options.client, service, more);
    },
  };
  readonly #options: KubernetesDriverOptions;
  readonly #health: WatchHealth;
  readonly #book: RevisionBook;
  #insight: ReplicaInsight | undefined;
  #context: ClusterDriverContext | undefined;
  #writer: RevisionWriter | undefined;
  #rights: LostRights | undefined;
  #gateways: Pick<GatewayPods, 'addresses' | 'close'> | undefined;
  #exposure: ServiceExposure | undefined;
  #open: { close(): Promise<void> }[] = [];

  private constructor(options: KubernetesDriverOptions) {
    this.#options = options;
    this.#health = new WatchHealth(options);
    this.#book = new RevisionBook({
      now: options.now,
      identify: revisionOf,
      seenAt: namespace => this.#health.seenAt(namespace),
      usageOf: (namespace, pod) => this.#insight?.usageOf(namespace, pod),
    });
  }

  static create(options: KubernetesDriverOptions): KubernetesDriver {
    return new KubernetesDriver(options);
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
    const { client, pods, now, demand, openGateways } = this.#options;
    const book = this.#book;
    this.#context = context;
    await demand();
    this.#gateways = await openGateways(this.#losses('gateways'));
    this.#open.push(this.#gateways);
    const watches = await ProjectWatches.start({
      ...this.#options,
      demand: this.#options.demandIn,
      labelSelector: SELECTOR,
      health: this.#health,
      losses: plural => this.#losses(plural),
      deployments: {
        onChange: deployment => this.#deploymentChanged(deployment),
        onGone: deployment => book.deploymentGone(deployment),
      },
      pods: {
        onChange: pod => book.podChanged(pod),
        onGone: pod => book.podGone(pod),
      },
    });
    this.#open.push(watches);
    this.#rights = new LostRights({
      ...this.#options,
      demand: this.#options.demandIn,
      health: this.#health,
    });
    this.#open.push(this.#rights);
    this.#insight = ReplicaInsight.start({
      ...this.#options,
      labelSelector: SELECTOR,
      hasPods: () => book.hasPods,
      onHidden: (error, namespace) =>
        context.logger.info(
          `Events of the cluster '${context.cluster}'${within(
            namespace,
          )} are not shown: ${error.message}`,
        ),
    });
    this.#open.push(this.#insight);
    const { onLost, onFound } = this.#losses('anything');
    this.#open.push(
      Pulse.start({
        ...this.#options,
        onLost: error => onLost(error, undefined),
        onFound: () => onFound(undefined),
      }),
    );
    const portal = await context.portal?.();
    await this.#startExposure(portal);
    this.#writer = new RevisionWriter({
      client,
      ...(portal ? { portal } : {}),
      settings: pods,
      now,
      drainLimitMs: DRAIN_LIMIT_MS,
      credentials: async ({ service, model }) => {
        const { values } = await context.credentials({
          ...service,
          name: model?.connection ?? '',
        });
        return values;
      },
      componentKey: async ({ service }) => context.componentKey?.(service),
      known: key => {
        const deployment = book.deployment(key);
        return { ...(deployment ? { deployment } : {}), pods: book.pods(key) };
      },
      tookDeployment: deployment => watches.tookDeployment(deployment),
      tookPod: pod => watches.tookPod(pod),
      onEdited: (key, by) =>
        context.logger.warn(
          `The Deployment ${key} of the cluster '${
            context.cluster
          }' was changed there${
            by.length > 0 ? ` by ${by.join(', ')}` : ''
          }, and is written again as the portal has it: change deployments in the portal`,
        ),
    });
  }

  /** What somebody else changes need not be seen in any replica. */
  #deploymentChanged(deployment: V1Deployment): void {
    this.#book.deploymentChanged(deployment);
    const revision = revisionOf(deployment);
    if (revision && this.#writer?.isEdited(revision.key)) this.#touch(revision);
  }

  /** Services are not watched: one that somebody deleted is missed when all is looked at. */
  #restoreServices(found: readonly ServiceInventory[]): void {
    const services = new Set(
      found.flatMap(({ namespace, objects }) =>
        objects
          .filter(({ kind }) => kind === 'Service')
          .map(({ name }) => `${namespace}/${name}`),
      ),
    );
    for (const { key } of this.#book.facts()) {
      const deployment = this.#book.deployment(key);
      const name = deployment && serviceNameOf(deployment);
      const revision = deployment && revisionOf(deployment);
      if (!revision || !name) continue;
      const [namespace] = key.split('/');
      if (services.has(`${namespace}/${name}`)) continue;
      this.#writer?.missed(key);
      this.#touch(revision);
    }
  }

  #touch({ service }: RevisionIdentity): void {
    const [namespace, name] = service.split('/');
    this.#book.touched({ namespace, name });
  }

  async #startExposure(portal: string | undefined): Promise<void> {
    const { exposure } = this.#options;
    if (!exposure) return;
    const { settings, demandIn } = exposure;
    const book = this.#book;
    // That requests are not let in is a matter of the deployment; its replicas are seen all the same
    const health = new WatchHealth(this.#options);
    this.#exposure = await ServiceExposure.start({
      ...this.#options,
      settings,
      demand: demandIn,
      ...(portal ? { portal } : {}),
      labelSelector: OURS,
      ...this.#losses(resourceTypes[settings.kind].plural, health),
      onChange: service => book.touched(service),
      onJoin: namespace => book.touchedIn(namespace),
    });
    this.#open.push(this.#exposure, { close: async () => health.close() });
  }

  /** The replicas are the cluster's: they go on, whatever becomes of this process. */
  async shutdown(): Promise<void> {
    await this.#close();
    this.#health.close();
    this.#options.client.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(one => one.close()));
  }

  async describe(): Promise<ClusterCapabilities> {
    const { logger } = this.#started(this.#context);
    return {
      ...(await this.#options.capabilities(logger)),
      ...this.#insight?.capabilities,
    };
  }

  examine(): Promise<ClusterExamination> {
    return this.#options.examine();
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return this.#options.runtimes;
  }

  async runtimeProblem(runtime: ServingRuntime): Promise<string | undefined> {
    const without = runtime.spec.containers.find(({ image }) => !image);
    return without
      ? `its container '${without.name}' names no image, which a cluster needs`
      : undefined;
  }

  async apply(
    revision: RevisionSpec,
    replicas: number,
    scale?: ClusterScale,
  ): Promise<void> {
    const { key } = revision;
    this.#book.owns(key, revision.serviceUid);
    try {
      await this.#started(this.#writer).apply(revision, replicas, scale);
      this.#book.wrote(identityOf(key), undefined);
    } catch (error) {
      const { namespace } = revision.service;
      if (await this.#rights?.explain(error, namespace)) throw error;
      const failure = writeFailure(error, namespace);
      if (!failure) throw error;
      const at = new Date(this.#options.now()).toISOString();
      this.#book.wrote(identityOf(key), { ...failure, at });
    }
  }

  async drained(key: string, replicaId: string): Promise<void> {
    const writer = this.#started(this.#writer);
    const isKnown = this.#book
      .pods(key)
      .some(({ metadata }) => metadata?.name === replicaId);
    if (!isKnown) return;
    await writer.drained(key, replicaId);
    await writer.settle(key);
  }

  async remove(key: string, serviceUid?: string): Promise<void> {
    if (serviceUid) this.#book.owns(key, serviceUid);
    const deployment = this.#book.deployment(key);
    await this.#started(this.#writer).remove(key, {
      ...(serviceUid ? { serviceUid } : {}),
      ...(deployment && isLastOfItsComponent(this.#book, key, deployment)
        ? { service: serviceNameOf(deployment) }
        : {}),
    });
    this.#book.wrote(identityOf(key), undefined);
  }

  async expose(exposed: ExposedService) {
    return this.#exposure?.expose(exposed);
  }

  facts(
    service?: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    return this.#book.facts(service);
  }

  problem(namespace: string): ClusterProblem | undefined {
    return this.#health.problem(namespace);
  }

  observeProblems(onChange: () => void): () => void {
    return this.#health.observe(onChange);
  }

  observe(onChange: (key: string) => void): () => void {
    return this.#book.observe(onChange);
  }

  async events(
    { namespace, name }: Pick<ResourceRef, 'namespace' | 'name'>,
    limit: number,
  ): Promise<readonly EventView[]> {
    const facts = this.facts({ namespace, name });
    return this.#insight?.events(namespace, facts, limit) ?? [];
  }

  logs(query: LogQuery): AsyncIterable<LogLine> {
    return revisionLogs(
      this.#options.client,
      key => this.#book.pods(key),
      query,
    );
  }

  async request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response> {
    return callReplica(this.#options.client, this.#book.pods(key), {
      key,
      replicaId,
      path,
      ...(signal ? { signal } : {}),
    });
  }

  async gateways(): Promise<readonly GatewayAddress[]> {
    return this.#started(this.#gateways).addresses();
  }

  #started<T>(part: T | undefined): T {
    if (!part) throw new Error('the driver has not started');
    return part;
  }

  #losses(what: string, health = this.#health): WatchLosses {
    return lossesOf(what, { ...this.#started(this.#context), health });
  }
}

function within(namespace: string | undefined): string {
  return namespace ? ` in the namespace '${namespace}'` : '';
}

/** Name of the Service of a Deployment's component. */
function serviceNameOf({ metadata }: V1Deployment): string | undefined {
  return metadata?.labels?.app?.replace(/^isvc\./, '');
}
