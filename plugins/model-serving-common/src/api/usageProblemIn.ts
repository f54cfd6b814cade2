import type { ClusterCapabilities } from './clusters';

/**
 * Why the CPU and memory of a project's replicas are not known: as is so there, or in the whole cluster; undefined: they are.
 * @public
 */
export function usageProblemIn(
  { usageProblems = {} }: Pick<ClusterCapabilities, 'usageProblems'>,
  namespace: string,
): string | undefined {
  return usageProblems[namespace] ?? usageProblems[''];
}
