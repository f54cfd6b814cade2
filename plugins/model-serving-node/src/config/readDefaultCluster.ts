import type { RootConfigService } from '@backstage/backend-plugin-api';

/**
 * Name of the cluster that is meant where none is named: the one with `default: true` in `modelServing.clusters`, else
 * the first, else `local`.
 *
 * @public
 */
export function readDefaultCluster(config: RootConfigService): string {
  const clusters = config.getOptionalConfigArray('modelServing.clusters') ?? [];
  const chosen =
    clusters.find(cluster => cluster.getOptionalBoolean('default')) ??
    clusters[0];
  return chosen?.getString('name') ?? 'local';
}
