import type { V1Pod } from '@kubernetes/client-node';

/** KServe's init container; its first argument is what it fetches. */
const INITIALIZER = 'storage-initializer';
/** Schemes of storage specs, which KServe completes by the bucket of the connection. */
const OF_STORAGE_SPEC = /^(s3|hdfs|webhdfs):\/\/[^@?\s]+$/;

/**
 * Where pods fetch a model from, if its place follows from a connection: KServe writes bucket and path into the pod, which
 * nobody needs to read a Secret for. Of several, the newest pod's. Source: kserve-status-and-objects §9.3.
 */
export function fetchedLocation(pods: readonly V1Pod[]): string | undefined {
  const [newest] = pods
    .map(({ metadata, spec }) => ({
      at: metadata?.creationTimestamp
        ? new Date(metadata.creationTimestamp).getTime()
        : 0,
      uri: spec?.initContainers?.find(({ name }) => name === INITIALIZER)
        ?.args?.[0],
    }))
    .sort((a, b) => b.at - a.at);
  const uri = newest?.uri;
  return uri && OF_STORAGE_SPEC.test(uri) ? uri : undefined;
}
