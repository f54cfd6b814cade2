/**
 * The process that is measured: a backend with the plugin, the real permission framework and a real database, on a
 * cluster and a gateway that cost nothing. The parent asks it for its counters.
 *
 * Usage: portal.ts '{"database", "folder", "gatewayPort", "adopt"}', with an IPC channel.
 */
import { randomBytes } from 'node:crypto';
import { parse } from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  DEPLOYMENT_TOPIC,
  RESOURCE_TYPE_MODEL_DEPLOYMENT,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  createModelDeploymentConditionalDecision,
  modelDeploymentConditions,
  modelServingDriversExtensionPoint,
} from '@greenroom/backstage-plugin-model-serving-node';
import knexFactory from 'knex';
import modelServingPlugin from '../src';
import { pluginTokens } from '../src/api/__testUtils__/pluginTokens';
import { BenchDriver } from './BenchDriver';

/** A database as Backstage's configuration and knex name it. */
export type BenchDatabase =
  | {
      readonly client: 'better-sqlite3';
      readonly connection: { readonly filename: string };
    }
  | { readonly client: 'pg'; readonly connection: string };

const PLUGIN = 'model-serving';

interface Options {
  readonly database: BenchDatabase;
  readonly gatewayPort: number;
  /** Whether the cluster runs what the database says, as after a restart of the backend alone. */
  readonly adopt: boolean;
}

/** Ada sees what ten of the hundred teams own, and three of the fifty projects; others see everything. */
const policy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'bench-policy',
  register(env) {
    env.registerInit({
      deps: { policies: policyExtensionPoint },
      async init({ policies }) {
        policies.setPolicy({
          async handle({ permission }, user) {
            const isAda = user?.info.userEntityRef === 'user:default/ada';
            if (
              !isAda ||
              !isResourcePermission(permission, RESOURCE_TYPE_MODEL_DEPLOYMENT)
            ) {
              return { result: AuthorizeResult.ALLOW };
            }
            const claims = Array.from(
              { length: 10 },
              (_, i) => `group:default/team-${i}`,
            );
            return createModelDeploymentConditionalDecision(permission, {
              anyOf: [
                modelDeploymentConditions.isOwner({ claims }),
                modelDeploymentConditions.inNamespace({
                  namespaces: ['project-11', 'project-12', 'project-13'],
                }),
              ],
            });
          },
        });
      },
    });
  },
});

/** Whether the parent wants to hear of every change. */
let isWatching = false;

function benchModule(driver: BenchDriver) {
  return createBackendModule({
    pluginId: 'model-serving',
    moduleId: 'bench',
    register(env) {
      env.registerInit({
        deps: {
          drivers: modelServingDriversExtensionPoint,
          events: eventsServiceRef,
        },
        async init({ drivers, events }) {
          drivers.addDriverType('bench', () => driver);
          // What the catalog's entity provider acts on
          await events.subscribe({
            id: 'bench',
            topics: [DEPLOYMENT_TOPIC],
            onEvent: async ({ eventPayload }) => {
              if (isWatching) {
                process.send?.({ changed: eventPayload, at: Date.now() });
              }
            },
          });
        },
      });
    },
  });
}

/** Backstage's configuration of it. Backstage joins a file's name to a folder; knex takes the path. */
function configOf({ client, connection }: BenchDatabase) {
  if (typeof connection === 'string') {
    return { client, connection, plugin: { [PLUGIN]: { connection } } };
  }
  const { dir: directory, base: filename } = parse(connection.filename);
  return {
    client,
    connection: { directory },
    plugin: { [PLUGIN]: { connection: { filename } } },
  };
}

async function adoptAll(
  driver: BenchDriver,
  database: BenchDatabase,
): Promise<void> {
  const db = knexFactory({ ...database, useNullAsDefault: true });
  const stopped = new Set<string>(
    await db('resources').where({ state: 'stopped' }).pluck('uid'),
  );
  const rows: { service_uid: string; spec: string }[] = await db(
    'revisions',
  ).select('service_uid', 'spec');
  for (const { service_uid: uid, spec } of rows) {
    driver.adopt(JSON.parse(spec), stopped.has(uid) ? 0 : 1);
  }
  await db.destroy();
}

async function main({ database, gatewayPort, adopt }: Options): Promise<void> {
  const driver = new BenchDriver({
    id: 'gateway-1',
    publicUrl: 'http://localhost:8080',
    request: (path, init) =>
      fetch(`http://127.0.0.1:${gatewayPort}${path}`, init),
  });
  if (adopt) await adoptAll(driver, database);
  const backend = await startTestBackend({
    features: [
      modelServingPlugin,
      benchModule(driver),
      permissionPlugin,
      policy,
      // The ones of the test backend do not reach from plugin to plugin
      eventsServiceFactory,
      pluginTokens,
      mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
      mockServices.rootConfig.factory({
        data: {
          backend: {
            database: configOf(database),
          },
          permission: { enabled: true },
          modelServing: {
            clusters: [{ name: 'local', driver: 'bench' }],
            namespaces: Array.from({ length: 50 }, (_, i) => `project-${i}`),
            secretKeys: [
              { id: 'bench', key: randomBytes(32).toString('base64') },
            ],
          },
        },
      }),
    ],
  });
  process.on('message', (message: { stop?: boolean; watch?: boolean }) => {
    if (message.stop) {
      backend.stop().finally(() => process.exit());
      return;
    }
    if (message.watch !== undefined) isWatching = message.watch;
    const { user, system } = process.cpuUsage(driver.startCpu);
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      rssBytes: process.memoryUsage.rss(),
      maxRssBytes: process.resourceUsage().maxRSS * 1024,
      applies: driver.applies,
      lastApplyAt: driver.lastApplyAt,
      startedAt: driver.startedAt,
      now: Date.now(),
    });
  });
  process.send?.({ port: backend.server.port() });
}

main(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
