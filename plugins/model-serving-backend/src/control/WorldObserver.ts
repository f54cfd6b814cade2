import type {
  ClusterSettings,
  ComponentName,
  GuardTrip,
  ResourceRef,
  RevisionFacts,
  StickyKey,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  accessOf,
  annotations,
  componentNameOf,
  hostNameIfValid,
  isReachable,
  isStopped,
  pathPrefixOf,
  readStickyKey,
  shadowOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  AutoscalerSettings,
  clusterScaleOf,
  scaleSpecOf,
  usageScaleOf,
} from '../autoscale';
import type { Cluster, Clusters } from '../clusters';
import { accessIntent, type GatewayKnowledge } from '../routing';
import {
  ComponentWorld,
  PlanWorld,
  serviceOfRevisionKey,
  SpecResolver,
  Splitting,
} from '../reconcile';
import type { SplitService, WatchedSplit } from '../rollout';
import type { RuntimesInReach } from '../runtimes';
import type { StoredResource, Stores } from '../store/types';
import { Clock } from '../time';
import { componentsOf } from './componentsOf';
import { scaledComponents, type Scalers } from './scaledComponents';
import {
  allowedCanariesOf,
  guardLimitsOf,
  watchedSplits,
  withTrips,
} from './watchedSplits';

/** Options of a {@link WorldObserver}. */
export interface WorldObserverOptions extends Scalers {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'native' | 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  /** What is known of a cluster's gateways. */
  readonly gateways: (cluster: string) => GatewayKnowledge;
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
    const allowed = allowedCanariesOf(service);
    const components = this.#guarded(
      stored,
      allowed,
      isDeleting || isStopped(service),
      scaledComponents(
        {
          service: stored,
          components: componentsOf({
            stored,
            settings,
            revisions,
            resolutions,
            named: canaries,
            allowed,
            clusterScaleOf: component =>
              isDeleting || isStopped(service)
                ? undefined
                : clusterScaleOf({ service, component, cluster: settings }),
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
          defaults: settings.defaultResources.requests ?? {},
        },
        this.#options,
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
    service: StoredResource<'InferenceService'>,
    allowed: ReadonlyMap<string, number>,
    isEnding: boolean,
    components: readonly ComponentWorld[],
  ): ComponentWorld[] {
    const limits = guardLimitsOf(service.object);
    const splits = isEnding
      ? []
      : components.flatMap(component =>
          watchedSplits(component, limits, allowed),
        );
    const trips = this.#options.watchSplits(service, splits);
    return components.map(component => withTrips(component, trips));
  }
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

function hostsOf(ref: ResourceRef, settings: ClusterSettings): string[] {
  const host = hostNameIfValid({ ...ref, settings });
  return host ? [host] : [];
}
