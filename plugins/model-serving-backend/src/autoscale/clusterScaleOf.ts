import type {
  InferenceService,
  MetricSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  autoscalerOf,
  readScalingAnnotations,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import { CPU_UTILIZATION, type ScalingFields } from './scalingFields';

/**
 * How an autoscaler of the cluster is to scale a component; undefined: it is not one of those to which the cluster's driver
 * leaves the number of replicas. Bounds and metrics are those of the scaler that KServe makes.
 * Source: kserve-status-and-objects §7.2, §7.3.
 */
export function clusterScaleOf(options: {
  readonly service: InferenceService;
  readonly component: ScalingFields;
  readonly cluster: {
    readonly clusterAutoscalers?: readonly string[];
    readonly maxReplicas: number;
  };
}): ClusterScale | undefined {
  const { service, component, cluster } = options;
  const by = autoscalerOf(service, component);
  if (by !== 'hpa' && by !== 'keda') return undefined;
  if (!cluster.clusterAutoscalers?.includes(by)) return undefined;
  const { values } = readScalingAnnotations(service.metadata.annotations);
  const ceiling = Math.max(1, cluster.maxReplicas);
  const asked = component.minReplicas ?? values.minScale ?? 1;
  const minReplicas = Math.min(ceiling, Math.max(by === 'keda' ? 0 : 1, asked));
  const most = component.maxReplicas ?? values.maxScale ?? 0;
  const { metrics = [], behavior } = component.autoScaling ?? {};
  const listed = metrics.map(withDefaultTarget);
  return {
    class: by,
    minReplicas,
    // KEDA takes no scaler that may never have a replica
    maxReplicas: Math.min(ceiling, Math.max(most, minReplicas, 1)),
    metrics:
      listed.length > 0 || by === 'keda'
        ? listed
        : namedMetric(
            component.scaleMetric ?? values.metric ?? 'cpu',
            component.scaleTarget ?? values.target,
          ),
    ...(behavior ? { behavior } : {}),
  };
}

/** None: Kubernetes takes cpu at 80 %. */
function namedMetric(
  name: string,
  target: number | undefined,
): readonly MetricSpec[] {
  if (name !== 'cpu' && name !== 'memory') return [];
  const utilization = target ?? (name === 'cpu' ? CPU_UTILIZATION : undefined);
  if (utilization === undefined) return [];
  return [
    {
      type: 'Resource',
      resource: {
        name,
        target: { type: 'Utilization', averageUtilization: utilization },
      },
    },
  ];
}

function withDefaultTarget(metric: MetricSpec): MetricSpec {
  const { resource } = metric;
  const { type, averageUtilization } = resource?.target ?? {};
  return resource?.name === 'cpu' &&
    type === 'Utilization' &&
    averageUtilization === undefined
    ? {
        ...metric,
        resource: {
          ...resource,
          target: { ...resource.target, averageUtilization: CPU_UTILIZATION },
        },
      }
    : metric;
}
