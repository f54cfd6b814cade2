import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { untilPasses } from '../__testUtils__/untilPasses';

jest.setTimeout(600_000);

const DEADLINE_MS = 120_000;

onCluster('the storage initializer of KServe in the place of ours', () => {
  let bed: ClusterTestBed;

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
  });

  afterEach(() => bed?.close());

  it.each<[uri: string, values: Record<string, string>]>([
    [
      's3://models/iris',
      {
        AWS_ACCESS_KEY_ID: 'reader',
        AWS_SECRET_ACCESS_KEY: 'not-a-real-secret',
        AWS_S3_ENDPOINT: 'http://minio.storage:9000',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_S3_BUCKET: 'models',
        S3_VERIFY_SSL: '0',
      },
    ],
    [
      'gs://models/iris',
      { 'gcloud-application-credentials.json': '{"type":"service_account"}' },
    ],
    ['hf://greenroom/iris', { HF_TOKEN: 'hf_not-a-real-token' }],
    ['https://models.example/iris.onnx', {}],
  ])('is given what KServe gives it for %s', async (uri, values) => {
    bed.values = values;
    const driver = await bed.started(undefined, {
      initializer: 'test-kserve-initializer',
    });
    const revision = {
      ...bed.revision('iris'),
      model: { uri, connection: 'bucket' },
    };
    await driver.apply(revision, 1);
    await untilPasses(async () => {
      const [facts] = driver.facts(revision.service);
      expect(facts?.fetch.failure?.message).toBeUndefined();
      expect(facts?.fetch.state).toBe('fetched');
    }, DEADLINE_MS);
  });
});
