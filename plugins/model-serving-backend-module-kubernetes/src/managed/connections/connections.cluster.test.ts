import type { V1Pod, V1Secret } from '@kubernetes/client-node';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../../__testUtils__/ClusterTestBed';
import { KServeTestBed } from '../../__testUtils__/KServeTestBed';
import { untilPasses } from '../../__testUtils__/untilPasses';
import {
  createObject,
  mergeObject,
  readObject,
  resourceTypes,
} from '../../client';

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

  it('go when nothing names them any more: the Secret, and the value among those of others', async () => {
    const driver = await bed.started();
    const { namespace } = bed;
    const type = resourceTypes.Secret;
    const config = { namespace, name: 'storage-config' };
    await createObject<V1Secret>(bed.client, type, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: config,
      data: { theirs: 'eA==' },
    });
    const at = { namespace, name: 'bucket' };
    const written = await driver.write('InferenceService', service('bucket'));
    expect(bed.given).toEqual([`${namespace}/bucket`]);
    expect((await secret('bucket'))?.metadata?.labels).toMatchObject({
      'greenroom/portal': 'test',
    });
    await expect(driver.takeBack(at)).resolves.toEqual({ state: 'used' });
    // Another connection, and a replica of before that is still there
    const { 'opendatahub.io/connections': _named, ...others } =
      written.metadata.annotations ?? {};
    const model = { modelFormat: { name: 'onnx' }, storageUri: 'pvc://models' };
    const moved = await driver.write('InferenceService', {
      ...written,
      metadata: { ...written.metadata, annotations: others },
      spec: { predictor: { model } },
    });
    expect(moved.spec.predictor.model?.storage).toBeUndefined();
    const pod = await createObject<V1Pod>(bed.client, resourceTypes.Pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace,
        name: 'before',
        labels: { 'serving.kserve.io/inferenceservice': 'iris' },
      },
      spec: {
        nodeName: 'nowhere',
        containers: [
          {
            name: 'kserve-container',
            image: 'x/y:1',
            env: [
              {
                name: 'STORAGE_CONFIG',
                valueFrom: {
                  secretKeyRef: { name: 'storage-config', key: 'bucket' },
                },
              },
            ],
          },
        ],
      },
    });
    const stateOf = async (version?: string) => {
      const told = await driver.takeBack(at, version);
      return told.state === 'unused' ? told.version : told.state;
    };
    await untilPasses(async () => expect(await stateOf()).toBe('used'));
    await bed.client.json(
      `/api/v1/namespaces/${namespace}/pods/${pod.metadata?.name}?gracePeriodSeconds=0`,
      { method: 'DELETE' },
    );
    await untilPasses(async () => expect(await stateOf()).toMatch(/^\d+$/));
    const version = await stateOf();
    // Given to another deployment that has not been written yet: nothing is taken
    await createObject<V1Secret>(bed.client, type, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name: 'other' },
      data: { a: 'eA==' },
    });
    await expect(
      driver.write('InferenceService', {
        ...service('bucket'),
        spec: { predictor: { minReplicas: 'two' as unknown as number } },
      }),
    ).rejects.toThrow();
    const next = await stateOf(version);
    expect(next).not.toBe(version);
    expect((await secret('bucket'))?.data).toBeDefined();
    await expect(stateOf(next)).resolves.toBe('gone');
    expect(await secret('bucket')).toBeUndefined();
    expect((await secret('storage-config'))?.data).toEqual({ theirs: 'eA==' });
    expect(await secret('other')).toBeDefined();
    await expect(stateOf()).resolves.toBe('gone');
  });

  it.each`
    whose                           | patch
    ${'somebody took the label of'} | ${{ metadata: { labels: { 'greenroom/portal': null } } }}
    ${'another tool wrote in'}      | ${{ data: { AWS_S3_BUCKET: 'eA==' } }}
  `('stay where $whose them', async ({ patch }) => {
    const driver = await bed.started();
    const { namespace } = bed;
    const { metadata } = await driver.write(
      'InferenceService',
      service('bucket'),
    );
    const at = { namespace, name: 'bucket' };
    await mergeObject(
      bed.client,
      resourceTypes.Secret,
      at,
      patch,
      '?fieldManager=kubectl-edit',
    );
    const ref = { kind: 'InferenceService' as const, namespace, name: 'iris' };
    await driver.remove(ref, metadata.uid!);
    await untilPasses(async () =>
      expect(await driver.takeBack(at)).toEqual({ state: 'gone' }),
    );
    expect(await secret('bucket')).toBeDefined();
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
