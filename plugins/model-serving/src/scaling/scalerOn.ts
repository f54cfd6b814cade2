import {
  AutoscalerClass,
  autoscalerOf,
  ClusterView,
  ComponentExtension,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Who scales something on a cluster, with what a form says it is to be scaled by; `none` while the cluster is not known. */
export function scalerOn(
  cluster: Pick<ClusterView, 'capabilities'> | undefined,
  annotations: Readonly<Record<string, string>> | undefined,
  component: Pick<ComponentExtension, 'scaleMetric' | 'autoScaling'>,
): AutoscalerClass {
  const classes = cluster?.capabilities.autoscalerClasses ?? [];
  const scaler = autoscalerOf({ metadata: { annotations } }, component);
  if (classes.includes(scaler)) return scaler;
  // KServe without Knative makes an HPA of what names no class
  return scaler === 'kpa' && classes.includes('hpa') ? 'hpa' : 'none';
}
