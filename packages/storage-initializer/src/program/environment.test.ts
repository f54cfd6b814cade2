import { readEnvironment } from './environment';

describe('readEnvironment', () => {
  it.each`
    env                                                        | endpoint                | host
    ${{ AWS_ENDPOINT_URL: 'http://minio:9000' }}               | ${'http://minio:9000'}  | ${['minio']}
    ${{ AWS_ENDPOINT_URL: 'https://a', S3_ENDPOINT: 'b' }}     | ${'https://a'}          | ${['a']}
    ${{ S3_ENDPOINT: 'minio:9000' }}                           | ${'https://minio:9000'} | ${['minio']}
    ${{ S3_ENDPOINT: 'minio:9000', S3_USE_HTTPS: '0' }}        | ${'http://minio:9000'}  | ${['minio']}
    ${{ S3_ENDPOINT: 'http://minio:9000', S3_USE_HTTPS: '1' }} | ${'http://minio:9000'}  | ${['minio']}
    ${{}}                                                      | ${undefined}            | ${[]}
  `('finds the endpoint in $env', ({ env, endpoint, host }) => {
    const { credentials, policy } = readEnvironment(env, () => undefined);
    expect(credentials.values.AWS_S3_ENDPOINT).toBe(endpoint);
    expect(policy).toEqual({ allowPrivate: true, allowHosts: host });
  });

  it('passes on keys, region and switches, and nothing else', () => {
    const values = {
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'eu-west-1',
      S3_VERIFY_SSL: '0',
      awsAnonymousCredential: 'true',
    };
    expect(
      readEnvironment({ ...values, PATH: '/bin' }, () => undefined).credentials,
    ).toEqual({
      type: 'environment',
      values,
    });
  });

  it('finds hub and emulator, and may connect to them', () => {
    const { storage, policy } = readEnvironment(
      { HF_ENDPOINT: 'http://hub:80', STORAGE_EMULATOR_HOST: 'gcs:4443' },
      () => undefined,
    );
    expect(storage).toEqual({
      hfEndpoint: 'http://hub:80',
      gcsEndpoint: 'http://gcs:4443',
    });
    expect(policy.allowHosts).toEqual(['hub', 'gcs']);
  });

  it.each`
    text                  | patterns
    ${undefined}          | ${[]}
    ${''}                 | ${[]}
    ${'*.onnx, config.*'} | ${['*.onnx', 'config.*']}
    ${'["*.onnx","a,b"]'} | ${['*.onnx', 'a,b']}
    ${'[ab]*'}            | ${['[ab]*']}
  `('reads the patterns $text', ({ text, patterns }) => {
    const env = { STORAGE_ALLOW_PATTERNS: text, STORAGE_IGNORE_PATTERNS: text };
    expect(readEnvironment(env, () => undefined).patterns).toEqual({
      allow: patterns,
      ignore: patterns,
    });
  });

  it('reads the files that it names', () => {
    const files: Record<string, string> = {
      '/var/secrets/key.json': '{"type":"service_account"}',
      '/docker/config.json': '{"auths":{}}',
    };
    const env = {
      GOOGLE_APPLICATION_CREDENTIALS: '/var/secrets/key.json',
      DOCKER_CONFIG: '/docker',
    };
    const { credentials } = readEnvironment(env, path => files[path]);
    expect(credentials.values).toEqual({
      'gcloud-application-credentials.json': '{"type":"service_account"}',
      '.dockerconfigjson': '{"auths":{}}',
    });
    expect(() => readEnvironment(env, () => undefined)).toThrow(
      /\/var\/secrets\/key\.json.*cannot be read/,
    );
  });
});
