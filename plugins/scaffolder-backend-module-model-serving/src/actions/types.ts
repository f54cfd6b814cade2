import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';

/** What every action is made of. @public */
export interface ModelServingActionOptions {
  readonly modelServing: ModelServingService;
  /** Cluster of inputs that name none. */
  readonly defaultCluster: string;
}
