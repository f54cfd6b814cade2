import type {
  KubernetesObject,
  V1Deployment,
  V2HorizontalPodAutoscaler,
  V2MetricSpec,
} from '@kubernetes/client-node';
import type {
  ClusterScaler,
  MetricSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterScale,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import { revisionLabels } from './labels';
import { podAnnotations } from './renderDeployment';

/** KServe's, where a service says nothing of them: `behavior` of its ScaledObjects is never left to KEDA. */
const KEDA_WINDOWS = { scaleUp: 0, scaleDown: 300 } as const;
const CPU_UTILIZATION = 80;

/** A ScaledObject, as far as we write it. Source: keda.sh/v1alpha1. */
export interface ScaledObject extends KubernetesObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly triggers: readonly ScaleTrigger[];
    readonly advanced: object;
  };
}

interface ScaleTrigger {
  readonly type: string;
  readonly metricType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly authenticationRef?: { readonly name: string };
}

/** Kind of the object by which a class of autoscalers is told. */
export const scalerKinds: Readonly<
  Record<ClusterScale['class'], ClusterScaler['kind']>
> = {
  hpa: 'HorizontalPodAutoscaler',
  keda: 'ScaledObject',
};

/**
 * What tells an autoscaler of the cluster to scale the Deployment of a revision: it has that one's name and labels, as
 * KServe's has those of the component's. Source: kserve-status-and-objects §7.2, §7.3.
 */
export function renderScaler(
  revision: RevisionSpec,
  scale: ClusterScale,
): V2HorizontalPodAutoscaler | ScaledObject {
  return scale.class === 'hpa'
    ? renderHpa(revision, scale)
    : renderScaledObject(revision, scale);
}

/** The metadata of what {@link renderScaler} makes belongs to its Deployment, and goes with it. */
export function ownedBy<T extends KubernetesObject>(
  object: T,
  { metadata }: V1Deployment,
): T {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
  };
  return {
    ...object,
    metadata: { ...object.metadata, ownerReferences: [owner] },
  };
}

function renderHpa(
  revision: RevisionSpec,
  { minReplicas, maxReplicas, metrics, behavior }: ClusterScale,
): V2HorizontalPodAutoscaler {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf(revision),
    spec: {
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: revision.name,
      },
      minReplicas,
      maxReplicas,
      ...(metrics.length > 0 ? { metrics: metrics.map(hpaMetric) } : {}),
      // KServe drops it. The API server fills what it does not say, and says what is wrong with it
      ...(behavior ? { behavior } : {}),
    },
  };
}

function hpaMetric({ type, resource }: MetricSpec): V2MetricSpec {
  return { type, resource } as V2MetricSpec;
}

function renderScaledObject(
  revision: RevisionSpec,
  { minReplicas, maxReplicas, metrics, behavior }: ClusterScale,
): ScaledObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: metadataOf(revision),
    spec: {
      scaleTargetRef: { name: revision.name },
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      triggers: metrics.flatMap(metric => triggerOf(metric)),
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: {
            scaleUp: rulesOf('scaleUp', behavior),
            scaleDown: rulesOf('scaleDown', behavior),
          },
        },
      },
    },
  };
}

/** With its policies, which KServe drops. */
function rulesOf(
  direction: keyof typeof KEDA_WINDOWS,
  behavior: ClusterScale['behavior'],
): object {
  const given = behavior?.[direction];
  return {
    stabilizationWindowSeconds: KEDA_WINDOWS[direction],
    ...(typeof given === 'object' ? given : {}),
  };
}

function triggerOf({ resource, external }: MetricSpec): ScaleTrigger[] {
  if (resource) {
    const { name, target } = resource;
    const value =
      target.type === 'Utilization'
        ? target.averageUtilization ?? CPU_UTILIZATION
        : target.averageValue;
    return [
      {
        type: name,
        metricType: target.type,
        metadata: { value: String(value) },
      },
    ];
  }
  if (!external) return [];
  const { metric, target, authenticationRef } = external as External;
  const { backend = '', serverAddress = '', query = '', namespace } = metric;
  const secret = authenticationRef?.authenticationRef?.name;
  return [
    {
      type: backend,
      metadata: {
        serverAddress,
        query,
        // Quantities keep the text that people wrote
        threshold: String(
          target.value ?? target.averageValue ?? target.averageUtilization,
        ),
        ...(backend === 'prometheus' && namespace ? { namespace } : {}),
        ...(authenticationRef?.authModes
          ? { authModes: authenticationRef.authModes }
          : {}),
      },
      ...(secret ? { authenticationRef: { name: secret } } : {}),
    },
  ];
}

/** Fields that KServe knows, and nobody here reads otherwise. */
type External = NonNullable<MetricSpec['external']> & {
  readonly metric: { readonly namespace?: string };
  readonly authenticationRef?: {
    readonly authModes?: string;
    readonly authenticationRef?: { readonly name: string };
  };
};

function metadataOf(revision: RevisionSpec) {
  const { name, service } = revision;
  return {
    name,
    namespace: service.namespace,
    labels: revisionLabels(revision),
    annotations: podAnnotations(revision),
  };
}
