import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import { byGroup } from './byGroup';
import type { FeatureInputs } from './featuresOf';

/** What KServe builds on, and what decides where pods go. */
export function otherFeatures(
  inputs: FeatureInputs,
): readonly ClusterFeature[] {
  const { byKServe } = inputs.served;
  const notNeeded = 'Not used: Greenroom does without.';
  return [
    byGroup(inputs, 'knative', {
      feature: 'knative',
      title: 'Knative Serving',
      present: byKServe
        ? "KServe's mode Knative can be chosen, with scaling to zero by requests."
        : notNeeded,
      isUsed: byKServe,
      absent: byKServe
        ? "KServe's mode Knative is refused; so is scaling to zero by requests."
        : 'Nothing: Greenroom scales to zero by itself.',
      needed: byKServe ? 'Knative Serving with a networking layer.' : undefined,
    }),
    byGroup(inputs, 'istio', {
      feature: 'istio',
      title: 'Istio',
      present: byKServe
        ? 'KServe can route by it; services in its mesh need its sidecars.'
        : `${notNeeded} Replicas in a namespace with sidecars are called by way of them.`,
      isUsed: byKServe,
      absent: 'Nothing.',
    }),
    byGroup(inputs, 'gatewayApi', {
      feature: 'gateway-api',
      title: 'Gateway API',
      present: byKServe
        ? 'KServe can write HTTPRoutes, if its configuration says so.'
        : "An HTTPRoute can lead to the gateway's Service.",
      isUsed: true,
      absent: byKServe
        ? 'KServe writes Ingress objects.'
        : "A load balancer or an Ingress leads to the gateway's Service.",
    }),
    byGroup(inputs, 'leaderWorkerSets', {
      feature: 'leader-worker-set',
      title: 'LeaderWorkerSet',
      present: byKServe
        ? 'KServe can run one LLM on several nodes (LLMInferenceService).'
        : 'Not used: a model of several nodes is refused here.',
      isUsed: byKServe,
      absent: 'A model of several nodes is refused here.',
      needed: byKServe ? 'The LeaderWorkerSet controller.' : undefined,
    }),
    byGroup(inputs, 'kueue', {
      feature: 'kueue',
      title: 'Kueue',
      present:
        'Namespaces may have queues: what is deployed there may wait for its turn.',
      isUsed: true,
      absent: 'Nothing: pods start as soon as they fit.',
    }),
    byGroup(inputs, 'routes', {
      feature: 'openshift-routes',
      title: 'OpenShift Routes',
      present: byKServe
        ? 'Open Data Hub can make Routes for deployments with an external route.'
        : "A Route can lead to the gateway's Service.",
      isUsed: true,
      absent: 'Nothing: this is not OpenShift.',
    }),
  ];
}
