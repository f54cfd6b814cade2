import type { Config } from '@backstage/config';

/**
 * Name of the cluster that is meant where none is named: the one with `default: true` in `modelServing.clusters`, else
 * the first, else `local`.
 *
 * @public
 */
export function readDefaultCluster(config: Config): string {
  const clusters = config.getOptionalConfigArray('modelServing.clusters') ?? [];
  const chosen =
    clusters.find(cluster => cluster.getOptionalBoolean('default')) ??
    clusters[0];
  return chosen?.getString('name') ?? 'local';
}
