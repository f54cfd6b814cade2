import type {
  ClusterSettings,
  ComponentExtension,
  ComponentName,
  ComponentStatus,
  GuardLimits,
  GuardTrip,
  ResourceRef,
  RevisionFacts,
  RolloutRecord,
  StickyKey,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  accessOf,
  annotations,
  canaryPercentOf,
  componentNameOf,
  hostNameOf,
  isReachable,
  isStopped,
  pathPrefixOf,
  readStickyKey,
  shadowOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from '@backstage/errors';
import {
  AutoscalerSettings,
  Ceiling,
  ComponentScale,
  replicaRequests,
  ScaledRevision,
  ScaledService,
  scaleSpecOf,
  UsageScale,
  usageScaleOf,
} from '../autoscale';
import type { Cluster, Clusters } from '../clusters';
import { accessIntent, type GatewayKnowledge } from '../routing';
import type { SplitService, WatchedSplit } from '../rollout';
import type { RuntimesInReach } from '../runtimes';
import type { StoredResource, StoredRevision, Stores } from '../store/types';
import { Clock } from '../time';
import { rolloutDurationIn } from './rolloutDurationIn';
import { guardLimitsOf, watchedSplits, withTrips } from './watchedSplits';
import {
  CanaryWorld,
  COMPONENTS,
  ComponentWorld,
  payloadHandling,
  PlanWorld,
  Resolution,
  serviceOfRevisionKey,
  SpecResolver,
  Splitting,
  wantedReplicas,
} from '../reconcile';
import { isServing } from '../rollout';

/** Options of a {@link WorldObserver}. */
export interface WorldObserverOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'native' | 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  /** What is known of a cluster's gateways. */
  readonly gateways: (cluster: string) => GatewayKnowledge;
  /** How many replicas revisions should have by their requests or usage: see `Autoscaler.scale`. */
  readonly scale: (
    service: ScaledService,
    revisions: readonly ScaledRevision[],
  ) => ReadonlyMap<string, number>;
  /** How the maximum of a revision holds requests up: see `Autoscaler.ceiling`. */
  readonly ceiling: (cluster: string, key: string) => Ceiling | undefined;
  readonly autoscaler: AutoscalerSettings;
  /** Canaries among these splits that lose their traffic, by revision: see `CanaryWatch.watch`. */
  readonly watchSplits: (
    service: SplitService,
    splits: readonly WatchedSplit[],
  ) => ReadonlyMap<string, GuardTrip>;
  readonly clock: Clock;
}

/** What was read for one pass. */
export interface Observation {
  readonly world: PlanWorld;
  readonly stored: StoredResource<'InferenceService'>;
  readonly settings: ClusterSettings;
}

/** Reads everything that a pass over a deployment needs, once. */
export class WorldObserver {
  readonly #options: WorldObserverOptions;
  readonly #specs: SpecResolver;

  constructor(options: WorldObserverOptions) {
    this.#options = options;
    this.#specs = new SpecResolver(options);
  }

  /** Everything about a stored deployment. */
  async observe(
    stored: StoredResource<'InferenceService'>,
  ): Promise<Observation> {
    const { stores, clusters, gateways, clock } = this.#options;
    const { ref } = stored;
    const { driver } = clusters.native(ref.cluster);
    const revisions = await stores.revisions.list(stored.uid);
    const service = stored.object;
    const {
      settings,
      components: resolutions,
      canaries,
    } = await this.#specs.resolve(stored, service, revisions);
    const createdBy = stored.owner;
    const isDeleting = stored.deletionRequestedAt !== undefined;
    const facts = factsOfService(driver, ref, stored.uid);
    const limits = guardLimitsOf(service);
    const components = this.#guarded(
      stored,
      limits,
      isDeleting || isStopped(service),
      this.#scaled(
        stored,
        componentsOf({
          stored,
          settings,
          revisions,
          resolutions,
          named: canariesIn(canaries, settings),
          scaleOf: component =>
            isDeleting || isStopped(service)
              ? undefined
              : usageScaleOf({ service, component, cluster: settings }) ??
                scaleSpecOf({
                  service,
                  component,
                  settings: this.#options.autoscaler,
                  cluster: settings,
                }),
        }),
        facts,
        settings.defaultResources.requests ?? {},
      ),
    );
    // Facts and gateways last, and together: what they say must not be older than what is decided from them.
    return {
      stored,
      settings,
      world: {
        ref,
        uid: stored.uid,
        service,
        ...(createdBy ? { createdBy } : {}),
        isDeleting,
        components,
        wasReady: service.status?.address !== undefined,
        facts,
        route: routeOf(stored, settings),
        splitting: splittingOf(stored, settings),
        gateways: gateways(ref.cluster),
        now: clock.now(),
      },
    };
  }

  /** Asks whether canaries are worse than what they are beside. */
  #guarded(
    service: SplitService,
    limits: GuardLimits | undefined,
    isEnding: boolean,
    components: readonly ComponentWorld[],
  ): ComponentWorld[] {
    const splits = isEnding
      ? []
      : components.flatMap(component => watchedSplits(component, limits));
    const trips = this.#options.watchSplits(service, splits);
    return components.map(component => withTrips(component, trips));
  }

  /** Asks how many replicas requests or usage call for, of the revisions that have them. */
  #scaled(
    service: ScaledService,
    components: readonly UnscaledComponent[],
    facts: ReadonlyMap<string, RevisionFacts>,
    defaults: DefaultRequests,
  ): ComponentWorld[] {
    const revisions = components.flatMap(({ scale, ...world }) =>
      scale ? scaledRevisions(world, scale, facts, defaults) : [],
    );
    const replicas = this.#options.scale(service, revisions);
    return components.map(({ scale, ...world }) => ({
      ...world,
      ...(scale
        ? {
            scaled: new Map(
              [...replicas].filter(([key]) =>
                world.revisions.some(({ spec }) => spec.key === key),
              ),
            ),
            ceilings: new Map(
              world.revisions.flatMap(({ spec: { key } }) => {
                const ceiling = this.#options.ceiling(service.ref.cluster, key);
                return ceiling ? [[key, ceiling] as const] : [];
              }),
            ),
          }
        : {}),
    }));
  }
}

/** The components of the spec, and those that have revisions from before. */
function componentsOf(options: {
  readonly stored: StoredResource<'InferenceService'>;
  readonly settings: ClusterSettings;
  readonly revisions: readonly StoredRevision[];
  readonly resolutions: ReadonlyMap<ComponentName, Resolution>;
  /** Canaries that the spec names. */
  readonly named: readonly CanaryWorld[];
  readonly scaleOf: (
    component: ComponentExtension,
  ) => ComponentScale | UsageScale | undefined;
}): UnscaledComponent[] {
  const { stored, settings, revisions, resolutions, named, scaleOf } = options;
  const { spec, status } = stored.object;
  const rolloutDurationMs = rolloutDurationIn(stored.object);
  const seen = stored.observed?.revisions ?? [];
  return COMPONENTS.flatMap(component => {
    const own = spec[component];
    const kept = revisions.filter(known => known.component === component);
    if (!own && kept.length === 0) return [];
    const had = seen.filter(({ name }) =>
      kept.some(({ spec: { name: known } }) => known === name),
    );
    const served = had.find(isServing);
    const canariesBefore = had.filter(({ isCanary }) => isCanary);
    const canaries = component === 'predictor' ? named : [];
    const known = status?.components?.[component];
    const latestReady = known?.latestReadyRevision;
    const rollout =
      stored.observed?.rollouts?.[component] ?? (known && rolloutIn(known));
    const canaryPercent = canaryPercentOf(stored.object, component);
    const { timeout, containerConcurrency } = own ?? {};
    const resolution = resolutions.get(component);
    const scale = own && scaleOf(own);
    return {
      ...(scale ? { scale } : {}),
      component,
      ...(resolution ? { resolution } : {}),
      revisions: kept,
      ...(served ? { servingBefore: served.name } : {}),
      ...(canariesBefore.length > 0 ? { canariesBefore } : {}),
      ...(canaries.length > 0 ? { canaries } : {}),
      ...(canaryPercent === undefined ? {} : { canaryPercent }),
      ...(rollout ? { rollout } : {}),
      ...(rolloutDurationMs > 0 ? { rolloutDurationMs } : {}),
      ...(latestReady ? { latestReady } : {}),
      wantedReplicas: scale
        ? Math.max(1, scale.minScale, initialScaleOf(scale))
        : wantedReplicas({
            component: own ?? {},
            clusterMaximum: settings.maxReplicas,
          }),
      limits: {
        ...(timeout ? { timeoutMs: timeout * 1000 } : {}),
        ...(containerConcurrency ? { containerConcurrency } : {}),
        ...(scale?.minScale === 0 ? { isHeld: true } : {}),
        ...(scale && containerConcurrency
          ? { maxReplicas: scale.maxScale }
          : {}),
        ...(own && payloadHandling(stored.object, component, own)),
      },
    };
  });
}

/** Replicas that one starts with; usage starts with the minimum. */
function initialScaleOf(scale: ComponentScale | UsageScale): number {
  return scale.kind === 'usage' ? scale.minScale : scale.initialScale;
}

/** The roll-out record of a status that was written before it was kept beside it. */
function rolloutIn(status: ComponentStatus): RolloutRecord {
  const { latestRolledoutRevision: rolledOut } = status;
  return rolledOut ? { rolledOut } : {};
}

/** The canaries of a spec, with no more replicas than the cluster runs of a service. */
function canariesIn(
  canaries: readonly CanaryWorld[],
  { maxReplicas }: ClusterSettings,
): CanaryWorld[] {
  return canaries.map(canary => ({
    ...canary,
    replicas: Math.min(canary.replicas, Math.max(1, maxReplicas)),
  }));
}

/** What containers are given that ask for nothing. */
type DefaultRequests = Readonly<Record<string, string | number>>;

interface UnscaledComponent extends ComponentWorld {
  /** How its requests or its usage scale it; absent: nothing does. */
  readonly scale?: ComponentScale | UsageScale;
}

/**
 * The revisions that have requests, each scaled by its own: they say nothing of the others. A canary that is to take over
 * is no longer scaled by its share alone.
 */
function scaledRevisions(
  { revisions, servingBefore, canariesBefore, ...world }: ComponentWorld,
  spec: ComponentScale | UsageScale,
  facts: ReadonlyMap<string, RevisionFacts>,
  defaults: DefaultRequests,
): ScaledRevision[] {
  const isSplit =
    world.canaryPercent !== undefined || world.rollout?.gradual !== undefined;
  // Those that the spec names have a fixed number of replicas.
  const beside = (canariesBefore ?? []).filter(({ canary }) => !canary);
  const names = [
    servingBefore,
    ...(isSplit ? beside : []).map(had => had.name),
  ];
  const limit = world.limits.containerConcurrency;
  const having = revisions.filter(known => names.includes(known.spec.name));
  return having.map(({ spec: { key, name, pod } }) => {
    const known = facts.get(key);
    const wasReady = known?.replicas.some(
      ({ readyAt }) => readyAt !== undefined,
    );
    // What is newer than a revision that was ready says nothing of it, but that it has been rolled out does.
    const isInitialized =
      world.latestReady === name ||
      (world.latestReady !== undefined && world.rollout?.rolledOut === name) ||
      wasReady === true;
    return {
      key,
      spec,
      requests: replicaRequests(pod, defaults),
      ...(limit ? { concurrencyLimit: limit } : {}),
      ...(known ? { told: known.desired } : {}),
      isInitialized,
    };
  });
}

/**
 * What a driver knows of a service's revisions.
 *
 * @param uid - not what runs of another service that had the name
 */
export function factsOfService(
  driver: Pick<Cluster['driver'], 'facts'>,
  ref: ResourceRef,
  uid?: string,
): ReadonlyMap<string, RevisionFacts> {
  const facts = new Map<string, RevisionFacts>();
  for (const entry of driver.facts(ref)) {
    // A driver may know no more of a key than that it begins alike: `iris` and `iris-two`
    const owner = serviceOfRevisionKey(entry.key);
    if (owner?.namespace !== ref.namespace || owner.name !== ref.name) continue;
    if (uid && (entry.serviceUid ?? uid) !== uid) continue;
    facts.set(entry.key, entry);
  }
  return facts;
}

/** Identity of a service's route and its counters. */
export function routeId(ref: Pick<ResourceRef, 'namespace' | 'name'>): string {
  return `${ref.namespace}/${ref.name}`;
}

function routeOf(
  { ref, uid, object }: StoredResource<'InferenceService'>,
  settings: ClusterSettings,
): PlanWorld['route'] {
  return {
    id: routeId(ref),
    serviceUid: uid,
    hosts: [
      ...hostsOf(ref, settings),
      // As KServe has it: what is asked first has a host of its own
      ...(settings.ingress.isRouted
        ? hostsOf(
            {
              ...ref,
              name: `${ref.name}-${
                object.spec.transformer ? 'transformer' : 'predictor'
              }`,
            },
            settings,
          )
        : []),
    ],
    pathPrefix: pathPrefixOf(ref),
    ...(accessOf(object, isReachable(settings)) === 'token'
      ? { access: accessIntent(object) }
      : {}),
  };
}

/** How a service's traffic is spread; what was stored before it had to be right is left out. */
function splittingOf(
  { ref, object }: StoredResource<'InferenceService'>,
  settings: ClusterSettings,
): Splitting {
  const notes = object.metadata.annotations;
  const sticky = stickyIn(notes?.[annotations.sticky]);
  const shadow = shadowOf(object);
  const hostsOfTag = (component: ComponentName, tag: string) =>
    hostsOf(
      { ...ref, name: `${tag}-${componentNameOf(object, component)}` },
      settings,
    );
  return {
    ...(notes?.[annotations.enableTagRouting] === 'true'
      ? { tagHosts: hostsOfTag }
      : {}),
    ...(object.spec.canary?.length ? { canaryHosts: hostsOfTag } : {}),
    ...(sticky ? { sticky } : {}),
    ...(shadow ? { shadow } : {}),
  };
}

function stickyIn(annotation: string | undefined): StickyKey | undefined {
  try {
    return readStickyKey(annotation);
  } catch {
    return undefined;
  }
}

/** A name that makes no valid host name still has its path. */
function hostsOf(ref: ResourceRef, settings: ClusterSettings): string[] {
  try {
    return [hostNameOf({ ...ref, settings })];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
