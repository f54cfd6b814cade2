import { annotations } from '../constants';
import { ComponentExtension, InferenceService } from '../resources';
import { readScalingAnnotations } from './scalingAnnotations';

/** Who scales a component: requests, what its replicas use, an outside scaler, or nobody. @public */
export type AutoscalerClass = 'kpa' | 'hpa' | 'keda' | 'external' | 'none';

const CLASSES: readonly string[] = ['hpa', 'keda', 'external', 'none'];
const KNATIVE: Readonly<Record<string, AutoscalerClass>> = {
  'kpa.autoscaling.knative.dev': 'kpa',
  'hpa.autoscaling.knative.dev': 'hpa',
};

/**
 * Who scales a component on a cluster that scales itself: the class that the service names; else whoever knows what it is to
 * be scaled by; else its requests. `external` also stands for a class that nobody here knows.
 * Source: autoscaling.md §1, kserve-status-and-objects §7.1.
 * @public
 */
export function autoscalerOf(
  service: {
    readonly metadata: Pick<InferenceService['metadata'], 'annotations'>;
  },
  component: Pick<ComponentExtension, 'scaleMetric' | 'autoScaling'>,
): AutoscalerClass {
  const notes = service.metadata.annotations;
  const named = notes?.[annotations.autoscalerClass];
  if (named !== undefined) {
    return CLASSES.includes(named) ? (named as AutoscalerClass) : 'external';
  }
  const { values } = readScalingAnnotations(notes);
  if (values.class !== undefined) return KNATIVE[values.class] ?? 'external';
  const metric = component.scaleMetric ?? values.metric;
  if (metric === 'cpu' || metric === 'memory') return 'hpa';
  const hasUsageMetric = component.autoScaling?.metrics?.some(
    ({ resource }) => resource !== undefined,
  );
  return metric === undefined && hasUsageMetric ? 'hpa' : 'kpa';
}
