import {
  type BackstageCredentials,
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
  createGraphCreateAction,
  createGraphDeleteAction,
  createGraphWaitAction,
} from './actions';

/**
 * Template actions that create and rotate connections, deploy, wait for, change and delete models, and chain them in graphs.
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
        const waitOptions = {
          ...options,
          isInCatalog: async (
            entityRef: string,
            credentials: BackstageCredentials,
          ) =>
            (await catalog.getEntityByRef(entityRef, { credentials })) !==
            undefined,
        };
        scaffolder.addActions(
          createConnectionCreateAction(options),
          createConnectionRotateAction(options),
          createDeploymentCreateAction(options),
          createDeploymentWaitAction(waitOptions),
          createDeploymentStartAction(options),
          createDeploymentStopAction(options),
          createDeploymentScaleAction(options),
          createDeploymentDeleteAction(options),
          createGraphCreateAction(options),
          createGraphWaitAction(waitOptions),
          createGraphDeleteAction(options),
        );
      },
    });
  },
});
