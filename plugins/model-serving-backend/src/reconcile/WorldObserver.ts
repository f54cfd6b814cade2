import type {
  ClusterSettings,
  ComponentName,
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  hostNameOf,
  pathPrefixOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from '@backstage/errors';
import type { Cluster, Clusters } from '../clusters';
import type { GatewayKnowledge } from '../routing';
import type { RuntimesInReach } from '../runtimes';
import type { StoredResource, StoredRevision, Stores } from '../store/types';
import { Clock } from '../time';
import { serviceOfRevisionKey } from './revisionName';
import { COMPONENTS, SpecResolver } from './SpecResolver';
import { ComponentWorld, PlanWorld, Resolution } from './types';
import { wantedReplicas } from './wantedReplicas';

/** Options of a {@link WorldObserver}. */
export interface WorldObserverOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'get' | 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  /** What is known of a cluster's gateways. */
  readonly gateways: (cluster: string) => GatewayKnowledge;
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
    const { driver } = clusters.get(ref.cluster);
    const revisions = await stores.revisions.list(stored.uid);
    const service = stored.object;
    const { settings, components: resolutions } = await this.#specs.resolve(
      stored,
      service,
      revisions,
    );
    const createdBy = stored.owner;
    const components = componentsOf({
      stored,
      settings,
      revisions,
      resolutions,
    });
    // Facts and gateways last, and together: what they say must not be older than what is decided from them.
    return {
      stored,
      settings,
      world: {
        ref,
        uid: stored.uid,
        service,
        ...(createdBy ? { createdBy } : {}),
        isDeleting: stored.deletionRequestedAt !== undefined,
        components,
        wasReady: service.status?.address !== undefined,
        facts: factsOfService(driver, ref),
        route: routeOf(stored, settings),
        gateways: gateways(ref.cluster),
        now: clock.now(),
      },
    };
  }
}

/** The components of the spec, and those that have revisions from before. */
function componentsOf(options: {
  readonly stored: StoredResource<'InferenceService'>;
  readonly settings: ClusterSettings;
  readonly revisions: readonly StoredRevision[];
  readonly resolutions: ReadonlyMap<ComponentName, Resolution>;
}): ComponentWorld[] {
  const { stored, settings, revisions, resolutions } = options;
  const { spec, status } = stored.object;
  const hadTraffic = new Set(
    stored.observed?.revisions.flatMap(({ name, percent }) =>
      percent > 0 ? [name] : [],
    ),
  );
  return COMPONENTS.flatMap(component => {
    const own = spec[component];
    const kept = revisions.filter(known => known.component === component);
    if (!own && kept.length === 0) return [];
    const served = kept.find(revision => hadTraffic.has(revision.spec.name));
    const latestReady = status?.components?.[component]?.latestReadyRevision;
    const { timeout, containerConcurrency } = own ?? {};
    const resolution = resolutions.get(component);
    return {
      component,
      ...(resolution ? { resolution } : {}),
      revisions: kept,
      ...(served ? { servingBefore: served.spec.name } : {}),
      ...(latestReady ? { latestReady } : {}),
      wantedReplicas: wantedReplicas({
        component: own ?? {},
        clusterMaximum: settings.maxReplicas,
      }),
      limits: {
        ...(timeout ? { timeoutMs: timeout * 1000 } : {}),
        ...(containerConcurrency ? { containerConcurrency } : {}),
      },
    };
  });
}

/** What a driver knows of a service's revisions. */
export function factsOfService(
  driver: Pick<Cluster['driver'], 'facts'>,
  ref: ResourceRef,
): ReadonlyMap<string, RevisionFacts> {
  const facts = new Map<string, RevisionFacts>();
  for (const entry of driver.facts(ref)) {
    // A driver may know no more of a key than that it begins alike: `iris` and `iris-two`
    const owner = serviceOfRevisionKey(entry.key);
    if (owner?.namespace !== ref.namespace || owner.name !== ref.name) continue;
    facts.set(entry.key, entry);
  }
  return facts;
}

/** Identity of a service's route and its counters. */
export function routeId(ref: Pick<ResourceRef, 'namespace' | 'name'>): string {
  return `${ref.namespace}/${ref.name}`;
}

function routeOf(
  { ref, uid }: StoredResource<'InferenceService'>,
  settings: ClusterSettings,
): PlanWorld['route'] {
  return {
    id: routeId(ref),
    serviceUid: uid,
    hosts: hostsOf(ref, settings),
    pathPrefix: pathPrefixOf(ref),
  };
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
