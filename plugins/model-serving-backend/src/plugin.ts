import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { entityRefOf } from '@greenroom/backstage-plugin-model-serving-common';
import { modelServingDriversExtensionPoint } from '@greenroom/backstage-plugin-model-serving-node';
import { registerPermissions } from './access';
import { createRouter, createServices } from './api';
import {
  ConfiguredClusters,
  connectionCredentials,
  DriverTypes,
  recordShutdownSignal,
} from './clusters';
import { readAutoscalerSettings } from './autoscale';
import { readOptions } from './config';
import { reencryptSecrets } from './connections';
import { readGraphDefaults } from './graph';
import { ChangePublisher, DriverLiveFacts, RuntimePublisher } from './observe';
import { addressPolicyFromConfig } from './outbound';
import { RuntimesInReach } from './runtimes';
import { ControlPlane, Leadership, runControlPlane } from './control';
import { secretKeysFromConfig } from './secrets';
import { DatabaseStores } from './store';
import { systemClock } from './time';
import { GatewayKeys } from './tokens';

/**
 * The control plane of Greenroom: API, store, reconcile, routing, metrics history.
 *
 * Clusters come with driver modules (`modelServingDriversExtensionPoint`).
 * @public
 */
export const modelServingPlugin = createBackendPlugin({
  pluginId: 'model-serving',
  register(env) {
    const drivers = new DriverTypes();
    env.registerExtensionPoint(modelServingDriversExtensionPoint, drivers);

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { config, database, events, httpRouter, lifecycle, logger } =
          deps;
        const { permissionsRegistry, scheduler, signals } = deps;
        const options = readOptions(config);
        const clock = systemClock;
        const random = Math.random;

        const stores = await DatabaseStores.create({
          database,
          secretKeys: secretKeysFromConfig(config),
          clock,
          logger,
        });
        registerPermissions({
          permissionsRegistry,
          resources: stores.resources,
        });

        const keys = new GatewayKeys(stores.secrets);
        const autoscaler = readAutoscalerSettings(config);
        const clusters = ConfiguredClusters.create({
          ...options,
          allowZeroInitialScale: autoscaler.allowZeroInitialScale,
          types: drivers,
          credentials: connectionCredentials(stores),
          componentKey: service => keys.key('component', service),
          portal: () => stores.counters.epoch(),
          giving: connection => stores.given.add(connection),
          clock,
          random,
          logger,
        });
        const policy = addressPolicyFromConfig(config);
        const graphs = readGraphDefaults(config);
        const lease = 'control-plane';
        const controlPlane = new ControlPlane({
          stores,
          lease,
          autoscaler,
          graphs,
          addressRules: policy,
          clusters,
          notifications: deps.notifications,
          entityRef: ref =>
            entityRefOf({
              ...ref,
              kind: 'InferenceService',
              isDefaultCluster: ref.cluster === clusters.default.name,
            }),
          clock,
          random,
          logger,
        });
        const services = createServices({
          graphs,
          scaling: (...revision) => controlPlane.scaling(...revision),
          stores,
          clusters,
          live: new DriverLiveFacts(clusters),
          policy,
          tokensMayNeverExpire: options.tokensMayNeverExpire,
          auth: deps.auth,
          userInfo: deps.userInfo,
          permissions: deps.permissions,
          permissionsRegistry,
          clock,
        });
        httpRouter.use(
          createRouter({
            ...services,
            httpAuth: deps.httpAuth,
            auditor: deps.auditor,
          }),
        );

        await scheduler.scheduleTask({
          id: 'model-serving-reencrypt-secrets',
          frequency: { minutes: 10 },
          timeout: { minutes: 5 },
          fn: signal =>
            reencryptSecrets({ secrets: stores.secrets, logger, signal }),
        });

        const leadership = new Leadership({
          leases: stores.leases,
          name: lease,
          holder: randomUUID(),
          office: controlPlane,
          clock,
          logger,
        });
        const changes = new ChangePublisher({
          resources: stores.resources,
          events,
          signals,
          clock,
          logger,
        });
        const runtimeChanges = new RuntimePublisher({
          clusters: clusters.all.map(({ name }) => clusters.get(name)),
          runtimes: new RuntimesInReach({
            clusters,
            resources: stores.resources,
          }),
          events,
          logger,
        });
        await runControlPlane({
          clusters,
          controlPlane,
          leadership,
          publishers: [changes, runtimeChanges],
          samples: stores.samples,
          scaleDecisions: stores.scaleDecisions,
          events,
          lifecycle,
          scheduler,
          signal: recordShutdownSignal(process),
          onShutdown: options.onShutdown,
          clock,
          logger,
        });
      },
    });
  },
});
