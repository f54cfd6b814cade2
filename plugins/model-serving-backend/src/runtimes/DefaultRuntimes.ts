import type {
  Page,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters/types';
import type { ResourceStore } from '../store';
import type { RuntimesInReach } from './RuntimesInReach';
import { byOrder, runtimeView } from './runtimeView';
import type { RuntimeListQuery, Runtimes } from './types';

/** {@link Runtimes} of the cluster drivers and the store. */
export class DefaultRuntimes implements Runtimes {
  readonly #clusters: Clusters;
  readonly #resources: Pick<ResourceStore, 'countRuntimeUse'>;
  readonly #inReach: RuntimesInReach;

  constructor(options: {
    readonly clusters: Clusters;
    readonly resources: Pick<ResourceStore, 'countRuntimeUse'>;
    readonly inReach: RuntimesInReach;
  }) {
    this.#clusters = options.clusters;
    this.#resources = options.resources;
    this.#inReach = options.inReach;
  }

  async list(query: RuntimeListQuery): Promise<Page<RuntimeView>> {
    const cluster = query.cluster
      ? this.#clusters.get(query.cluster)
      : this.#clusters.default;
    const [all, use] = await Promise.all([
      this.#inReach.find(cluster.name, query.namespace),
      this.#resources.countRuntimeUse(cluster.name),
    ]);
    const context = {
      cluster: cluster.name,
      isDefaultCluster: cluster.isDefault,
      all,
      use,
    };
    const format = query.format?.toLowerCase();
    const items = all.runtimes
      .map(runtime => runtimeView(runtime, context))
      .filter(
        view =>
          format === undefined ||
          view.formats.some(({ name }) => name.toLowerCase() === format),
      )
      .sort(byOrder);
    return { items, totalItems: items.length, pageInfo: {} };
  }
}
