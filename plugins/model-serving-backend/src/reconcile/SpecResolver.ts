import {
  modelUriOf,
  namedCanariesOf,
  type ClusterSettings,
  type ComponentName,
  type Connection,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters';
import type { RuntimesInReach } from '../runtimes';
import { reachedConnection } from '../store/reachedConnection';
import type { StoredResource, StoredRevision, Stores } from '../store/types';
import type { Clock } from '../time';
import { heldResolution } from './heldResolution';
import { resolveRevision } from './resolveRevision';
import { isServing } from '../rollout';
import type { CanaryWorld, Resolution } from './types';

/** In the order in which plans name them: what is called comes before who calls it. */
export const COMPONENTS: readonly ComponentName[] = [
  'predictor',
  'transformer',
  'explainer',
];

/** What a spec comes to on its cluster, component by component; only those that it has. */
export interface ResolvedSpec {
  readonly settings: ClusterSettings;
  readonly components: ReadonlyMap<ComponentName, Resolution>;
  /** Canaries that the spec names, in its order. */
  readonly canaries: readonly CanaryWorld[];
}

/** Options of a {@link SpecResolver}. */
export interface SpecResolverOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Resolves specs with the runtimes, the connection and the settings of this moment. A pass over a deployment and whoever
 * explains it ask the same: nobody may be told of another outcome than the one that is acted on.
 */
export class SpecResolver {
  readonly #options: SpecResolverOptions;

  constructor(options: SpecResolverOptions) {
    this.#options = options;
  }

  /**
   * @param service - as stored, unless given: what it would come to
   * @param kept - its revisions, oldest first, where the caller has read them
   */
  async resolve(
    stored: StoredResource<'InferenceService'>,
    service: InferenceService = stored.object,
    kept?: readonly StoredRevision[],
  ): Promise<ResolvedSpec> {
    const { stores, clusters, runtimes, clock } = this.#options;
    const { ref, uid, observed } = stored;
    const named = namedCanariesOf(service);
    const [settings, reachable, connections, revisions] = await Promise.all([
      clusters.settings(ref.cluster),
      runtimes.find(ref.cluster, ref.namespace),
      Promise.all(
        [service, ...named.map(canary => canary.service)].map(resource =>
          this.#connectionOf(ref.cluster, resource),
        ),
      ),
      kept ?? stores.revisions.list(uid),
    ]);
    const common = {
      runtimes: reachable.runtimes,
      runtimeProblems: reachable.problems,
      settings,
      now: clock.now(),
    };
    const inputOf = (own: InferenceService, i: number) => {
      const connection = connections[i];
      return { ...common, service: own, ...(connection && { connection }) };
    };
    const input = inputOf(service, 0);
    const predictors = revisions.filter(
      ({ component }) => component === 'predictor',
    );
    // Of a split it is the canary: the spec comes to that one.
    const [serving] = predictors
      .filter(({ spec }) =>
        observed?.revisions.some(
          known =>
            known.name === spec.name &&
            !known.canary &&
            (isServing(known) || known.isCanary),
        ),
      )
      .reverse();
    const resolutionOf = (component: ComponentName) =>
      component === 'predictor'
        ? heldResolution({
            service,
            runtimes: input.runtimes,
            resolve: candidates =>
              resolveRevision({ ...input, runtimes: candidates, component }),
            current: serving ?? predictors[predictors.length - 1],
            configuration: observed?.configuration ?? [],
          })
        : resolveRevision({ ...input, component });
    return {
      settings,
      components: new Map(
        COMPONENTS.filter(
          component => service.spec[component] !== undefined,
        ).map(component => [component, resolutionOf(component)]),
      ),
      canaries: named.map(({ service: own, ...canary }, i) => ({
        ...canary,
        resolution: resolveRevision({
          ...inputOf(own, i + 1),
          component: 'predictor',
        }),
      })),
    };
  }

  /** The connection that a service's predictor names, if it exists. */
  async #connectionOf(
    cluster: string,
    resource: InferenceService,
  ): Promise<Connection | undefined> {
    const { connection } = modelUriOf(resource);
    if (connection === undefined) return undefined;
    const { resources } = this.#options.stores;
    const known = await reachedConnection(
      resources,
      { cluster, resource },
      connection,
    );
    return known?.object;
  }
}
