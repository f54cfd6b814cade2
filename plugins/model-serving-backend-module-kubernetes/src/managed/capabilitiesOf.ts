import type { ClusterCapabilities } from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterParts } from './definitions';

/** What KServe's storage initializer fetches, and what its pods mount. Source: kserve-status-and-objects §9.1. */
const SCHEMES = [
  's3',
  'gs',
  'https',
  'http',
  'hf',
  'oci',
  'pvc',
  'hdfs',
  'webhdfs',
];

/** What the programs beside KServe make possible. Source: kserve-status-and-objects §7.1. */
export function capabilitiesOf({
  knative,
  keda,
  openDataHub,
  hardwareProfiles,
}: ClusterParts): Pick<
  ClusterCapabilities,
  | 'storageSchemes'
  | 'autoscalerClasses'
  | 'scaleToZero'
  | 'openDataHub'
  | 'hardwareProfiles'
> {
  return {
    storageSchemes: SCHEMES,
    autoscalerClasses: [
      'hpa',
      'none',
      'external',
      ...(keda ? ['keda'] : []),
      ...(knative ? ['kpa'] : []),
    ],
    scaleToZero: knative || keda,
    openDataHub,
    ...(hardwareProfiles && { hardwareProfiles: true }),
  };
}
