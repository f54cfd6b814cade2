import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';

/** What every action is made of. @public */
export interface ModelServingActionOptions {
  /** The plugin's API, called with the rights of whoever runs the template. */
  readonly modelServing: ModelServingService;
  /** Cluster of inputs that name none. */
  readonly defaultCluster: string;
}
