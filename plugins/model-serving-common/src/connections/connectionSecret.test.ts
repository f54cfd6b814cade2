import type { Connection, ConnectionType } from '../resources';
import {
  secretPlaceholder,
  toConnectionManifest,
  toConnectionSecret,
  toStorageConfigEntry,
} from './connectionSecret';
import { readConnectionSecret } from './readConnectionSecret';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const cases: Record<
  ConnectionType,
  { values: Record<string, string>; secrets: Record<string, string> }
> = {
  s3: {
    values: { AWS_S3_ENDPOINT: 'https://s3.test', AWS_S3_BUCKET: 'models' },
    secrets: { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'sécret' },
  },
  'uri-v1': { values: { URI: 'https://models.test/iris.onnx' }, secrets: {} },
  'oci-v1': {
    values: { OCI_HOST: 'quay.io', ACCESS_TYPE: '["Pull"]' },
    secrets: { '.dockerconfigjson': '{"auths":{}}' },
  },
};

function connection(type: ConnectionType): Connection {
  const { values, secrets } = cases[type];
  return {
    apiVersion: 'greenroom/v1alpha1',
    kind: 'Connection',
    metadata: {
      name: 'store',
      namespace: 'demo',
      annotations: {
        'openshift.io/display-name': 'Store',
        'greenroom/owner': 'group:default/a',
      },
    },
    spec: { type, values, secretKeys: Object.keys(secrets) },
  };
}

describe('toConnectionSecret', () => {
  it.each`
    type        | kubernetes                          | protocol | labels                                                    | s3
    ${'s3'}     | ${'Opaque'}                         | ${'s3'}  | ${['opendatahub.io/dashboard', 'opendatahub.io/managed']} | ${'s3'}
    ${'uri-v1'} | ${'Opaque'}                         | ${'uri'} | ${['opendatahub.io/dashboard']}                           | ${undefined}
    ${'oci-v1'} | ${'kubernetes.io/dockerconfigjson'} | ${'oci'} | ${['opendatahub.io/dashboard']}                           | ${undefined}
  `('$type', row => {
    const type: ConnectionType = row.type;
    const { values, secrets } = cases[type];
    const secret = toConnectionSecret({
      connection: connection(type),
      secrets,
    });
    expect(secret.type).toBe(row.kubernetes);
    expect(Object.keys(secret.metadata.labels)).toEqual(row.labels);
    expect(secret.metadata.annotations).toMatchObject({
      'opendatahub.io/connection-type-ref': type,
      'opendatahub.io/connection-type-protocol': row.protocol,
      'openshift.io/display-name': 'Store',
    });
    expect(secret.metadata.annotations['opendatahub.io/connection-type']).toBe(
      row.s3,
    );
    const data = Object.entries({ ...values, ...secrets });
    expect(secret.data).toEqual(
      Object.fromEntries(data.map(([key, value]) => [key, base64(value)])),
    );
  });

  it('lets a private one go with its deployment', () => {
    const owner = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      name: 'iris',
      uid: 'u1',
    };
    const secret = toConnectionSecret({
      connection: connection('uri-v1'),
      secrets: {},
      owner,
    });
    expect(secret.metadata.ownerReferences).toEqual([
      { ...owner, blockOwnerDeletion: false },
    ]);
    expect(readConnectionSecret(secret).input?.privateTo).toBe('iris');
  });
});

describe('toConnectionManifest', () => {
  it('shows what is not secret and no value that is', () => {
    const manifest = toConnectionManifest(connection('s3'));
    expect(manifest.data).toBeUndefined();
    expect(manifest.stringData).toEqual({
      ...cases.s3.values,
      AWS_ACCESS_KEY_ID: secretPlaceholder('AWS_ACCESS_KEY_ID'),
      AWS_SECRET_ACCESS_KEY: secretPlaceholder('AWS_SECRET_ACCESS_KEY'),
    });
  });

  it('cannot be taken back before the placeholders are filled in', () => {
    const { errors } = readConnectionSecret(
      toConnectionManifest(connection('s3')),
    );
    expect(errors.map(({ path }) => path)).toEqual([
      'stringData.AWS_ACCESS_KEY_ID',
      'stringData.AWS_SECRET_ACCESS_KEY',
    ]);
  });
});

describe('toStorageConfigEntry', () => {
  it('is what KServe reads of a bucket', () => {
    const entry = toStorageConfigEntry({
      connection: connection('s3'),
      secrets: cases.s3.secrets,
    });
    expect(JSON.parse(entry ?? '')).toEqual({
      type: 's3',
      access_key_id: 'KEY',
      secret_access_key: 'sécret',
      endpoint_url: 'https://s3.test',
      bucket: 'models',
    });
  });

  it.each<ConnectionType>(['uri-v1', 'oci-v1'])('has none for %s', type => {
    expect(
      toStorageConfigEntry({ connection: connection(type), secrets: {} }),
    ).toBeUndefined();
  });
});

describe('readConnectionSecret', () => {
  it.each<ConnectionType>(['s3', 'uri-v1', 'oci-v1'])(
    'takes back what was made of a %s connection',
    type => {
      const { values, secrets } = cases[type];
      const secret = toConnectionSecret({
        connection: connection(type),
        secrets,
      });
      expect(readConnectionSecret(secret)).toEqual({
        errors: [],
        warnings: [],
        input: {
          namespace: 'demo',
          name: 'store',
          title: 'Store',
          description: undefined,
          owner: 'group:default/a',
          privateTo: undefined,
          type,
          values: { ...values, ...secrets },
        },
      });
    },
  );

  const uri = toConnectionSecret({
    connection: connection('uri-v1'),
    secrets: {},
  });
  const withNotes = (annotations: Record<string, string>) => ({
    ...uri,
    metadata: { ...uri.metadata, annotations },
  });

  it.each`
    notes                                                                                                | type
    ${{ 'opendatahub.io/connection-type': 's3' }}                                                        | ${'s3'}
    ${{ 'opendatahub.io/connection-type-ref': 'uri-v1' }}                                                | ${'uri-v1'}
    ${{ 'opendatahub.io/connection-type-ref': 'own', 'opendatahub.io/connection-type-protocol': 'oci' }} | ${'oci-v1'}
    ${{ 'opendatahub.io/connection-type-ref': 'own' }}                                                   | ${'uri-v1'}
    ${{}}                                                                                                | ${undefined}
  `('reads the type $type of $notes', ({ notes, type }) => {
    expect(readConnectionSecret(withNotes(notes)).input?.type).toBe(type);
  });

  it('leaves unknown fields out, and says so', () => {
    const { input, warnings } = readConnectionSecret({
      ...uri,
      data: { ...uri.data, EXTRA: base64('s3cret') },
    });
    expect(input?.values).toEqual(cases['uri-v1'].values);
    expect(warnings).toEqual([expect.objectContaining({ path: 'data.EXTRA' })]);
    expect(JSON.stringify(warnings)).not.toContain('s3cret');
  });

  it.each`
    sent                                                     | path
    ${null}                                                  | ${'kind'}
    ${7}                                                     | ${'kind'}
    ${{ ...uri, kind: 'ConfigMap' }}                         | ${'kind'}
    ${{ ...uri, metadata: { ...uri.metadata, labels: {} } }} | ${'metadata.labels[opendatahub.io/dashboard]'}
    ${{ ...uri, data: { URI: 'no base64!' } }}               | ${'data.URI'}
    ${{ ...uri, data: { URI: '/w==' } }}                     | ${'data.URI'}
    ${{ ...uri, stringData: { URI: 7 } }}                    | ${'stringData.URI'}
  `('refuses $path of $sent', ({ sent, path }) => {
    const { input, errors } = readConnectionSecret(sent);
    expect(input).toBeUndefined();
    expect(errors.map(error => error.path)).toContain(path);
  });
});
