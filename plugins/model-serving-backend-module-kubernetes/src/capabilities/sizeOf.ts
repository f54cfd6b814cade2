import type { V1Node } from '@kubernetes/client-node';
import type { ClusterCapabilities } from '@greenroom/backstage-plugin-model-serving-common';
import { parseQuantity } from '@greenroom/backstage-plugin-model-serving-common';

const TITLES: Readonly<Record<string, string>> = {
  'nvidia.com/gpu': 'NVIDIA GPU',
  'amd.com/gpu': 'AMD GPU',
  'intel.com/gpu': 'Intel GPU',
  'habana.ai/gaudi': 'Intel Gaudi',
};
/** Other names that device plugins of accelerators choose. */
const ACCELERATOR = /\/(?=.*(gpu|tpu|npu|neuron|accelerator))/i;

/** What pods may have on nodes that take new ones. */
export function sizeOf(
  nodes: readonly V1Node[],
): Pick<ClusterCapabilities, 'accelerators' | 'capacity'> {
  const sums = new Map<string, number>();
  for (const { spec, status } of nodes) {
    if (spec?.unschedulable) continue;
    for (const [resource, text] of Object.entries(status?.allocatable ?? {}))
      sums.set(
        resource,
        (sums.get(resource) ?? 0) + (parseQuantity(text) ?? 0),
      );
  }
  const accelerators = [...sums]
    .filter(
      ([resource, count]) =>
        count > 0 && (resource in TITLES || ACCELERATOR.test(resource)),
    )
    .map(([resource, count]) => ({
      resource,
      title: TITLES[resource] ?? resource,
      count,
    }));
  return {
    accelerators,
    capacity: {
      cpuCores: sums.get('cpu') ?? 0,
      memoryBytes: sums.get('memory') ?? 0,
    },
  };
}
