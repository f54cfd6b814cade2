import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import modelServingPlugin from '@greenroom/backstage-plugin-model-serving-backend';
import kubernetesModule from '@greenroom/backstage-plugin-model-serving-backend-module-kubernetes';
import localModule from '@greenroom/backstage-plugin-model-serving-backend-module-local';

/**
 * A control plane in a process of its own, with the configuration that is its first argument (JSON). Says on which port
 * it listens as `port <number>`, and then what it logs.
 */
async function run(config: string): Promise<void> {
  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({ data: JSON.parse(config) }),
      mockServices.rootLogger.factory({ level: 'info' }),
      eventsServiceFactory,
      mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
      modelServingPlugin,
      localModule,
      kubernetesModule,
    ],
  });
  process.stdout.write(`port ${backend.server.port()}\n`);
}

run(process.argv[2]).catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
