import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { DevS3Server } from '@greenroom/dev-s3';
import {
  ClusterDriver,
  ClusterDriverFactory,
  modelServingDriversExtensionPoint,
  RevisionSpec,
} from '@greenroom/backstage-plugin-model-serving-node';
import module from '.';
import { pickPort } from './host';
import { until } from './__testUtils__/until';

jest.setTimeout(300_000);

const models = resolve(__dirname, '../../../examples/models');

describe('the local cluster with its real programs', () => {
  let folder: string;
  let bucket: DevS3Server;
  let port: number;
  let drivers: ClusterDriver[];
  let terms = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'local-module-'));
    bucket = await DevS3Server.create({
      dir: join(folder, 'bucket'),
      credentials: [{ accessKeyId: 'dev', secretAccessKey: 'dev-secret' }],
    });
    await upload('iris/model.onnx', 'iris-logreg.onnx');
    await upload('broken/model.onnx', 'iris-test.json');
    port = (await pickPort(undefined, Math.random))!;
    drivers = [];
  });

  afterEach(async () => {
    for (const driver of drivers) await driver.shutdown('stop');
    await bucket.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function upload(key: string, file: string): Promise<void> {
    const client = new S3Client({
      endpoint: bucket.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'dev', secretAccessKey: 'dev-secret' },
    });
    await client
      .send(new CreateBucketCommand({ Bucket: 'models' }))
      .catch(() => undefined);
    const Body = await readFile(join(models, file));
    await client.send(
      new PutObjectCommand({ Bucket: 'models', Key: key, Body }),
    );
    client.destroy();
  }

  async function factory(): Promise<ClusterDriverFactory> {
    const types = new Map<string, ClusterDriverFactory>();
    const data = {
      modelServing: {
        local: { dataDir: join(folder, 'data'), gateway: { port, workers: 1 } },
        addresses: { allowPrivate: true, allowHosts: ['127.0.0.1'] },
      },
    };
    const backend = await startTestBackend({
      features: [module, mockServices.rootConfig.factory({ data })],
      extensionPoints: [
        [
          modelServingDriversExtensionPoint,
          {
            addDriverType: (type: string, create: ClusterDriverFactory) => {
              types.set(type, create);
            },
          },
        ],
      ],
    });
    await backend.stop();
    return types.get('local')!;
  }

  async function started(secret = 'dev-secret'): Promise<ClusterDriver> {
    const driver = (await factory())({ cluster: 'local' });
    if (driver.kind !== 'native') throw new Error('we run its replicas');
    drivers.push(driver);
    await driver.start({
      cluster: 'local',
      logger: mockServices.logger.mock(),
      credentials: async () => ({
        type: 's3',
        values: {
          AWS_ACCESS_KEY_ID: 'dev',
          AWS_SECRET_ACCESS_KEY: secret,
          AWS_S3_ENDPOINT: bucket.url,
          AWS_S3_BUCKET: 'models',
        },
      }),
    });
    terms += 1;
    const { signal } = new AbortController();
    await driver.beginTerm?.({ epoch: 'test', fencing: terms, signal });
    return driver;
  }

  /** A revision of the runtime that brings `format`, as the control plane puts it together. */
  async function revision(
    driver: ClusterDriver,
    path: string,
  ): Promise<RevisionSpec> {
    const [{ spec }] = await driver.runtimes();
    return {
      key: 'demo/iris-predictor-00001',
      name: 'iris-predictor-00001',
      service: { cluster: 'local', namespace: 'demo', name: 'iris' },
      serviceUid: 'uid',
      component: 'predictor',
      modelName: 'iris',
      protocol: 'v2',
      model: { uri: `s3://models/${path}`, connection: 'bucket' },
      pod: {
        labels: {},
        annotations: {},
        spec: JSON.parse(
          JSON.stringify({ containers: spec.containers }).replaceAll(
            '{{.Name}}',
            'iris',
          ),
        ),
      },
    };
  }

  it('serves a model from a bucket, and goes on under the next backend', async () => {
    const first = await started();
    for (const runtime of await first.runtimes()) {
      expect(await first.runtimeProblem(runtime)).toBeUndefined();
    }
    expect(await first.describe()).toMatchObject({
      storageSchemes: expect.arrayContaining(['s3']),
      autoscalerClasses: ['none', 'kpa', 'hpa'],
      scaleToZero: true,
    });
    const spec = await revision(first, 'iris');
    await first.apply(spec, 1);
    const before = await ready(first);
    await until(() => first.facts()[0].replicas[0].endpoint?.grpcPort);
    const metadata = await first.request(
      spec.key,
      before.id,
      '/v2/models/iris',
    );
    expect(await metadata.json()).toMatchObject({ name: 'iris' });
    const [gateway] = await first.gateways();
    await first.shutdown('keep');

    const second = await started();
    await second.apply(spec, 1);
    expect(await ready(second)).toMatchObject({
      id: before.id,
      location: before.location,
      restarts: 0,
    });
    const [found] = await second.gateways();
    expect(found.id).toBe(gateway.id);
    expect(found.publicUrl).toBe(`http://localhost:${port}`);
    expect((await found.request('/health')).status).toBe(200);
  });

  it('says what the model server says about a file that is no model', async () => {
    const driver = await started();
    await driver.apply(await revision(driver, 'broken'), 1);
    const failure = await until(
      () => driver.facts()[0]?.failure,
      () => driver.facts(),
    );
    expect(failure).toMatchObject({ code: 'ModelLoadFailed', exitCode: 1 });
    expect(failure.message).not.toBe('');
  });

  it.each`
    situation              | secret          | path         | code
    ${'a wrong key'}       | ${'wrong'}      | ${'iris'}    | ${'StorageDenied'}
    ${'a path of nothing'} | ${'dev-secret'} | ${'nothing'} | ${'StorageNotFound'}
  `('tells $situation from others', async ({ secret, path, code }) => {
    const driver = await started(secret);
    await driver.apply(await revision(driver, path), 1);
    const failure = await until(
      () => driver.facts()[0]?.fetch.failure,
      () => driver.facts(),
    );
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(secret);
  });

  it('is one machine', async () => {
    const create = await factory();
    create({ cluster: 'here' });
    expect(() => create({ cluster: 'there' })).toThrow(
      "'here' and 'there' both have the driver 'local'",
    );
  });

  async function ready(driver: ClusterDriver) {
    return until(
      () => driver.facts()[0]?.replicas.find(({ state }) => state === 'ready'),
      () => driver.facts(),
    );
  }
});
