import type { ServingRuntime } from '@greenroom/backstage-plugin-model-serving-common';
import type { ExposureSettings, PodSettings } from '../objects';

/** How the API server of a cluster is reached, and as whom. */
export type ClusterAccess =
  | {
      readonly kind: 'kubeconfig';
      /** Absent: where kubectl looks. */
      readonly file?: string;
      /** Absent: its current one. */
      readonly context?: string;
    }
  /** As the service account of the pod that this process runs in. */
  | { readonly kind: 'in-cluster' }
  | {
      readonly kind: 'url';
      readonly url: string;
      /** Certificate authority, PEM in base64. */
      readonly caData?: string;
      readonly caFile?: string;
      readonly skipTLSVerify: boolean;
      readonly token?: string;
      /** Read anew when it changes. */
      readonly tokenFile?: string;
    };

/** One cluster of `modelServing.clusters`, with defaults. */
export interface KubernetesConfig {
  readonly access: ClusterAccess;
  /** Projects that people may deploy to. */
  readonly namespaces: readonly string[];
  /** One watch for all namespaces, which takes rights in all of them. */
  readonly watchesCluster: boolean;
  readonly modelServer: {
    readonly image: string;
    readonly imagePullPolicy?: string;
  };
  readonly pods: PodSettings;
  readonly gateway: GatewaySettings;
  /** What lets requests from outside reach the gateway; absent: somebody else sees to that. */
  readonly exposure?: ExposureSettings;
  /** Under which domain; absent: that of all clusters. */
  readonly domain?: string;
  readonly urlScheme?: 'http' | 'https';
  readonly maxReplicas: number;
  /** Where KServe and its `inferenceservice-config` are. */
  readonly kserveNamespace: string;
  /** What people write on a cluster with KServe is written with their own rights. */
  readonly impersonate?: ImpersonationConfig;
  /** Beside those built in. */
  readonly runtimes: readonly ServingRuntime[];
}

/** Where the gateway's pods are, and what clients call. */
export interface GatewaySettings {
  readonly namespace: string;
  /** Of its Service, and the value of the label `app.kubernetes.io/name` of its pods. */
  readonly service: string;
  /** What URLs start with. Absent: it is reached from inside the cluster only. */
  readonly url?: string;
}

/** What a cluster calls people: texts with {ref} (`user:default/ada`), {namespace} and {name}. */
export interface ImpersonationConfig {
  readonly user: string;
  /** Absent: they act without their groups. */
  readonly group?: string;
}
