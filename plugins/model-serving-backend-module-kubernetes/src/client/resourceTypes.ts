/** A type of objects and where the API server has it. */
export interface ResourceType {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
}

/** What the driver writes and watches. */
export const resourceTypes = {
  Deployment: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
  },
  ConfigMap: { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps' },
  Event: { apiVersion: 'v1', kind: 'Event', plural: 'events' },
  Pod: { apiVersion: 'v1', kind: 'Pod', plural: 'pods' },
  Secret: { apiVersion: 'v1', kind: 'Secret', plural: 'secrets' },
  Service: { apiVersion: 'v1', kind: 'Service', plural: 'services' },
  PodDisruptionBudget: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
  },
  HorizontalPodAutoscaler: {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
  },
  ScaledObject: {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    plural: 'scaledobjects',
  },
  Ingress: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    plural: 'ingresses',
  },
  HTTPRoute: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    plural: 'httproutes',
  },
} as const satisfies Readonly<Record<string, ResourceType>>;

/** Path of a collection, of a namespace or of all, or of one object. */
export function pathOf(
  { apiVersion, plural }: ResourceType,
  at: { readonly namespace?: string; readonly name?: string } = {},
): string {
  const root = apiVersion.includes('/') ? 'apis' : 'api';
  return [
    '',
    root,
    ...apiVersion.split('/'),
    ...(at.namespace ? ['namespaces', encodeURIComponent(at.namespace)] : []),
    plural,
    ...(at.name ? [encodeURIComponent(at.name)] : []),
  ].join('/');
}
