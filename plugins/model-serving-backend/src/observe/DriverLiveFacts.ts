import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters';
import { LiveFacts } from './types';

/** Facts as the drivers of this process see them. */
export class DriverLiveFacts implements LiveFacts {
  readonly #clusters: Pick<Clusters, 'all'>;

  constructor(clusters: Pick<Clusters, 'all'>) {
    this.#clusters = clusters;
  }

  revision(cluster: string, key: string): RevisionFacts | undefined {
    const configured = this.#clusters.all.find(({ name }) => name === cluster);
    return configured?.driver.facts().find(facts => facts.key === key);
  }
}
