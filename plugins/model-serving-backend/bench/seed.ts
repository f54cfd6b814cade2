/**
 * Fills a database with services that nobody has looked at yet, in a process of its own, so that it does not warm what
 * is measured.
 *
 * Usage: seed.ts '{"database", "count"}'
 */
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  annotations,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import knexFactory from 'knex';
import { DatabaseResourceStore } from '../src/store/resources';
import type { BenchDatabase } from './portal';

const NAMESPACES = 50;
const TEAMS = 100;
/** Every so many-th service has no owner, or is stopped. */
const UNOWNED = 10;
const STOPPED = 20;

/** A service as teams write them: some annotations, a sentence, a few settings. */
function service(i: number): InferenceService {
  const format = i % 3 === 0 ? 'xgboost' : 'onnx';
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: `model-${String(i).padStart(5, '0')}`,
      namespace: `project-${i % NAMESPACES}`,
      annotations: {
        [annotations.displayName]: `Model ${i} of ${format}`,
        [annotations.description]:
          'Scores requests of the shop; trained anew each week from the last ninety days of orders and returns.',
        [annotations.tags]: `shop,batch-${i % 7},${format}`,
        ...(i % UNOWNED === 0
          ? {}
          : { [annotations.owner]: `group:default/team-${i % TEAMS}` }),
        ...(i % STOPPED === 1 ? { [annotations.stop]: 'true' } : {}),
      },
    },
    spec: {
      predictor: {
        minReplicas: 1,
        maxReplicas: 3,
        timeout: 60,
        model: {
          modelFormat: { name: format },
          storageUri: `s3://models/shop/model-${i}/v${i % 9}`,
          resources: {
            requests: { cpu: '250m', memory: '256Mi' },
            limits: { cpu: '1', memory: '512Mi' },
          },
          env: [{ name: 'LOG_LEVEL', value: 'info' }],
        },
      },
    },
  };
}

async function seed(options: {
  readonly database: BenchDatabase;
  readonly count: number;
}): Promise<void> {
  const db = knexFactory({ ...options.database, useNullAsDefault: true });
  await db.migrate.latest({
    directory: resolvePackagePath(
      '@greenroom/backstage-plugin-model-serving-backend',
      'migrations',
    ),
  });
  // One transaction for all: the store's own ones become savepoints of it
  await db.transaction(async tx => {
    const resources = new DatabaseResourceStore({
      db: tx,
      clock: Date,
      logger: mockServices.rootLogger(),
    });
    for (let i = 0; i < options.count; i++) {
      await resources.create('InferenceService', 'local', service(i), {
        actor: 'user:default/bench',
        action: 'create',
      });
    }
  });
  await db.destroy();
}

seed(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
