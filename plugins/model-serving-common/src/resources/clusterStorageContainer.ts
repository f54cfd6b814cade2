import { KubernetesObject } from './meta';
import { Container } from './pod';

/** What a ClusterStorageContainer is for. @public */
export type StorageWorkloadType = 'initContainer' | 'localModelDownloadJob';

/** KServe's ClusterStorageContainer v1alpha1: how to fetch models of some URIs. @public */
export interface ClusterStorageContainer extends KubernetesObject {
  kind: 'ClusterStorageContainer';
  spec: {
    container: Container;
    /** A URI fits if it starts with a `prefix` or a `regex` matches somewhere in it. */
    supportedUriFormats: { prefix?: string; regex?: string }[];
    /** `initContainer` if absent. */
    workloadType?: StorageWorkloadType;
    supportsMultiModelDownload?: boolean;
  };
  disabled?: boolean;
}
