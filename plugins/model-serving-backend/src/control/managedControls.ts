import type { ConfiguredClusters } from '../clusters';
import { ManagedControl, type ManagedControlOptions } from './ManagedControl';

/** One for each configured cluster that reconciles by itself, by name. */
export function managedControls(
  options: Omit<ManagedControlOptions, 'cluster'> & {
    readonly clusters: ConfiguredClusters;
  },
): ReadonlyMap<string, ManagedControl> {
  const { clusters } = options;
  return new Map(
    clusters.all.flatMap(({ name }) => {
      const cluster = clusters.managed(name);
      return cluster
        ? [[name, new ManagedControl({ ...options, cluster })] as const]
        : [];
    }),
  );
}
