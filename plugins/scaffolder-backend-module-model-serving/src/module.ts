import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  modelServingServiceRef,
  readDefaultCluster,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  createConnectionCreateAction,
  createConnectionRotateAction,
  createDeploymentCreateAction,
  createDeploymentDeleteAction,
  createDeploymentScaleAction,
  createDeploymentStartAction,
  createDeploymentStopAction,
  createDeploymentWaitAction,
} from './actions';

/**
 * Template actions that create and rotate connections and deploy, wait for, change and delete models.
 *
 * @public
 */
export const scaffolderModuleModelServing = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'model-serving',
  register(reg) {
    reg.registerInit({
      deps: {
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        modelServing: modelServingServiceRef,
        scaffolder: scaffolderActionsExtensionPoint,
      },
      async init({ catalog, config, modelServing, scaffolder }) {
        const options = {
          modelServing,
          defaultCluster: readDefaultCluster(config),
        };
        scaffolder.addActions(
          createConnectionCreateAction(options),
          createConnectionRotateAction(options),
          createDeploymentCreateAction(options),
          createDeploymentWaitAction({
            ...options,
            isInCatalog: async (entityRef, credentials) =>
              (await catalog.getEntityByRef(entityRef, { credentials })) !==
              undefined,
          }),
          createDeploymentStartAction(options),
          createDeploymentStopAction(options),
          createDeploymentScaleAction(options),
          createDeploymentDeleteAction(options),
        );
      },
    });
  },
});
