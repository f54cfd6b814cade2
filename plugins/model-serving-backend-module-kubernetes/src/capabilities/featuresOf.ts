import type { V1Node } from '@kubernetes/client-node';
import type {
  ClusterCapabilities,
  ClusterFeature,
} from '@greenroom/backstage-plugin-model-serving-common';
import { acceleratorFeature } from './acceleratorFeature';
import { authorizationFeature } from './authorizationFeature';
import type { Discovery } from './Discovery';
import { kserveFeature } from './kserveFeature';
import { otherFeatures } from './otherFeatures';
import { gatewayFeature, kubernetesFeature } from './platformFeatures';
import { scalingFeatures } from './scalingFeatures';

/** What features are derived from. */
export interface FeatureInputs {
  readonly discovery: Discovery;
  /** Undefined: the portal may not list them. */
  readonly nodes: readonly V1Node[] | undefined;
  /** What the driver makes of it: forms offer no more than that. */
  readonly served: Pick<ClusterCapabilities, 'autoscalerClasses'> & {
    /** Whether KServe's own controller runs what is deployed there. */
    readonly byKServe: boolean;
    /** Where clients reach the gateway. Absent: only from inside the cluster. */
    readonly gatewayUrl?: string;
  };
  /** Where the portal reads KServe's configuration. */
  readonly kserveNamespace?: string;
}

/** What a cluster has, what follows for the forms, and what would be needed for what is missing. */
export function featuresOf(inputs: FeatureInputs): readonly ClusterFeature[] {
  return [
    kubernetesFeature(inputs),
    gatewayFeature(inputs),
    kserveFeature(inputs),
    ...scalingFeatures(inputs),
    authorizationFeature(inputs),
    acceleratorFeature(inputs),
    ...otherFeatures(inputs),
  ];
}
