import { KubernetesObject } from './meta';

/** What a cached model says, cluster-wide or of one namespace. @public */
export interface LocalModelCacheSpec {
  /** Unique per scope, and never changed. */
  sourceModelUri: string;
  /** Kubernetes quantity; YAML may write a whole one as a number. */
  modelSize: string | number;
  /** Names of LocalModelNodeGroups; at least one. */
  nodeGroups: string[];
  serviceAccountName?: string;
  storage?: { key?: string; parameters?: Record<string, string> };
}

/** KServe's LocalModelCache v1alpha1: a model that every namespace finds on its nodes. @public */
export interface LocalModelCache extends KubernetesObject {
  kind: 'LocalModelCache';
  spec: LocalModelCacheSpec;
}

/** KServe's LocalModelNamespaceCache v1alpha1. @public */
export interface LocalModelNamespaceCache extends KubernetesObject {
  kind: 'LocalModelNamespaceCache';
  spec: LocalModelCacheSpec;
}

/** KServe's LocalModelNodeGroup v1alpha1: nodes with room for cached models. @public */
export interface LocalModelNodeGroup extends KubernetesObject {
  kind: 'LocalModelNodeGroup';
  spec: {
    /** Kubernetes quantity; YAML may write a whole one as a number. */
    storageLimit: string | number;
    persistentVolumeSpec: Record<string, unknown>;
    persistentVolumeClaimSpec: Record<string, unknown>;
  };
}
