import type { ClusterFeature } from '@greenroom/backstage-plugin-model-serving-common';
import { byGroup } from './byGroup';
import type { FeatureInputs } from './featuresOf';

/** What autoscalers are made of: usage of pods, KEDA, Prometheus. */
export function scalingFeatures(
  inputs: FeatureInputs,
): readonly ClusterFeature[] {
  return [metricsServer(inputs), keda(inputs), prometheus(inputs)];
}

function metricsServer(inputs: FeatureInputs): ClusterFeature {
  const isServed = inputs.served.autoscalerClasses.includes('hpa');
  return byGroup(inputs, 'metrics', {
    feature: 'metrics-server',
    title: 'Metrics server',
    present: isServed
      ? 'Forms offer scaling by CPU and memory (class hpa); replicas show what they use.'
      : 'Replicas can show what they use. Scaling by CPU and memory is not offered by this driver.',
    isUsed: isServed,
    absent:
      'What replicas use is unknown, and a HorizontalPodAutoscaler would not act.',
    needed: 'metrics-server, or another program that serves metrics.k8s.io.',
  });
}

function keda(inputs: FeatureInputs): ClusterFeature {
  const isServed = inputs.served.autoscalerClasses.includes('keda');
  return byGroup(inputs, 'keda', {
    feature: 'keda',
    title: 'KEDA',
    present: isServed
      ? 'Forms offer scaling by queues, schedules and queries (class keda).'
      : 'It is not used: this driver writes no ScaledObjects.',
    isUsed: isServed,
    absent: 'The autoscaler class keda is refused here.',
    needed: 'KEDA 2, with its admission webhooks.',
  });
}

function prometheus(inputs: FeatureInputs): ClusterFeature {
  return byGroup(inputs, 'prometheus', {
    feature: 'prometheus',
    title: 'Prometheus operator',
    present:
      'A PodMonitor can collect the metrics of gateways and model servers; pages show Greenroom’s own either way.',
    isUsed: true,
    absent:
      'Nobody is seen to collect metrics; pages show Greenroom’s own. A Prometheus without operator is not visible from here.',
    needed:
      'The Prometheus operator, for dashboards and alerts outside of Greenroom.',
  });
}
