import { ResourceRequirements } from '../resources';

/**
 * Which behaviour a decision function follows: `kserve` predicts what KServe 0.20 does, quirks included; `greenroom` is
 * ours on native clusters.
 * @public
 */
export type Profile = 'kserve' | 'greenroom';

/**
 * Settings of one cluster, with KServe's keys and defaults (`inferenceservice-config`) as far as they are used.
 * @public
 */
export interface ClusterSettings {
  readonly cluster: string;
  readonly isDefaultCluster: boolean;
  readonly profile: Profile;
  /** KServe: `deploy.defaultDeploymentMode`. Native: `Standard`. */
  readonly defaultDeploymentMode: 'Standard' | 'Knative' | 'ModelMesh';
  /** KServe: `inferenceService.resource`; for custom containers. */
  readonly defaultResources: ResourceRequirements;
  /** KServe: `explainers.art.defaultImageVersion`; absent: an ART explainer gets no version. */
  readonly artVersion?: string;
  /** KServe: `multiNode.customGPUResourceTypeList`. */
  readonly customGpuTypes?: readonly string[];
  /** KServe: `localModel.enabled`; absent: false. */
  readonly localModelCaches?: boolean;
  /** KServe: `security.autoMountServiceAccountToken`; absent: true. */
  readonly autoMountServiceAccountToken?: boolean;
  /**
   * Managed clusters: what the KServe there accepts and never gets to run. `knative`: services in Knative mode;
   * `standardMultiNode`: those over several nodes in Standard mode. Absent: nothing is known of it.
   */
  readonly lacks?: readonly ('knative' | 'standardMultiNode')[];
  /**
   * Managed clusters: Open Data Hub, or OpenShift AI, is there. Its reading of routes and tokens counts, and its webhooks
   * have a say in what is written. Absent: it is not there.
   */
  readonly openDataHub?: boolean;
  readonly ingress: {
    /** KServe: `ingress.ingressDomain`. `localhost` on `local`. */
    readonly domain: string;
    /** Go template over Name, Namespace, IngressDomain. KServe's default `{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}`. */
    readonly domainTemplate: string;
    readonly urlScheme: 'http' | 'https';
    /** Requests for the hosts reach the gateway by what the cluster's driver writes for each service. Absent: they may not. */
    readonly isRouted?: boolean;
  };
  /** What the cluster's gateway answers on, e.g. `http://localhost:8080`; undefined until it is known. */
  readonly gatewayUrl?: string;
  /** From the driver. */
  readonly storageSchemes: readonly string[];
  readonly autoscalerClasses: readonly string[];
  /** Classes whose number of replicas is left to an autoscaler of the cluster, whether or not it is there now. Absent: none. */
  readonly clusterAutoscalers?: readonly string[];
  /** What classes that are not there would need, and whom to ask: `KEDA (keda.sh), which …`. */
  readonly autoscalerNeeds?: Readonly<Record<string, string>>;
  readonly scaleToZero: boolean;
  readonly maxReplicas: number;
  /** Native clusters: Knative's `allow-zero-initial-scale`. Absent: false. */
  readonly allowZeroInitialScale?: boolean;
}
