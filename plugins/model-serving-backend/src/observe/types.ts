import type {
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Facts that change by the second, as this process sees them; absent on a backend that does not hold the lease. */
export interface LiveFacts {
  /** With CPU and memory. */
  revision(service: ResourceRef, key: string): RevisionFacts | undefined;
}
