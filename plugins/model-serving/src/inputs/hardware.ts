import {
  amountProblem,
  HardwareAmount,
  HardwareProfile,
  ResourceRequirements,
} from '@greenroom/backstage-plugin-model-serving-common';

/** An amount of one resource as inputs take it. */
export interface AmountInput {
  /** Where it is written: accelerators are requested and limited alike, for Kubernetes does not share them out in parts. */
  readonly parts: readonly ('requests' | 'limits')[];
  readonly label: string;
  readonly text: string;
  readonly problem?: string;
}

/** The inputs for one resource of a hardware profile: request and limit, or both at once for what is not shared. */
export function amountsOf(
  amount: HardwareAmount,
  resources: ResourceRequirements = {},
): readonly AmountInput[] {
  const { title, resource, default: usual } = amount;
  const { requests = {}, limits = {} } = resources;
  const isShared = resource === 'cpu' || resource === 'memory';
  const request = requests[resource] ?? usual;
  const inputs: AmountInput[] = isShared
    ? [
        { parts: ['requests'], label: `${title} request`, text: request },
        {
          parts: ['limits'],
          label: `${title} limit`,
          text: limits[resource] ?? amount.max ?? request,
        },
      ]
    : [{ parts: ['requests', 'limits'], label: title, text: request }];
  return inputs.map(input => {
    const problem = amountProblem(amount, input.text);
    return problem ? { ...input, problem } : input;
  });
}

/** Where replicas run by a hardware profile. */
export function placementInWords({
  queue,
  nodeSelector = {},
  tolerations = [],
}: Pick<HardwareProfile, 'queue' | 'nodeSelector' | 'tolerations'>): string {
  if (queue) return `Replicas wait in the queue ${queue}`;
  const labels = Object.entries(nodeSelector).map(
    ([key, value]) => `${key}=${value}`,
  );
  if (labels.length > 0)
    return `Replicas run on nodes with ${labels.join(', ')}`;
  return tolerations.length > 0
    ? 'Replicas may also run on nodes that are kept free for them'
    : 'Replicas run on any node';
}
