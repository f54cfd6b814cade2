import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { connectionSecretOf, storageConfigOf } from './connectionSecrets';
import { injectConnection, NamedConnection } from './injectConnection';

const CONNECTIONS = 'opendatahub.io/connections';
const PATH = 'opendatahub.io/connection-path';
const SECRET_NAME = 'serving.kserve.io/storageSecretName';
const modelFormat = { name: 'onnx' };
const s3 = { name: 'bucket', type: 's3' } as const;
const uri = { name: 'web', type: 'uri-v1', uri: 'https://x/m' } as const;
const oci = { name: 'login', type: 'oci-v1' } as const;

function service(
  predictor: object,
  annotations: object = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      namespace: 'demo',
      annotations: { ...annotations },
    },
    spec: { predictor: { ...predictor } },
  };
}

describe('injectConnection', () => {
  it.each`
    what                                         | connection   | predictor                                              | notes                                         | then
    ${'a bucket, by the path of the annotation'} | ${s3}        | ${{ model: { modelFormat } }}                          | ${{ [CONNECTIONS]: 'bucket', [PATH]: 'a/b' }} | ${{ model: { modelFormat, storage: { key: 'bucket', path: 'a/b' } } }}
    ${'a bucket, by the path of the spec'}       | ${s3}        | ${{ model: { modelFormat, storage: { path: 'c' } } }}  | ${{ [CONNECTIONS]: 'bucket', [PATH]: 'a/b' }} | ${{ model: { modelFormat, storage: { key: 'bucket', path: 'c' } } }}
    ${'a URI'}                                   | ${uri}       | ${{ model: { modelFormat } }}                          | ${{ [CONNECTIONS]: 'web' }}                   | ${{ model: { modelFormat, storageUri: 'https://x/m' } }}
    ${'a URI that the spec has already'}         | ${uri}       | ${{ model: { modelFormat, storageUri: 'hf://a/b' } }}  | ${{ [CONNECTIONS]: 'web' }}                   | ${{ model: { modelFormat, storageUri: 'hf://a/b' } }}
    ${'a registry login'}                        | ${oci}       | ${{ model: { modelFormat, storageUri: 'oci://a/b' } }} | ${{ [CONNECTIONS]: 'login' }}                 | ${{ model: { modelFormat, storageUri: 'oci://a/b' }, imagePullSecrets: [{ name: 'login' }] }}
    ${'none'}                                    | ${undefined} | ${{ model: { modelFormat } }}                          | ${{}}                                         | ${{ model: { modelFormat } }}
  `('puts in $what', ({ connection, predictor, notes, then }) => {
    const injected = injectConnection(
      service(predictor, notes),
      connection as NamedConnection | undefined,
      undefined,
    );
    expect(injected.spec.predictor).toEqual(then);
    expect(injectConnection(injected, connection, injected)).toEqual(injected);
  });

  it('names the Secret of a bucket for a URI in it', () => {
    const model = { modelFormat, storageUri: 's3://models/iris' };
    const injected = injectConnection(service({ model }), s3, undefined);
    expect(injected.metadata.annotations?.[SECRET_NAME]).toBe('bucket');
    expect(injected.spec.predictor.model).toEqual(model);
  });

  it.each`
    what          | former      | predictor
    ${'a bucket'} | ${'bucket'} | ${{ model: { modelFormat, storage: { key: 'bucket' } } }}
    ${'a login'}  | ${'login'}  | ${{ model: { modelFormat }, imagePullSecrets: [{ name: 'login' }] }}
  `('takes away what $what had added', ({ former, predictor }) => {
    const before = service(predictor, { [CONNECTIONS]: former });
    const now = service(predictor, { [SECRET_NAME]: former });
    const injected = injectConnection(now, undefined, before);
    expect(injected.spec.predictor).toEqual({ model: { modelFormat } });
    expect(injected.metadata.annotations).toEqual({});
  });
});

describe("a connection that is the cluster's own", () => {
  it('stays as somebody put it in', () => {
    const model = { modelFormat, storage: { key: 'theirs', path: 'a' } };
    const before = service({ model }, { [CONNECTIONS]: 'theirs' });
    const now = service({ model, minReplicas: 2 }, { [CONNECTIONS]: 'theirs' });
    expect(injectConnection(now, undefined, before)).toEqual(now);
  });
});

describe('connectionSecretOf', () => {
  const values = {
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'key',
    AWS_S3_ENDPOINT: 'http://minio:9000',
    AWS_S3_BUCKET: 'models',
    AWS_DEFAULT_REGION: 'eu',
  };
  const bucket = {
    namespace: 'demo',
    name: 'bucket',
    type: 's3',
    values,
  } as const;
  const text = (encoded = '') => Buffer.from(encoded, 'base64').toString();

  it("has Open Data Hub's shape, and what KServe reads beside it", () => {
    const keys = { id: 'awsAccessKeyID', secret: 'awsSecretAccessKey' };
    const { metadata, data } = connectionSecretOf(bucket, keys);
    expect(metadata.labels).toEqual({
      'opendatahub.io/dashboard': 'true',
      'opendatahub.io/managed': 'true',
    });
    expect(metadata.annotations).toMatchObject({
      'opendatahub.io/connection-type-ref': 's3',
      'opendatahub.io/connection-type-protocol': 's3',
      'serving.kserve.io/s3-endpoint': 'minio:9000',
      'serving.kserve.io/s3-usehttps': '0',
      'serving.kserve.io/s3-region': 'eu',
    });
    expect(text(data?.AWS_SECRET_ACCESS_KEY)).toBe('key');
    expect(text(data?.awsSecretAccessKey)).toBe('key');
    expect(text(data?.AWS_S3_BUCKET)).toBe('models');
  });

  it('has an entry for buckets only', () => {
    expect(JSON.parse(storageConfigOf(bucket) ?? '')).toEqual({
      type: 's3',
      access_key_id: 'id',
      secret_access_key: 'key',
      endpoint_url: 'http://minio:9000',
      bucket: 'models',
      region: 'eu',
    });
    expect(
      storageConfigOf({ ...bucket, type: 'uri-v1', values: { URI: 'x' } }),
    ).toBeUndefined();
  });
});
