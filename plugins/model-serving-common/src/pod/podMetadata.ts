import { SERVING_GROUP } from '../constants';
import {
  InferenceService,
  PodSpec,
  PredictorSpec,
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
];

/** Fields of a predictor that are not part of its pod spec. */
const NOT_POD: readonly string[] = [
  'name',
  'model',
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
  readonly runtime?: ServingRuntime;
  readonly defaults?: Pick<ServerDefaults, 'labels'>;
}): { labels: Record<string, string>; annotations: Record<string, string> } {
  const { service, runtime, defaults } = options;
  const { metadata, spec } = service;
  return {
    labels: {
      ...runtime?.spec.labels,
      ...defaults?.labels,
      ...metadata.labels,
      ...spec.predictor.labels,
      app: `isvc.${componentNameOf(service)}`,
      [`${SERVING_GROUP}/inferenceservice`]: metadata.name,
      component: 'predictor',
    },
    annotations: {
      ...runtime?.spec.annotations,
      ...Object.fromEntries(
        Object.entries(metadata.annotations ?? {}).filter(
          ([key]) => !NOT_COPIED.includes(key),
        ),
      ),
      ...spec.predictor.annotations,
    },
  };
}

/**
 * Name of a service's predictor component: `{service}-predictor`, or `{service}-{predictor.name}-predictor`.
 * @public
 */
export function componentNameOf(service: InferenceService): string {
  const { name } = service.spec.predictor;
  return [service.metadata.name, ...(name ? [name] : []), 'predictor'].join(
    '-',
  );
}

/** The Kubernetes pod spec that is written inline in a predictor. */
export function inlinePodSpec(predictor: PredictorSpec): PodSpec {
  return Object.fromEntries(
    Object.entries(predictor).filter(([field]) => !NOT_POD.includes(field)),
  );
}
