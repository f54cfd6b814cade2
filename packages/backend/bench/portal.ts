/**
 * The product that is measured: the control plane with the local driver, which starts gateway and model servers as ever, and a
 * bucket that the model is fetched from once.
 *
 * Usage: portal.ts '{"folder", "sleeper"}', with an IPC channel; sends { url, gatewayUrl }, ends when it is told to stop.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import modelServingPlugin from '@greenroom/backstage-plugin-model-serving-backend';
import localModule from '@greenroom/backstage-plugin-model-serving-backend-module-local';
import { freePort } from '../src/flows/__testUtils__/freePort';
import { authorization } from '../src/flows/__testUtils__/people';
import {
  bucketKeys,
  SampleBucket,
} from '../src/flows/__testUtils__/SampleBucket';

interface Options {
  /** Where it writes. */
  readonly folder: string;
  /** The program of the model that takes its time. */
  readonly sleeper: string;
}

/** Short ones, so that services come to rest soon; what is measured begins where they rest. */
const autoscaler = {
  'stable-window': '6s',
  'scale-to-zero-grace-period': '1s',
};
/** More than any burst here calls for: what is wanted is what is measured. */
const MAX_REPLICAS = 20;

async function main({ folder, sleeper }: Options): Promise<void> {
  const bucket = await SampleBucket.create(folder);
  const gatewayPort = await freePort();
  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://localhost',
            database: {
              client: 'better-sqlite3',
              connection: { directory: join(folder, 'db') },
            },
          },
          modelServing: {
            namespaces: ['demo'],
            onShutdown: 'stop',
            clusters: [{ name: 'local', driver: 'local' }],
            secretKeys: [
              { id: 'bench', key: randomBytes(32).toString('base64') },
            ],
            addresses: { allowHosts: ['127.0.0.1'] },
            autoscaler,
            local: {
              dataDir: join(folder, 'local'),
              gateway: { port: gatewayPort },
              replicas: { max: MAX_REPLICAS },
              programs: { sleeper: { command: sleeper } },
            },
          },
        },
      }),
      eventsServiceFactory,
      mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
      modelServingPlugin,
      localModule,
    ],
  });
  process.on('message', (message: { stop?: boolean }) => {
    if (!message.stop) return;
    backend
      .stop()
      .then(() => bucket.close())
      .finally(() => process.exit());
  });
  process.send?.({
    url: `http://localhost:${backend.server.port()}/api/model-serving`,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    authorization: authorization('alice'),
    bucket: { url: bucket.url, ...bucketKeys },
  });
}

main(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
