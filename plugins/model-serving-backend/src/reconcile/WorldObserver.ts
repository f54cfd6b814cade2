import type {
  ClusterSettings,
  Connection,
  InferenceService,
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  hostNameOf,
  modelUriOf,
  pathPrefixOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from '@backstage/errors';
import type { Cluster, Clusters } from '../clusters';
import type { GatewayKnowledge, RouteIntent } from '../routing';
import type { RuntimesInReach } from '../runtimes';
import type { StoredResource, Stores } from '../store/types';
import { Clock } from '../time';
import { resolveRevision } from './resolveRevision';
import { serviceOfRevisionKey } from './revisionName';
import { PlanWorld } from './types';
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

  constructor(options: WorldObserverOptions) {
    this.#options = options;
  }

  /** Everything about a stored deployment. */
  async observe(
    stored: StoredResource<'InferenceService'>,
  ): Promise<Observation> {
    const { stores, clusters, gateways, clock } = this.#options;
    const { ref } = stored;
    const { driver } = clusters.get(ref.cluster);
    const settings = await clusters.settings(ref.cluster);
    const revisions = await stores.revisions.list(stored.uid);
    const resolution = await this.#resolve(stored, settings);
    const service = stored.object;
    const predictor = service.spec.predictor;
    const createdBy = stored.owner;
    const serving = stored.observed?.revisions.find(
      ({ percent }) => percent > 0,
    );
    const latestReady =
      service.status?.components?.predictor?.latestReadyRevision;
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
        resolution,
        revisions: revisions.filter(
          ({ component }) => component === 'predictor',
        ),
        facts: factsOfService(driver, ref),
        ...(serving ? { servingBefore: serving.name } : {}),
        ...(latestReady ? { latestReady } : {}),
        route: routeOf(stored, settings),
        gateways: gateways(ref.cluster),
        wantedReplicas: wantedReplicas({
          component: predictor,
          clusterMaximum: settings.maxReplicas,
        }),
        now: clock.now(),
      },
    };
  }

  async #resolve(
    { ref, object: service }: StoredResource<'InferenceService'>,
    settings: ClusterSettings,
  ): Promise<PlanWorld['resolution']> {
    const { runtimes, clock } = this.#options;
    const reachable = await runtimes.find(ref.cluster, ref.namespace);
    return resolveRevision({
      service,
      runtimes: reachable.runtimes,
      runtimeProblems: reachable.problems,
      ...(await this.#connectionOf(ref, service)),
      settings,
      now: clock.now(),
    });
  }

  async #connectionOf(
    ref: ResourceRef,
    service: InferenceService,
  ): Promise<{ connection?: Connection }> {
    const { connection: name } = modelUriOf(service);
    if (!name) return {};
    const stored = await this.#options.stores.resources.get('Connection', {
      ...ref,
      name,
    });
    return stored ? { connection: stored.object } : {};
  }
}

/** What a driver knows of a service's revisions. */
export function factsOfService(
  driver: Pick<Cluster['driver'], 'facts'>,
  ref: ResourceRef,
): ReadonlyMap<string, RevisionFacts> {
  const facts = new Map<string, RevisionFacts>();
  const prefix = `${ref.namespace}/${ref.name}-`;
  for (const entry of driver.facts()) {
    if (!entry.key.startsWith(prefix)) continue;
    if (serviceOfRevisionKey(entry.key)?.name !== ref.name) continue;
    facts.set(entry.key, entry);
  }
  return facts;
}

/** Identity of a service's route and its counters. */
export function routeId(ref: Pick<ResourceRef, 'namespace' | 'name'>): string {
  return `${ref.namespace}/${ref.name}`;
}

function routeOf(
  stored: StoredResource<'InferenceService'>,
  settings: ClusterSettings,
): Omit<RouteIntent, 'destination'> {
  const { ref, uid, object } = stored;
  const { timeout, containerConcurrency } = object.spec.predictor;
  return {
    id: routeId(ref),
    serviceUid: uid,
    hosts: hostsOf(ref, settings),
    pathPrefix: pathPrefixOf(ref),
    ...(timeout ? { timeoutMs: timeout * 1000 } : {}),
    ...(containerConcurrency ? { containerConcurrency } : {}),
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
