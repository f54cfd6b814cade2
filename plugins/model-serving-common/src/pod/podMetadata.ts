import { annotations, SERVING_GROUP } from '../constants';
import {
  ComponentName,
  ComponentSpec,
  InferenceService,
  PodSpec,
  ServingRuntime,
} from '../resources';
import { ServerDefaults } from './serverDefaults';

/** Annotations of a service that its pods never get. Source: kserve-resources §1. */
const NOT_COPIED: readonly string[] = [
  'autoscaling.knative.dev/min-scale',
  'autoscaling.knative.dev/max-scale',
  'internal.serving.kserve.io/storage-initializer-sourceuri',
  'kubectl.kubernetes.io/last-applied-configuration',
  'modelFormat',
  // How traffic is split changes nothing of what runs.
  annotations.canaryGuard,
  annotations.canaryAllowed,
  annotations.sticky,
  annotations.shadow,
  annotations.queueDepth,
  annotations.queueTimeout,
  annotations.enableTagRouting,
  annotations.rolloutDuration,
];

/** Fields of a component that are not part of its pod spec. */
const NOT_POD: readonly string[] = [
  'name',
  'model',
  'art',
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'scaleMetricType',
  'autoScaling',
  'containerConcurrency',
  'timeout',
  'canaryTrafficPercent',
  'labels',
  'annotations',
  'logger',
  'batcher',
  'deploymentStrategy',
  'storageUris',
  'storageContainerName',
  'workerSpec',
];

/** Labels and annotations of a pod: runtime, then service, then component, then the fixed ones. */
export function podMetadata(options: {
  readonly service: InferenceService;
  readonly component: ComponentName;
  readonly runtime?: ServingRuntime;
  readonly defaults?: Pick<ServerDefaults, 'labels'>;
}): { labels: Record<string, string>; annotations: Record<string, string> } {
  const { service, component, runtime, defaults } = options;
  const { metadata, spec } = service;
  return {
    labels: {
      ...runtime?.spec.labels,
      ...defaults?.labels,
      ...metadata.labels,
      ...spec[component]?.labels,
      app: `isvc.${componentNameOf(service, component)}`,
      [`${SERVING_GROUP}/inferenceservice`]: metadata.name,
      component,
    },
    annotations: {
      ...runtime?.spec.annotations,
      ...Object.fromEntries(
        Object.entries(metadata.annotations ?? {}).filter(
          ([key]) => !NOT_COPIED.includes(key),
        ),
      ),
      ...spec[component]?.annotations,
    },
  };
}

/**
 * Name of a service's component: `{service}-{component}`, or `{service}-{predictor.name}-predictor` where the predictor
 * has a name.
 * @public
 */
export function componentNameOf(
  service: InferenceService,
  component: ComponentName = 'predictor',
): string {
  const { name } = component === 'predictor' ? service.spec.predictor : {};
  return [service.metadata.name, ...(name ? [name] : []), component].join('-');
}

/** The Kubernetes pod spec that is written inline in a component. */
export function inlinePodSpec(component: ComponentSpec): PodSpec {
  return Object.fromEntries(
    Object.entries(component).filter(([field]) => !NOT_POD.includes(field)),
  );
}
