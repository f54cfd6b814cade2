import type {
  ClusterDetail,
  ClusterSettings,
  ClusterView,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';

/** One configured cluster with its running driver. */
export interface Cluster {
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly driver: ClusterDriver;
}

/** The configured clusters. */
export interface Clusters {
  readonly all: readonly Cluster[];
  readonly default: Cluster;
  /** @throws InputError naming the known clusters, for a name that is not configured. */
  get(name: string): Cluster;
  /** Settings for decisions, with what the driver can do. */
  settings(name: string): Promise<ClusterSettings>;
  /** Runtimes the driver brings along. */
  builtInRuntimes(name: string): Promise<readonly ServingRuntime[]>;
  views(): Promise<readonly ClusterView[]>;
  /** One of them with what it has, also while it cannot be used. */
  detail(name: string): Promise<ClusterDetail>;
}

/** One entry of `modelServing.clusters`. */
export interface ClusterOptions {
  readonly name: string;
  /** Driver type, as a driver module registered it. */
  readonly driver: string;
  readonly title: string;
  readonly isDefault: boolean;
  /** Where it stands in the configuration, for messages. */
  readonly path: string;
}
