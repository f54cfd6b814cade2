import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import type { FeatureInputs } from './featuresOf';

/** The oldest minor version of Kubernetes 1 in which a pod's `preStop.sleep` is always served. */
const OLDEST_MINOR = 30;

/** The cluster's own version. */
export function kubernetesFeature({
  discovery: { version },
}: FeatureInputs): ClusterFeature {
  const feature = {
    feature: 'kubernetes',
    title: 'Kubernetes',
    version,
    details: [],
  };
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const isNewEnough =
    Number(major) > 1 || (Number(major) === 1 && Number(minor) >= OLDEST_MINOR);
  if (isNewEnough)
    return {
      ...feature,
      state: 'present',
      follows: 'Deployments can be made here.',
    };
  return {
    ...feature,
    state: 'limited',
    follows:
      'Pods that end may lose requests: this version knows no waiting before the end.',
    needed: `Kubernetes 1.${OLDEST_MINOR} or newer; until then kubernetes.drainSeconds: 0 in the cluster's entry.`,
  };
}

/** Our gateway, without which nothing reaches a model of a cluster that we reconcile. */
export function gatewayFeature({
  served: { gatewayUrl, byKServe },
}: FeatureInputs): ClusterFeature {
  const feature = { feature: 'gateway', title: 'Greenroom gateway' };
  if (byKServe)
    return {
      ...feature,
      state: 'absent',
      details: [],
      follows: "Requests go through KServe's own ingress.",
    };
  if (gatewayUrl)
    return {
      ...feature,
      state: 'present',
      details: [gatewayUrl],
      follows:
        'Splits, scaling to zero, graphs and tokens work; endpoints can be called from outside the cluster.',
    };
  return {
    ...feature,
    state: 'limited',
    details: [],
    follows: 'Endpoints can be called from inside the cluster only.',
    needed:
      "A load balancer, Ingress or HTTPRoute in front of the gateway's Service, and its address as kubernetes.gateway.url in the cluster's entry.",
  };
}
