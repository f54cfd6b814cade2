import type { KServeVersion } from './kserveVersion';

/** An API group of a cluster, as its API server lists it. */
export interface ApiGroup {
  readonly name: string;
  /** Served ones, preferred first, e.g. `v1`, `v1beta1`. */
  readonly versions: readonly string[];
  /** Plurals of the preferred version; undefined: whoever serves the group does not answer. */
  readonly resources: readonly string[] | undefined;
}

/** KServe's controller, as far as the portal may see it. */
export interface KServeInstallation {
  readonly namespace: string;
  /** `defaultDeploymentMode` of its configuration. */
  readonly defaultMode?: string;
}

/** What everybody with an account may ask of an API server, and what takes rights where they are there. */
export interface Discovery {
  /** For example `v1.33.1`. */
  readonly version: string;
  /** Those that {@link GROUPS} asks for and the cluster has. */
  readonly groups: readonly ApiGroup[];
  /** Absent: not found; `hidden`: the portal may not look. */
  readonly kserve?: KServeInstallation | 'hidden';
  /** Absent: nothing that the portal may read tells it. */
  readonly kserveVersion?: KServeVersion;
}

/** API groups by which features are known; others are not looked at. */
export const GROUPS = {
  kserve: 'serving.kserve.io',
  knative: 'serving.knative.dev',
  istio: 'networking.istio.io',
  istioSecurity: 'security.istio.io',
  gatewayApi: 'gateway.networking.k8s.io',
  inferencePools: 'inference.networking.k8s.io',
  keda: 'keda.sh',
  metrics: 'metrics.k8s.io',
  customMetrics: 'custom.metrics.k8s.io',
  externalMetrics: 'external.metrics.k8s.io',
  prometheus: 'monitoring.coreos.com',
  authorino: 'authorino.kuadrant.io',
  kuadrant: 'kuadrant.io',
  gatekeeper: 'templates.gatekeeper.sh',
  kyverno: 'kyverno.io',
  leaderWorkerSets: 'leaderworkerset.x-k8s.io',
  kueue: 'kueue.x-k8s.io',
  routes: 'route.openshift.io',
} as const;

/** Name in {@link GROUPS}. */
export type KnownGroup = keyof typeof GROUPS;
