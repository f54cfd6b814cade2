import type { V1ObjectMeta, V1Secret } from '@kubernetes/client-node';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { onCluster } from '../../__testUtils__/ClusterTestBed';
import { untilPasses } from '../../__testUtils__/untilPasses';
import { KServeTestBed } from '../../__testUtils__/KServeTestBed';
import { createObject, metadataOf, resourceTypes } from '../../client';

jest.setTimeout(600_000);

const VISIBILITY = 'networking.kserve.io/visibility';
const CONNECTIONS = 'opendatahub.io/connections';
const AUTH = 'security.opendatahub.io/enable-auth';

onCluster('a deployment that Open Data Hub shows too', () => {
  let bed: KServeTestBed;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
  });

  afterEach(() => bed.close());

  const iris = (): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: bed.namespace,
      labels: { [VISIBILITY]: 'exposed' },
      annotations: {
        'openshift.io/display-name': 'Iris',
        'openshift.io/description': 'Flowers',
        [AUTH]: 'true',
      },
    },
    spec: {
      predictor: {
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/iris' },
      },
    },
  });

  it('is written with what its dashboard looks for, and read as it was changed there', async () => {
    const driver = await bed.started(bed.config, { openDataHub: true });
    const { metadata } = await driver.write('InferenceService', iris());
    expect(metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
      [VISIBILITY]: 'exposed',
    });
    expect(metadata.annotations).toMatchObject(iris().metadata.annotations!);
    const ref = {
      kind: 'InferenceService' as const,
      namespace: bed.namespace,
      name: 'iris',
    };
    await bed.edit(ref, {
      metadata: {
        labels: { [VISIBILITY]: null },
        annotations: { [AUTH]: 'false', 'openshift.io/display-name': 'Irises' },
      },
    });
    await untilPasses(async () => {
      const known = driver.object(ref)?.metadata;
      expect(known?.labels).toEqual({ 'opendatahub.io/dashboard': 'true' });
      expect(known?.annotations).toMatchObject({
        [AUTH]: 'false',
        'openshift.io/display-name': 'Irises',
      });
    });
    // What was changed there stays when something else is written here
    const known = driver.object(ref)!;
    const again = await driver.write('InferenceService', {
      ...known,
      spec: { predictor: { ...known.spec.predictor, minReplicas: 2 } },
    });
    expect(again.metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
    });
    expect(again.metadata.annotations).toMatchObject({ [AUTH]: 'false' });
  });

  it('loses its route and its hardware profile here, whoever gave it them', async () => {
    const driver = await bed.started(bed.config, { openDataHub: true });
    const { metadata, ...rest } = iris();
    await driver.write('InferenceService', {
      ...rest,
      metadata: { ...metadata, labels: {} },
    });
    const ref = {
      kind: 'InferenceService' as const,
      namespace: bed.namespace,
      name: 'iris',
    };
    const profile = 'opendatahub.io/hardware-profile-name';
    const queue = 'kueue.x-k8s.io/queue-name';
    await bed.edit(ref, {
      metadata: {
        labels: { [VISIBILITY]: 'exposed', [queue]: 'a', team: 'a' },
        annotations: { [profile]: 'small' },
      },
    });
    await untilPasses(async () =>
      expect(driver.object(ref)?.metadata.labels).toHaveProperty(['team']),
    );
    const known = driver.object(ref)!;
    const { [profile]: _, ...notes } = known.metadata.annotations!;
    const written = await driver.write('InferenceService', {
      ...known,
      metadata: { ...known.metadata, labels: {}, annotations: notes },
    });
    expect(written.metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
      team: 'a',
    });
    expect(written.metadata.annotations).not.toHaveProperty([profile]);
  });

  const onBucket = (): InferenceService => {
    const { metadata, ...rest } = iris();
    const storage = { key: 'bucket', path: 'iris' };
    return {
      ...rest,
      metadata: { ...metadata, annotations: {} },
      spec: {
        predictor: { model: { modelFormat: { name: 'onnx' }, storage } },
      },
    };
  };
  const secret = (metadata: V1ObjectMeta, data: Record<string, string>) =>
    createObject<V1Secret>(bed.client, resourceTypes.Secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { namespace: bed.namespace, ...metadata },
      data,
    });

  it('has its connection named, which is a Secret that its dashboard shows', async () => {
    const driver = await bed.started(bed.config, { openDataHub: true });
    // Its webhook refuses what names a Secret that is not there: a dry run names none
    const tried = await driver.write('InferenceService', onBucket(), {
      dryRun: true,
    });
    expect(tried.metadata.annotations ?? {}).not.toHaveProperty([CONNECTIONS]);
    expect(tried.spec.predictor.model?.storage?.key).toBe('bucket');
    const made = await driver.write('InferenceService', onBucket());
    expect(made.metadata.annotations).toMatchObject({
      [CONNECTIONS]: 'bucket',
    });
    const at = { namespace: bed.namespace, name: 'bucket' };
    const written = await metadataOf(bed.client, resourceTypes.Secret, at);
    expect(written?.labels).toEqual({
      'greenroom/portal': 'test',
      'opendatahub.io/dashboard': 'true',
      'opendatahub.io/managed': 'true',
    });
    expect(written?.annotations).toMatchObject({
      'opendatahub.io/connection-type': 's3',
      'opendatahub.io/connection-type-ref': 's3',
      'opendatahub.io/connection-type-protocol': 's3',
      'openshift.io/display-name': 'My bucket',
    });
    const again = await driver.write('InferenceService', made, {
      dryRun: true,
    });
    expect(again.metadata.annotations).toMatchObject({
      [CONNECTIONS]: 'bucket',
    });
  });

  it('tells of a connection that was made there, and of none of its values', async () => {
    const driver = await bed.started(bed.config, { openDataHub: true });
    await secret(
      {
        name: 'theirs',
        labels: { 'opendatahub.io/dashboard': 'true' },
        annotations: {
          'opendatahub.io/connection-type-ref': 'uri-v1',
          'openshift.io/display-name': 'Models of the shop',
        },
      },
      { URI: 'aHR0cHM6Ly91Om1lQHguZXhhbXBsZQ==' },
    );
    await secret({ name: 'login' }, { password: 'eA==' });
    const service = { namespace: bed.namespace, name: 'iris' };
    await expect(driver.connection(service, 'theirs')).resolves.toEqual({
      type: 'uri-v1',
      typeName: 'uri-v1',
      title: 'Models of the shop',
    });
    await expect(driver.connection(service, 'login')).resolves.toEqual({
      problem: 'the Secret of its name is no connection',
    });
    await expect(driver.connection(service, 'gone')).resolves.toEqual({
      problem: 'there is no such Secret',
    });
  });

  it('has no label of its where it is not there', async () => {
    const driver = await bed.started();
    const { metadata } = await driver.write('InferenceService', iris());
    expect(metadata.labels).toEqual({ [VISIBILITY]: 'exposed' });
  });
});
