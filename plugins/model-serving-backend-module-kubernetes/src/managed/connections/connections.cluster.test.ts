import type { V1Secret } from '@kubernetes/client-node';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../../__testUtils__/ClusterTestBed';
import { KServeTestBed } from '../../__testUtils__/KServeTestBed';
import { createObject, readObject, resourceTypes } from '../../client';

jest.setTimeout(600_000);

onCluster('connections on a cluster with KServe', () => {
  let bed: KServeTestBed;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
  });

  afterEach(() => bed.close());

  const service = (connection: string): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: bed.namespace,
      annotations: {
        'opendatahub.io/connections': connection,
        'opendatahub.io/connection-path': 'models/iris',
      },
    },
    spec: { predictor: { model: { modelFormat: { name: 'onnx' } } } },
  });
  const secret = (name: string) =>
    readObject<V1Secret>(bed.client, resourceTypes.Secret, {
      namespace: bed.namespace,
      name,
    });
  const text = (encoded = '') => Buffer.from(encoded, 'base64').toString();

  it('become Secrets and a storage that KServe and Open Data Hub read', async () => {
    const driver = await bed.started();
    await driver.write('InferenceService', service('bucket'), { dryRun: true });
    expect(await secret('bucket')).toBeUndefined();
    const written = await driver.write('InferenceService', service('bucket'));
    expect(written.spec.predictor.model?.storage).toEqual({
      key: 'bucket',
      path: 'models/iris',
    });
    const made = await secret('bucket');
    expect(made?.metadata?.labels).toMatchObject({
      'opendatahub.io/dashboard': 'true',
    });
    expect(text(made?.data?.AWS_SECRET_ACCESS_KEY)).toBe('key');
    const config = await secret('storage-config');
    expect(JSON.parse(text(config?.data?.bucket))).toMatchObject({
      type: 's3',
      bucket: 'models',
      secret_access_key: 'key',
    });
    // Again, over what is there; the keys of others stay.
    const again = await driver.write('InferenceService', {
      ...written,
      spec: { predictor: { ...written.spec.predictor, minReplicas: 2 } },
    });
    expect(again.spec.predictor.minReplicas).toBe(2);
  });

  it('become the same where the storage of a model names them', async () => {
    const driver = await bed.started();
    const { metadata, ...rest } = service('bucket');
    const storage = { key: 'bucket', path: 'models/iris' };
    const model = { modelFormat: { name: 'onnx' }, storage };
    await driver.write('InferenceService', {
      ...rest,
      metadata: { ...metadata, annotations: {} },
      spec: { predictor: { model } },
    });
    expect(text((await secret('bucket'))?.data?.AWS_S3_BUCKET)).toBe('models');
    const config = await secret('storage-config');
    expect(JSON.parse(text(config?.data?.bucket))).toMatchObject({
      type: 's3',
    });
  });

  it("leave the cluster's own alone, and what is no connection", async () => {
    const driver = await bed.started();
    const theirs = await driver.write('InferenceService', service('theirs'));
    expect(theirs.spec.predictor.model?.storage).toBeUndefined();
    expect(await secret('theirs')).toBeUndefined();
    await createObject<V1Secret>(bed.client, resourceTypes.Secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: bed.namespace, name: 'bucket' },
      data: { password: 'eA==' },
    });
    await expect(
      driver.write('InferenceService', {
        ...theirs,
        metadata: {
          ...theirs.metadata,
          annotations: { 'opendatahub.io/connections': 'bucket' },
        },
      }),
    ).rejects.toThrow("has a Secret 'bucket' that is no connection");
    expect((await secret('bucket'))?.data).toEqual({ password: 'eA==' });
  });
});
