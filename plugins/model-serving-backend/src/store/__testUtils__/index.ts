import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  annotations,
  type Connection,
  type InferenceService,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { ScaleRecord, scaleStep } from '../../autoscale';
import { FakeClock } from '../../testing';
import { DatabaseStores } from '../DatabaseStores';
import type { ObservedDeployment } from '../types';

/** Stores on a database of `TestDatabases`, with a clock that the test moves. */
export async function createTestStores(db: Knex): Promise<{
  readonly stores: DatabaseStores;
  readonly clock: FakeClock;
}> {
  const clock = new FakeClock(Date.parse('2026-11-21T12:00:00.000Z'));
  const stores = await DatabaseStores.create({
    database: mockServices.database.mock({ getClient: async () => db }),
    secretKeys: [{ id: 'test', key: randomBytes(32) }],
    clock,
    logger: mockServices.logger.mock(),
  });
  return { stores, clock };
}

/** A deployment with what a test says, and the least of the rest. */
export function testService(options: {
  readonly name?: string;
  readonly namespace?: string;
  readonly owner?: string;
  readonly title?: string;
  readonly tags?: string;
  readonly format?: string;
  readonly runtime?: string;
  readonly connection?: string;
  readonly minReplicas?: number;
  readonly annotations?: Record<string, string>;
}): InferenceService {
  const entries: [string, string | undefined][] = [
    [annotations.owner, options.owner],
    [annotations.displayName, options.title],
    [annotations.tags, options.tags],
    ...Object.entries(options.annotations ?? {}),
  ];
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: options.name ?? 'iris',
      namespace: options.namespace ?? 'demo',
      annotations: Object.fromEntries(
        entries.filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      ),
    },
    spec: {
      predictor: {
        minReplicas: options.minReplicas ?? 1,
        model: {
          modelFormat: { name: options.format ?? 'onnx' },
          ...(options.runtime && { runtime: options.runtime }),
          ...(options.connection
            ? { storage: { key: options.connection, path: 'iris' } }
            : { storageUri: 's3://models/iris' }),
        },
      },
    },
  };
}

/** A decision that changed nothing, with what a test says. */
export function testScaleRecord(
  change: Partial<ScaleRecord> = {},
): ScaleRecord {
  const spec = {
    metric: 'concurrency' as const,
    aggregation: 'linear' as const,
    target: 10,
    total: 14.3,
    stableWindowMs: 60_000,
    panicWindowMs: 6_000,
    panicThreshold: 2,
    maxScaleUpRate: 1000,
    maxScaleDownRate: 2,
    activationScale: 1,
    targetBurstCapacity: 211,
    minScale: 0,
    maxScale: 5,
    initialScale: 1,
    enableScaleToZero: true,
    graceMs: 30_000,
    retentionMs: 0,
    scaleDownDelayMs: 0,
  };
  return {
    ...scaleStep({
      at: 120_000,
      spec,
      ready: 2,
      inflight: 27,
      isHeld: true,
      stable: 27,
      panic: 27,
      before: {
        replicas: 3,
        activity: 'active',
        activitySince: 0,
        isInitialized: true,
        maxPanicReplicas: 0,
      },
    }),
    ...change,
  };
}

/** An S3 connection without its secret values. */
export function testConnection(options: {
  readonly name: string;
  readonly namespace?: string;
  readonly owner?: string;
}): Connection {
  return {
    apiVersion: 'greenroom/v1alpha1',
    kind: 'Connection',
    metadata: {
      name: options.name,
      namespace: options.namespace ?? 'demo',
      annotations: options.owner ? { [annotations.owner]: options.owner } : {},
    },
    spec: {
      type: 's3',
      values: {
        AWS_S3_ENDPOINT: 'http://127.0.0.1:9000',
        AWS_S3_BUCKET: 'models',
      },
      secretKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    },
  };
}

/** A runtime for one format. */
export function testRuntime(options: {
  readonly kind: ServingRuntime['kind'];
  readonly name: string;
  readonly namespace?: string;
  readonly format?: string;
}): ServingRuntime {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: options.kind,
    metadata: { name: options.name, namespace: options.namespace },
    spec: {
      supportedModelFormats: [
        { name: options.format ?? 'onnx', autoSelect: true },
      ],
      protocolVersions: ['v2'],
      containers: [{ name: 'kserve-container', image: 'example/server:1' }],
    },
  };
}

/** An observation in a state. */
export function testObserved(
  code: ObservedDeployment['state']['code'],
  more: Partial<ObservedDeployment> = {},
): ObservedDeployment {
  return {
    state: {
      code,
      word: code[0].toUpperCase() + code.slice(1),
      tone: code === 'ready' ? 'green' : 'grey',
      headline: '',
      notes: [],
      findings: [],
      steps: [],
    },
    stateSince: '2026-11-21T12:00:00.000Z',
    generation: 1,
    replicas: { ready: 1, desired: 1, min: 1, max: 1 },
    endpoints: [],
    revisions: [],
    configuration: [],
    warnings: [],
    ...more,
  };
}
