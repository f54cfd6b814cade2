import {
  annotations,
  entityRefOf,
  runtimeKey,
  type Page,
  type RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters/types';
import type { ResourceStore } from '../store';
import type { RuntimesInReach } from './RuntimesInReach';
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
    const [{ runtimes, problems }, use] = await Promise.all([
      this.#inReach.find(cluster.name, query.namespace),
      this.#resources.countRuntimeUse(cluster.name),
    ]);
    const format = query.format?.toLowerCase();
    const items = runtimes
      .map((runtime): RuntimeView => {
        const { name, namespace, annotations: notes = {} } = runtime.metadata;
        const key = runtimeKey(runtime);
        const scope = runtime.kind === 'ServingRuntime' ? namespace : undefined;
        return {
          cluster: cluster.name,
          namespace: scope,
          name,
          title: notes[annotations.displayName] || name,
          entityRef: entityRefOf({
            kind: runtime.kind,
            cluster: cluster.name,
            namespace: scope,
            name,
            isDefaultCluster: cluster.isDefault,
          }),
          enabled: !runtime.spec.disabled,
          available: problems[key] === undefined,
          unavailableReason: problems[key],
          formats: (runtime.spec.supportedModelFormats ?? []).map(
            supported => ({
              name: supported.name,
              version: supported.version,
              autoSelect: supported.autoSelect ?? false,
              priority: supported.priority,
            }),
          ),
          protocols: runtime.spec.protocolVersions ?? [],
          usedBy: use.get(key) ?? 0,
          resource: runtime,
        };
      })
      .filter(
        view =>
          format === undefined ||
          view.formats.some(({ name }) => name.toLowerCase() === format),
      )
      .sort(
        (a, b) =>
          a.title.localeCompare(b.title) || a.name.localeCompare(b.name),
      );
    return { items, totalItems: items.length, pageInfo: {} };
  }
}
