import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import {
  Ceiling,
  ComponentScale,
  replicaRequests,
  ScaledRevision,
  ScaledService,
  UsageScale,
} from '../autoscale';
import type { ComponentWorld } from '../reconcile';
import type { StoredRevision } from '../store/types';
import type { UnscaledComponent } from './componentsOf';

/** What containers are given that ask for nothing. */
type DefaultRequests = Readonly<Record<string, string | number>>;

/** Who decides about replicas. */
export interface Scalers {
  /** How many replicas revisions should have by their requests or usage: see `Autoscaler.scale`. */
  readonly scale: (
    service: ScaledService,
    revisions: readonly ScaledRevision[],
  ) => ReadonlyMap<string, number>;
  /** How the maximum of a revision holds requests up: see `Autoscaler.ceiling`. */
  readonly ceiling: (cluster: string, key: string) => Ceiling | undefined;
}

/** What is known of a service whose replicas are decided. */
export interface ScaledWorld {
  readonly service: ScaledService;
  readonly components: readonly UnscaledComponent[];
  readonly facts: ReadonlyMap<string, RevisionFacts>;
  readonly defaults: DefaultRequests;
}

/** Asks how many replicas requests or usage call for, of the revisions that have them. */
export function scaledComponents(
  { service, components, facts, defaults }: ScaledWorld,
  { scale: decide, ceiling: ceilingOf }: Scalers,
): ComponentWorld[] {
  const revisions = components.flatMap(({ scale, ...world }) =>
    scale ? scaledRevisions(world, scale, facts, defaults) : [],
  );
  const replicas = decide(service, revisions);
  return components.map(({ scale, ...world }) => ({
    ...world,
    ...(world.clusterScale
      ? { scaled: leftToCluster(world, world.clusterScale, facts) }
      : {}),
    ...(scale
      ? {
          scaled: new Map(
            [...replicas].filter(([key]) =>
              world.revisions.some(({ spec }) => spec.key === key),
            ),
          ),
          ceilings: new Map(
            world.revisions.flatMap(({ spec: { key } }) => {
              const ceiling = ceilingOf(service.ref.cluster, key);
              return ceiling ? [[key, ceiling] as const] : [];
            }),
          ),
        }
      : {}),
  }));
}

/** What an autoscaler of the cluster came to, within its bounds; where it has not begun, what it is to start from. */
function leftToCluster(
  world: ComponentWorld,
  { minReplicas, maxReplicas }: ClusterScale,
  facts: ReadonlyMap<string, RevisionFacts>,
): ReadonlyMap<string, number> {
  return new Map(
    havingTraffic(world).map(({ spec: { key } }) => {
      const { desired = 0, scaledBy } = facts.get(key) ?? {};
      const least = scaledBy ? minReplicas : Math.max(1, minReplicas);
      return [key, Math.min(maxReplicas, Math.max(least, desired))];
    }),
  );
}

function havingTraffic({
  revisions,
  servingBefore,
  canariesBefore = [],
  ...world
}: ComponentWorld): readonly StoredRevision[] {
  const isSplit =
    world.canaryPercent !== undefined || world.rollout?.gradual !== undefined;
  // Those that the spec names have a fixed number of replicas.
  const beside = canariesBefore.filter(({ canary }) => !canary);
  const names = [
    servingBefore,
    ...(isSplit ? beside : []).map(had => had.name),
  ];
  return revisions.filter(known => names.includes(known.spec.name));
}

/**
 * The revisions that have requests, each scaled by its own: they say nothing of the others. A canary that is to take over
 * is no longer scaled by its share alone.
 */
function scaledRevisions(
  world: ComponentWorld,
  spec: ComponentScale | UsageScale,
  facts: ReadonlyMap<string, RevisionFacts>,
  defaults: DefaultRequests,
): ScaledRevision[] {
  const limit = world.limits.containerConcurrency;
  return havingTraffic(world).map(({ spec: { key, name, pod } }) => {
    const known = facts.get(key);
    const wasReady = known?.replicas.some(
      ({ readyAt }) => readyAt !== undefined,
    );
    // What is newer than a revision that was ready says nothing of it, but that it has been rolled out does.
    const isInitialized =
      world.latestReady === name ||
      (world.latestReady !== undefined && world.rollout?.rolledOut === name) ||
      wasReady === true;
    return {
      key,
      spec,
      requests: replicaRequests(pod, defaults),
      ...(limit ? { concurrencyLimit: limit } : {}),
      ...(known ? { told: known.desired } : {}),
      isInitialized,
    };
  });
}
