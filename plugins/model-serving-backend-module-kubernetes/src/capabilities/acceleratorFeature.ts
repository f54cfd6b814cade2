import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { FeatureInputs } from './featuresOf';
import { sizeOf } from './sizeOf';

const FEATURE = { feature: 'accelerators', title: 'Accelerators' };

/** What nodes that take pods offer by resource name. */
export function acceleratorFeature({ nodes }: FeatureInputs): ClusterFeature {
  if (!nodes)
    return {
      ...FEATURE,
      state: 'unknown',
      details: [],
      follows:
        'Forms offer no accelerators and do not say whether a deployment fits: the portal may not list nodes.',
      needed:
        "The ClusterRole 'greenroom-nodes' of deploy/kustomize/portal-access.",
    };
  const { accelerators } = sizeOf(nodes);
  if (accelerators.length === 0)
    return {
      ...FEATURE,
      state: 'absent',
      details: [`${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`],
      follows: 'Forms offer no accelerators; models run on CPUs.',
      needed:
        'Nodes with accelerators, and the device plugin of whoever makes them.',
    };
  return {
    ...FEATURE,
    state: 'present',
    details: accelerators.map(
      ({ resource, count }) => `${count} × ${resource}`,
    ),
    follows: 'Forms offer these accelerators.',
  };
}
