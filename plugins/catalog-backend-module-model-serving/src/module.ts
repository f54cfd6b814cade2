import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  modelServingServiceRef,
  readDefaultCluster,
} from '@greenroom/backstage-plugin-model-serving-node';
import { ModelServingEntityProvider } from './provider';

/**
 * Brings deployments, connections and runtimes of the model-serving plugin into the catalog.
 *
 * @public
 */
export const catalogModuleModelServing = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'model-serving',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        logger: coreServices.logger,
        modelServing: modelServingServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        events,
        logger,
        modelServing,
        scheduler,
      }) {
        const provider = config.getOptionalConfig(
          'catalog.providers.modelServing',
        );
        const schedule = provider?.has('schedule')
          ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
              provider.getConfig('schedule'),
            )
          : {
              frequency: { minutes: 30 },
              timeout: { minutes: 10 },
              scope: 'local' as const,
            };
        catalog.addEntityProvider(
          ModelServingEntityProvider.create({
            auth,
            events,
            logger,
            modelServing,
            taskRunner: scheduler.createScheduledTaskRunner(schedule),
            platformTeam:
              provider?.getOptionalString('platformTeam') ??
              'group:default/platform',
            defaultCluster: readDefaultCluster(config),
          }),
        );
      },
    });
  },
});
