import type {
  AssembledPod,
  ReplicaFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { parseQuantity } from '@greenroom/backstage-plugin-model-serving-common';
import { optional } from '../optional';
import type { ReplicaRequests, UsageReplica, UsageResource } from './types';

/**
 * What a replica asks for: the sum over its containers. What has only a limit asks for that; what says nothing is taken to ask
 * for what the cluster gives to such containers.
 */
export function replicaRequests(
  { spec }: AssembledPod,
  defaults: Readonly<Record<string, string | number>>,
): ReplicaRequests {
  const sumOf = (resource: UsageResource) => {
    let sum = 0;
    for (const { resources } of spec.containers ?? []) {
      const text =
        resources?.requests?.[resource] ??
        resources?.limits?.[resource] ??
        defaults[resource];
      const value = text === undefined ? undefined : parseQuantity(text);
      if (value === undefined) return undefined;
      sum += value;
    }
    return sum > 0 ? sum : undefined;
  };
  return {
    ...optional('cpu', sumOf('cpu')),
    ...optional('memory', sumOf('memory')),
  };
}

/** Replicas in the words of the loop; those that end or have ended are not among them. */
export function usageReplicas(
  facts: readonly ReplicaFacts[],
): readonly UsageReplica[] {
  return facts.flatMap(replica => {
    const { state, cpuCores, memoryBytes } = replica;
    if (state === 'draining' || state === 'ended') return [];
    const startedAt = timeOf(replica.startedAt);
    const isPending = state === 'starting' && startedAt === undefined;
    return [
      {
        state: isPending ? 'pending' : readiness(state),
        ...optional('startedAt', startedAt),
        ...optional(
          'readyChangedAt',
          timeOf(replica.readyChangedAt ?? replica.readyAt),
        ),
        ...optional('measuredAt', timeOf(replica.measuredAt)),
        ...optional('cpu', cpuCores),
        ...optional('memory', memoryBytes),
      } satisfies UsageReplica,
    ];
  });
}

function readiness(state: ReplicaFacts['state']): 'ready' | 'unready' {
  return state === 'ready' ? 'ready' : 'unready';
}

function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}
