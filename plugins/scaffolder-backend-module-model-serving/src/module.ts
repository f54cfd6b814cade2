import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  modelServingServiceRef,
  readDefaultCluster,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  createConnectionCreateAction,
  createDeploymentCreateAction,
  createDeploymentDeleteAction,
  createDeploymentScaleAction,
  createDeploymentStartAction,
  createDeploymentStopAction,
  createDeploymentWaitAction,
} from './actions';

/**
 * Template actions that create connections and deploy, wait for, change and delete models.
 *
 * @public
 */
export const scaffolderModuleModelServing = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'model-serving',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        modelServing: modelServingServiceRef,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ config, modelServing, scaffolder }) {
        const options = {
          modelServing,
          defaultCluster: readDefaultCluster(config),
        };
        scaffolder.addActions(
          createConnectionCreateAction(options),
          createDeploymentCreateAction(options),
          createDeploymentWaitAction(options),
          createDeploymentStartAction(options),
          createDeploymentStopAction(options),
          createDeploymentScaleAction(options),
          createDeploymentDeleteAction(options),
        );
      },
    });
  },
});
