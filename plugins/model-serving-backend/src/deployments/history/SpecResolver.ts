import {
  modelUriOf,
  type ClusterSettings,
  type ComponentName,
  type Connection,
  type InferenceService,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../../clusters/types';
import { resolveRevision, type Resolution } from '../../reconcile';
import type { RuntimesInReach } from '../../runtimes';
import type { ResourceStore } from '../../store';
import type { Clock } from '../../time';

const COMPONENTS: readonly ComponentName[] = [
  'predictor',
  'transformer',
  'explainer',
];

/** What a spec comes to on its cluster, component by component. */
export interface ResolvedSpec {
  readonly settings: ClusterSettings;
  readonly components: ReadonlyMap<ComponentName, Resolution>;
}

/** Options of a {@link SpecResolver}. */
export interface SpecResolverOptions {
  readonly clusters: Pick<Clusters, 'settings'>;
  readonly runtimes: Pick<RuntimesInReach, 'find'>;
  readonly resources: Pick<ResourceStore, 'get'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Resolves specs as the control plane would now: with the runtimes, the connection and the settings of this moment. */
export class SpecResolver {
  readonly #options: SpecResolverOptions;

  constructor(options: SpecResolverOptions) {
    this.#options = options;
  }

  async resolve(
    ref: ResourceRef,
    service: InferenceService,
  ): Promise<ResolvedSpec> {
    const { clusters, runtimes, clock } = this.#options;
    const [settings, reachable, connection] = await Promise.all([
      clusters.settings(ref.cluster),
      runtimes.find(ref.cluster, ref.namespace),
      this.#connectionOf(ref, service),
    ]);
    const input = {
      service,
      runtimes: reachable.runtimes,
      runtimeProblems: reachable.problems,
      ...(connection && { connection }),
      settings,
      now: clock.now(),
    };
    return {
      settings,
      components: new Map(
        COMPONENTS.filter(name => service.spec[name] !== undefined).map(
          component => [component, resolveRevision({ ...input, component })],
        ),
      ),
    };
  }

  async #connectionOf(
    ref: ResourceRef,
    service: InferenceService,
  ): Promise<Connection | undefined> {
    const { connection: name } = modelUriOf(service);
    if (!name) return undefined;
    const { cluster, namespace } = ref;
    const stored = await this.#options.resources.get('Connection', {
      cluster,
      namespace,
      name,
    });
    return stored?.object;
  }
}
