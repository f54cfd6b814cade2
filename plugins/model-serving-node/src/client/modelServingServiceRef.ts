import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { HttpModelServingClient } from './HttpModelServingClient';
import type { ModelServingService } from './types';

/**
 * How other backend plugins reach model serving: in any process, with the caller's credentials, over the plugin's HTTP
 * API.
 * @public
 */
export const modelServingServiceRef = createServiceRef<ModelServingService>({
  id: 'model-serving.client',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: ({ auth, discovery }) =>
        new HttpModelServingClient({ auth, discovery }),
    }),
});
