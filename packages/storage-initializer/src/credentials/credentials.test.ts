import { connectionSecretCredentials } from './connectionSecret';
import { environmentCredentials } from './environmentCredentials';
import { s3Environment } from './s3Environment';
import { secretEnvironment, storageSecretNames } from './secretEnvironment';
import { resolveStorageSpec } from './storageSpec';

const note = (name: string) => `serving.kserve.io/${name}`;

describe('s3Environment', () => {
  it.each`
    situation                                  | annotations                                                   | data                                                 | defaults                                                        | env
    ${'a host is asked with TLS'}              | ${{ 's3-endpoint': 's3.aws.com' }}                            | ${{}}                                                | ${{}}                                                           | ${{ S3_ENDPOINT: 's3.aws.com', AWS_ENDPOINT_URL: 'https://s3.aws.com' }}
    ${'unless it is said otherwise'}           | ${{ 's3-endpoint': 's3.aws.com', 's3-usehttps': '0' }}        | ${{}}                                                | ${{}}                                                           | ${{ S3_USE_HTTPS: '0', S3_ENDPOINT: 's3.aws.com', AWS_ENDPOINT_URL: 'http://s3.aws.com' }}
    ${'a scheme decides'}                      | ${{ 's3-endpoint': 'http://minio:9000', 's3-usehttps': '1' }} | ${{}}                                                | ${{}}                                                           | ${{ S3_USE_HTTPS: '0', S3_ENDPOINT: 'minio:9000', AWS_ENDPOINT_URL: 'http://minio:9000' }}
    ${'in any case'}                           | ${{ 's3-endpoint': ' HTTPS://minio ' }}                       | ${{}}                                                | ${{}}                                                           | ${{ S3_USE_HTTPS: '1', S3_ENDPOINT: 'minio', AWS_ENDPOINT_URL: 'HTTPS://minio' }}
    ${'TLS means nothing without an endpoint'} | ${{ 's3-usehttps': '0' }}                                     | ${{}}                                                | ${{}}                                                           | ${{}}
    ${'annotation before Secret'}              | ${{ 's3-region': 'eu' }}                                      | ${{ AWS_DEFAULT_REGION: 'us' }}                      | ${{ s3Region: 'ap' }}                                           | ${{ AWS_DEFAULT_REGION: 'eu' }}
    ${'Secret before defaults'}                | ${{}}                                                         | ${{ AWS_DEFAULT_REGION: 'us' }}                      | ${{ s3Region: 'ap' }}                                           | ${{ AWS_DEFAULT_REGION: 'us' }}
    ${'an empty one wins and is left out'}     | ${{ 's3-region': '' }}                                        | ${{ AWS_DEFAULT_REGION: 'us' }}                      | ${{}}                                                           | ${{}}
    ${'built-in names of the keys'}            | ${{}}                                                         | ${{ awsAccessKeyID: 'id', awsSecretAccessKey: 's' }} | ${{}}                                                           | ${{ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's' }}
    ${'names of the cluster'}                  | ${{}}                                                         | ${{ ID: 'id', SECRET: 's' }}                         | ${{ s3AccessKeyIDName: 'ID', s3SecretAccessKeyName: 'SECRET' }} | ${{ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's' }}
    ${'built-in names beside others'}          | ${{}}                                                         | ${{ awsAccessKeyID: 'id', awsSecretAccessKey: 's' }} | ${{ s3AccessKeyIDName: 'ID', s3SecretAccessKeyName: 'SECRET' }} | ${{ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's' }}
    ${'no credentials at all'}                 | ${{ 's3-useanoncredential': 'true' }}                         | ${{}}                                                | ${{}}                                                           | ${{ awsAnonymousCredential: 'true' }}
  `('$situation', ({ annotations, data, defaults, env }) => {
    const noted = Object.fromEntries(
      Object.entries<string>(annotations).map(([k, v]) => [note(k), v]),
    );
    expect(s3Environment({ annotations: noted, data }, defaults)).toEqual(env);
  });

  it("writes the variables in KServe's order", () => {
    const data = {
      AWS_CA_BUNDLE_CONFIGMAP: 'ca',
      AWS_CA_BUNDLE: '/ca/a.crt',
      S3_USE_ACCELERATE: '1',
      S3_USER_VIRTUAL_BUCKET: '1',
      AWS_DEFAULT_REGION: 'eu',
      awsAnonymousCredential: '0',
      S3_VERIFY_SSL: '0',
      S3_ENDPOINT: 'minio',
      S3_USE_HTTPS: '0',
      awsSecretAccessKey: 's',
      awsAccessKeyID: 'id',
    };
    expect(Object.keys(s3Environment({ data }))).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'S3_USE_HTTPS',
      'S3_ENDPOINT',
      'AWS_ENDPOINT_URL',
      'S3_VERIFY_SSL',
      'awsAnonymousCredential',
      'AWS_DEFAULT_REGION',
      'S3_USER_VIRTUAL_BUCKET',
      'S3_USE_ACCELERATE',
      'AWS_CA_BUNDLE',
      'AWS_CA_BUNDLE_CONFIGMAP',
    ]);
  });
});

describe('secretEnvironment', () => {
  it.each`
    data                                                     | kind            | env
    ${{ awsSecretAccessKey: 's', HF_TOKEN: 't' }}            | ${'s3'}         | ${{ AWS_SECRET_ACCESS_KEY: 's' }}
    ${{ 'gcloud-application-credentials.json': '{}' }}       | ${'gcs'}        | ${{ 'gcloud-application-credentials.json': '{}' }}
    ${{ AZURE_CLIENT_ID: 'a', HF_TOKEN: 't' }}               | ${'azure'}      | ${{ AZURE_CLIENT_ID: 'a', HF_TOKEN: 't' }}
    ${{ 'https-host': ' models.lab ', headers: 'x-key: k' }} | ${'https'}      | ${{ 'models.lab-headers': 'x-key: k' }}
    ${{ HDFS_NAMENODE: 'n' }}                                | ${'hdfs'}       | ${{ HDFS_NAMENODE: 'n' }}
    ${{ HF_TOKEN: 't', MODELSCOPE_API_TOKEN: 'm' }}          | ${'hf'}         | ${{ HF_TOKEN: 't', MODELSCOPE_API_TOKEN: 'm' }}
    ${{ MODELSCOPE_API_TOKEN: 'm' }}                         | ${'modelscope'} | ${{ MODELSCOPE_API_TOKEN: 'm' }}
  `('$data is of $kind', ({ data, kind, env }) => {
    expect(secretEnvironment({ data })).toEqual({ kind, env });
  });

  it('passes over Secrets of other things', () => {
    expect(secretEnvironment({ data: { token: 't' } })).toBeUndefined();
    expect(secretEnvironment({})).toBeUndefined();
  });

  it('finds the key file under the name that the cluster gives it', () => {
    expect(
      secretEnvironment(
        { data: { 'key.json': '{}' } },
        { gcsCredentialFileName: 'key.json' },
      ),
    ).toMatchObject({ kind: 'gcs' });
  });
});

describe('storageSecretNames', () => {
  const account = { secrets: [{ name: 'a' }, { name: 'b' }] };

  it.each`
    annotations                             | names
    ${{ [note('storageSecretName')]: 's' }} | ${['s']}
    ${{}}                                   | ${['a', 'b']}
  `('$annotations: $names', ({ annotations, names }) => {
    expect(storageSecretNames({ annotations }, account)).toEqual(names);
  });
});

describe('resolveStorageSpec', () => {
  const entry = JSON.stringify({
    type: 's3',
    bucket: 'models',
    access_key_id: 'id',
    secret_access_key: 'hush',
    endpoint_url: 'http://minio:9000',
    region: 'eu',
    anonymous: false,
  });
  const secretName = 'storage-config';
  const values = {
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'hush',
    AWS_S3_ENDPOINT: 'http://minio:9000',
    AWS_DEFAULT_REGION: 'eu',
    AWS_S3_BUCKET: 'models',
    awsAnonymousCredential: 'false',
  };

  it.each`
    situation                      | spec                                                                         | secret                   | uri                      | found
    ${'an entry by its key'}       | ${{ key: 'iris', path: 'iris/v1' }}                                          | ${{ iris: entry }}       | ${'s3://models/iris/v1'} | ${values}
    ${'the default one'}           | ${{ path: '/iris' }}                                                         | ${{ default: entry }}    | ${'s3://models/iris'}    | ${values}
    ${'the default one of a type'} | ${{ path: 'iris', parameters: { type: 's3', bucket: 'b' } }}                 | ${{ default_s3: entry }} | ${'s3://b/iris'}         | ${{ ...values, AWS_S3_BUCKET: 'b' }}
    ${'parameters over the entry'} | ${{ key: 'iris', path: 'x', parameters: { region: 'us' } }}                  | ${{ iris: entry }}       | ${'s3://models/x'}       | ${{ ...values, AWS_DEFAULT_REGION: 'us' }}
    ${'parameters alone'}          | ${{ path: 'x', parameters: { type: 's3', bucket: 'b', anonymous: 'true' } }} | ${undefined}             | ${'s3://b/x'}            | ${{ AWS_S3_BUCKET: 'b', awsAnonymousCredential: 'true' }}
    ${'another type'}              | ${{ path: 'user/x', parameters: { type: 'webhdfs' } }}                       | ${{}}                    | ${'webhdfs://user/x'}    | ${{}}
  `('finds $situation', ({ spec, secret, uri, found }) => {
    expect(resolveStorageSpec({ ...spec, secretName, secret })).toEqual({
      uri,
      credentials: { type: uri.split(':')[0], values: found },
    });
  });

  it.each`
    spec                              | secret                   | message
    ${{ key: 'iris' }}                | ${undefined}             | ${"can't read storage secret storage-config: it does not exist"}
    ${{ key: 'iris' }}                | ${{}}                    | ${'specified storage key iris not found in storage secret storage-config'}
    ${{ key: 'iris' }}                | ${{ iris: 'hush' }}      | ${"can't read storage secret storage-config: the value of iris is no JSON object"}
    ${{}}                             | ${{}}                    | ${'unable to determine storage type'}
    ${{ parameters: { type: 'gs' } }} | ${{}}                    | ${'storage type must be one of [s3, hdfs, webhdfs]. storage type [gs] is not supported'}
    ${{ parameters: { type: 's3' } }} | ${{ default_s3: entry }} | ${"format [s3] requires a bucket but one wasn't found in storage data or parameters"}
  `('refuses $spec: $message', ({ spec, secret, message }) => {
    expect(() => resolveStorageSpec({ ...spec, secretName, secret })).toThrow(
      message,
    );
  });
});

describe('connectionSecretCredentials', () => {
  it.each`
    annotations                                                                    | type
    ${{ 'connection-type-protocol': 's3' }}                                        | ${'s3'}
    ${{ 'connection-type-protocol': 'uri' }}                                       | ${'uri-v1'}
    ${{ 'connection-type-protocol': 'oci', 'connection-type-ref': 'my-registry' }} | ${'oci-v1'}
    ${{ 'connection-type-ref': 'uri-v1' }}                                         | ${'uri-v1'}
    ${{ 'connection-type': 's3' }}                                                 | ${'s3'}
    ${{}}                                                                          | ${undefined}
  `('$annotations is $type', ({ annotations, type }) => {
    const secret = {
      annotations: Object.fromEntries(
        Object.entries<string>(annotations).map(([k, v]) => [
          `opendatahub.io/${k}`,
          v,
        ]),
      ),
      data: { URI: 'hf://a/b' },
    };
    expect(connectionSecretCredentials(secret)).toEqual(
      type && { type, values: secret.data },
    );
  });
});

describe('environmentCredentials', () => {
  it('takes what belongs to storages, of all schemes at once', () => {
    const { values } = environmentCredentials({
      HF_TOKEN: 't',
      'models.lab-headers': '{"x-key":"k"}',
      AWS_ACCESS_KEY_ID: 'id',
      HOME: '/root',
      AWS_SESSION_TOKEN: 'of the machine',
    });
    expect(values).toEqual({
      HF_TOKEN: 't',
      'models.lab-headers': '{"x-key":"k"}',
      AWS_ACCESS_KEY_ID: 'id',
    });
  });

  it('lets a storage spec win, and its parameters over that', () => {
    const { values } = environmentCredentials({
      AWS_ACCESS_KEY_ID: 'id',
      AWS_DEFAULT_REGION: 'us',
      STORAGE_CONFIG: '{"type":"s3","access_key_id":"spec","region":"eu"}',
      STORAGE_OVERRIDE_CONFIG: '{"region":"ap"}',
    });
    expect(values).toEqual({
      AWS_ACCESS_KEY_ID: 'spec',
      AWS_DEFAULT_REGION: 'ap',
    });
  });

  it('carries a Secret of a ServiceAccount to where the fetchers read it', () => {
    const secret = {
      annotations: {
        [note('s3-endpoint')]: 'minio:9000',
        [note('s3-usehttps')]: '0',
      },
      data: { awsAccessKeyID: 'id', awsSecretAccessKey: 's' },
    };
    expect(
      environmentCredentials(secretEnvironment(secret)?.env ?? {}).values,
    ).toEqual({
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_S3_ENDPOINT: 'http://minio:9000',
    });
  });
});
