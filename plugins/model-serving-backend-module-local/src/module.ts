import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { modelServingDriversExtensionPoint } from '@greenroom/backstage-plugin-model-serving-node';
import { createLocalDriver } from './driver';

/**
 * Adds the driver type `local` to the model-serving plugin.
 * @public
 */
export const modelServingModuleLocal = createBackendModule({
  pluginId: 'model-serving',
  moduleId: 'local',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        drivers: modelServingDriversExtensionPoint,
      },
      async init({ config, drivers }) {
        let taken: string | undefined;
        drivers.addDriverType('local', ({ cluster }) => {
          if (taken !== undefined) {
            throw new InputError(
              `modelServing.clusters: '${taken}' and '${cluster}' both have the driver 'local', but there is one machine; remove one`,
            );
          }
          const driver = createLocalDriver(config);
          taken = cluster;
          return driver;
        });
      },
    });
  },
});
