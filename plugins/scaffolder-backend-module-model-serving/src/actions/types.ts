import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';
import type { Clock } from './clock';

/** What every action is made of. @public */
export interface ModelServingActionOptions {
  /** The plugin's API, called with the rights of whoever runs the template. */
  readonly modelServing: ModelServingService;
  /** Cluster of inputs that name none. */
  readonly defaultCluster: string;
}

/** Options of actions that wait. @public */
export interface ModelServingWaitOptions extends ModelServingActionOptions {
  readonly clock?: Clock;
  /** Whether the catalog has an entity; its link is shown next. Absent: not waited for. */
  readonly isInCatalog?: (
    entityRef: string,
    credentials: BackstageCredentials,
  ) => Promise<boolean>;
}
