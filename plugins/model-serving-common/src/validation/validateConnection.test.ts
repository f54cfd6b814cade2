import { ConnectionInput } from '../api/connections';
import { PreviousConnection, validateConnection } from './validateConnection';

const s3: ConnectionInput = {
  name: 'models',
  namespace: 'demo',
  type: 's3',
  values: {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'very-secret',
    AWS_S3_ENDPOINT: 'https://s3.example.com:9000',
    AWS_S3_BUCKET: 'models',
  },
};

const stored: PreviousConnection = {
  type: 's3',
  values: {},
  secretKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
};

const said = (input: object, previous?: PreviousConnection) =>
  validateConnection(input as ConnectionInput, previous).map(
    ({ path, message }) => `${path}: ${message}`,
  );
const withValue = (key: string, value: unknown) => ({
  ...s3,
  values: { ...s3.values, [key]: value },
});

describe('validateConnection', () => {
  it('has nothing to say about good ones', () => {
    expect(said(s3)).toEqual([]);
    expect(
      said({
        ...s3,
        type: 'uri-v1',
        values: { URI: 'https://a.example/m.onnx' },
      }),
    ).toEqual([]);
    expect(
      said({
        ...s3,
        type: 'oci-v1',
        values: {
          '.dockerconfigjson': '{"auths":{}}',
          OCI_HOST: 'quay.io:443',
        },
      }),
    ).toEqual([]);
  });

  it.each`
    key                     | value                              | says
    ${'AWS_ACCESS_KEY_ID'}  | ${''}                              | ${'Access key is required'}
    ${'AWS_S3_BUCKET'}      | ${'   '}                           | ${'Bucket is required'}
    ${'AWS_S3_ENDPOINT'}    | ${undefined}                       | ${'Endpoint is required'}
    ${'AWS_S3_ENDPOINT'}    | ${'s3.example.com'}                | ${'Endpoint is a full URL with scheme, such as https://s3.example.com'}
    ${'AWS_S3_ENDPOINT'}    | ${'ftp://s3.example.com'}          | ${'Endpoint is a full URL with scheme, such as https://s3.example.com'}
    ${'AWS_S3_ENDPOINT'}    | ${'https://a:b@s3.example.com'}    | ${'Endpoint must not hold credentials; use the key fields'}
    ${'AWS_S3_ENDPOINT'}    | ${'https://s3.example.com/models'} | ${'Endpoint has no path and no query; the bucket is a field of its own'}
    ${'AWS_S3_ENDPOINT'}    | ${'https://s3.example.com/?a=1'}   | ${'Endpoint has no path and no query; the bucket is a field of its own'}
    ${'AWS_S3_BUCKET'}      | ${'My_Bucket'}                     | ${'Bucket has 3 to 63 lower case letters, digits, "-" and ".", starts and ends with a letter or digit, and is no IP address'}
    ${'AWS_S3_BUCKET'}      | ${'192.168.0.1'}                   | ${'Bucket has 3 to 63 lower case letters, digits, "-" and ".", starts and ends with a letter or digit, and is no IP address'}
    ${'AWS_S3_BUCKET'}      | ${'ab'}                            | ${'Bucket has 3 to 63 lower case letters, digits, "-" and ".", starts and ends with a letter or digit, and is no IP address'}
    ${'AWS_S3_BUCKET'}      | ${'a..b'}                          | ${'Bucket has 3 to 63 lower case letters, digits, "-" and ".", starts and ends with a letter or digit, and is no IP address'}
    ${'AWS_DEFAULT_REGION'} | ${'us east'}                       | ${'Region is a name such as us-east-1'}
    ${'AWS_ACCESS_KEY_ID'}  | ${'x'.repeat(4097)}                | ${'Access key has 4097 characters; at most 4096 are possible'}
    ${'AWS_ACCESS_KEY_ID'}  | ${7}                               | ${'Access key must be a text'}
    ${'PASSWORD'}           | ${'x'}                             | ${'is no field of a s3 connection'}
  `('$key $value: $says', ({ key, value, says }) => {
    expect(said(withValue(key, value))).toEqual([`values.${key}: ${says}`]);
  });

  it.each`
    endpoint
    ${'http://127.0.0.1:9000'}
    ${'https://s3.eu-central-1.amazonaws.com/'}
    ${'http://[::1]:9000'}
  `('takes the endpoint $endpoint', ({ endpoint }) => {
    expect(said(withValue('AWS_S3_ENDPOINT', endpoint))).toEqual([]);
  });

  it.each`
    type        | values                                                                           | says
    ${'uri-v1'} | ${{ URI: 'model.onnx' }}                                                         | ${'values.URI: URI has a scheme and a place, such as https://example.com/model.onnx'}
    ${'uri-v1'} | ${{ URI: `https://a/${'x'.repeat(2048)}` }}                                      | ${'values.URI: URI has 2058 characters; at most 2048 are possible'}
    ${'uri-v1'} | ${{ URI: 'https://me:pw@a/m' }}                                                  | ${'values.URI: URI must not hold a password'}
    ${'oci-v1'} | ${{ '.dockerconfigjson': '{', OCI_HOST: 'a.b' }}                                 | ${'values..dockerconfigjson: Secret details must be the JSON of a Docker configuration file, an object with "auths"'}
    ${'oci-v1'} | ${{ '.dockerconfigjson': '{"auths":{}}', OCI_HOST: 'https://a.b' }}              | ${'values.OCI_HOST: Registry host is a host name, with a port if needed, and without a scheme'}
    ${'oci-v1'} | ${{ '.dockerconfigjson': '{"auths":{}}', OCI_HOST: 'a.b', ACCESS_TYPE: 'Pull' }} | ${'values.ACCESS_TYPE: Access type is a JSON list of Push and Pull, such as ["Pull"]'}
    ${'s3'}     | ${{ ...s3.values, S3_VERIFY_SSL: 'no' }}                                         | ${'values.S3_VERIFY_SSL: Verify TLS certificates is true or false'}
    ${'uri-v1'} | ${{ URI: 'https://a/m', headers: 'a: b\n\nhunter2' }}                            | ${'values.headers: Headers are written one a line as "Name: value"; line 3 is not'}
    ${'ftp'}    | ${{}}                                                                            | ${'type: must be one of s3, uri-v1, oci-v1'}
  `('$says', ({ type, values, says }) => {
    expect(said({ ...s3, type, values })).toEqual([says]);
  });

  it.each`
    change                               | says
    ${{ name: 'My Models' }}             | ${/^name: A resource name consists of/}
    ${{ namespace: 'kube-system' }}      | ${/^namespace: The project "kube-system" belongs/}
    ${{ title: 'x'.repeat(129) }}        | ${/^title: has 129 characters/}
    ${{ description: 'x'.repeat(1001) }} | ${/^description: has 1001 characters/}
    ${{ values: undefined }}             | ${/^values: must be an object/}
  `('$says', ({ change, says }) => {
    expect(said({ ...s3, ...change })).toEqual([expect.stringMatching(says)]);
  });

  it('keeps a stored secret that an update leaves empty, and no other field', () => {
    const { AWS_S3_BUCKET: _, ...rest } = s3.values;
    const values = {
      ...rest,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    };
    expect(said({ ...s3, values }, stored)).toEqual([
      'values.AWS_S3_BUCKET: Bucket is required',
    ]);
    expect(said({ ...s3, values }, { ...stored, secretKeys: [] })).toHaveLength(
      3,
    );
  });

  it('does not change its type', () => {
    expect(
      said({ ...s3, type: 'uri-v1', values: { URI: 'https://a/b' } }, stored),
    ).toEqual([
      'type: cannot be changed from s3 to uri-v1; create another connection instead',
    ]);
  });

  it('never repeats a value of a secret', () => {
    const secret = 's'.repeat(5000);
    expect(
      said(withValue('AWS_SECRET_ACCESS_KEY', secret)).join(),
    ).not.toContain('ssss');
  });
});
