import type {
  ResourceRef,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters';
import { LiveFacts } from './types';

/** Facts as the drivers of this process see them. */
export class DriverLiveFacts implements LiveFacts {
  readonly #clusters: Pick<Clusters, 'all'>;

  constructor(clusters: Pick<Clusters, 'all'>) {
    this.#clusters = clusters;
  }

  revision(service: ResourceRef, key: string): RevisionFacts | undefined {
    const cluster = this.#clusters.all.find(
      ({ name }) => name === service.cluster,
    );
    return cluster?.facts(service).find(facts => facts.key === key);
  }
}
