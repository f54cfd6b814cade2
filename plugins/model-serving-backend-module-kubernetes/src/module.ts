import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { modelServingDriversExtensionPoint } from '@greenroom/backstage-plugin-model-serving-node';
import { version } from '../package.json';
import { createKubernetesDriver } from './driver';
import { createKServeDriver } from './managed';

/**
 * Adds the driver types `kubernetes` and `kserve` to the model-serving plugin.
 * @public
 */
export const modelServingModuleKubernetes = createBackendModule({
  pluginId: 'model-serving',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        drivers: modelServingDriversExtensionPoint,
      },
      async init({ config, drivers }) {
        drivers.addDriverType('kubernetes', ({ cluster }) =>
          createKubernetesDriver(config, cluster, version),
        );
        drivers.addDriverType('kserve', ({ cluster }) =>
          createKServeDriver(config, cluster, version),
        );
      },
    });
  },
});
