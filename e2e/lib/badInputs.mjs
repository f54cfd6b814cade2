// Tables of what people, and those who try their luck, write into fields.

/** S3 connections that cannot work; `values` by the ports of the test, `says` is what the answer must name. */
export const CONNECTIONS = [
  {
    what: 'a bucket that is not there',
    values: () => ({ AWS_S3_BUCKET: 'absent' }),
    says: /no bucket "absent" at .*Check its name/,
  },
  {
    what: 'an unknown access key',
    values: () => ({ AWS_ACCESS_KEY_ID: 'nobody' }),
    says: /does not know this access key.*Check the access key/,
  },
  {
    what: 'a wrong secret key',
    values: () => ({ AWS_SECRET_ACCESS_KEY: 'wrong' }),
    says: /secret key does not belong to the access key.*Enter the secret key again/,
  },
  {
    what: 'a path that is not there',
    path: 'not/there',
    says: /no file or folder "not\/there" in bucket "models".*Check the path/,
  },
  {
    what: 'a folder without files',
    path: 'iris',
    says: /no file or folder "iris"/,
  },
  {
    what: 'a port where nobody listens',
    values: ({ closedPort }) => ({
      AWS_S3_ENDPOINT: `http://localhost:${closedPort}`,
    }),
    says: /localhost:\d+ .*(refused|port)/,
  },
  {
    what: 'an endpoint that redirects',
    values: ({ redirectPort }) => ({
      AWS_S3_ENDPOINT: `http://localhost:${redirectPort}`,
    }),
    says: /localhost:\d+.*redirect/,
  },
];

/** Deployments that cannot run: their connection (where it is not the sample's) or spec, and the finding that says why. */
export const DEPLOYMENTS = [
  {
    what: 'no such bucket',
    code: 'StorageNotFound',
    connection: () => ({ AWS_S3_BUCKET: 'absent' }),
    headline: /no model at its location/,
    detail: /no bucket "absent"/,
  },
  {
    what: 'wrong access key',
    code: 'StorageDenied',
    connection: () => ({ AWS_ACCESS_KEY_ID: 'nobody' }),
    headline: /refused the credentials of the connection "odd"/,
    detail: /access key/,
  },
  {
    what: 'wrong secret',
    code: 'StorageDenied',
    connection: () => ({ AWS_SECRET_ACCESS_KEY: 'wrong' }),
    headline: /refused the credentials/,
    detail: /secret key/,
  },
  {
    what: 'no such path',
    code: 'StorageNotFound',
    spec: { path: 'not/there' },
    headline: /no model at its location/,
    detail: /"not\/there".* in bucket "models"/,
  },
  {
    what: 'nobody listens',
    code: 'StorageUnreachable',
    connection: ports => ({
      AWS_S3_ENDPOINT: `http://localhost:${ports.closedPort}`,
    }),
    headline: /cannot be reached/,
    detail: /localhost:\d+/,
  },
  {
    what: 'the endpoint redirects',
    code: 'StorageUnreachable',
    connection: ports => ({
      AWS_S3_ENDPOINT: `http://localhost:${ports.redirectPort}`,
    }),
    headline: /cannot be reached/,
    detail: /redirect/,
  },
  {
    what: 'a file that is no model',
    code: 'ModelLoadFailed',
    spec: { path: 'broken' },
    headline: /could not be loaded/,
    detail: /broken|model\.onnx/,
  },
  {
    what: 'two models in a folder',
    code: 'ModelLoadFailed',
    spec: { path: 'two' },
    headline: /could not be loaded/,
    detail: /first\.onnx.*second\.onnx/s,
  },
  {
    what: 'a format that nothing serves',
    code: 'NoRuntime',
    spec: { format: 'pickle' },
    headline: /No runtime serves this model/,
    detail: /pickle/,
  },
  {
    what: 'larger than the cache',
    code: 'DiskFull',
    spec: { path: 'large' },
    headline: /does not fit/,
    detail: /MiB/,
  },
];

/** Ways to write an address of this machine, its network or its cloud. */
export const ADDRESSES = [
  '127.0.0.1:1',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '0.0.0.0',
  'localhost',
  'LOCALHOST',
  'localhost.',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '169.254.169.254',
  '[fe80::1]',
  '[fd00:ec2::254]',
  'metadata.google.internal',
  '10.0.0.1',
  '192.168.0.1',
];

/** Values of a wrong type for each field of a deployment. */
export const WRONG_TYPES = [
  { path: 'apiVersion', value: 1 },
  { path: 'apiVersion', value: 'v1' },
  { path: 'kind', value: [] },
  { path: 'metadata', value: 'x' },
  { path: 'metadata.name', value: 7 },
  { path: 'metadata.namespace', value: {} },
  { path: 'metadata.labels', value: 'x' },
  { path: 'metadata.labels', value: { a: 1 } },
  { path: 'metadata.annotations', value: [] },
  { path: 'metadata.annotations', value: { a: {} } },
  { path: 'spec', value: 3 },
  { path: 'spec.predictor', value: 'x' },
  { path: 'spec.predictor.minReplicas', value: '1' },
  { path: 'spec.predictor.minReplicas', value: -1 },
  { path: 'spec.predictor.minReplicas', value: 1.5 },
  { path: 'spec.predictor.maxReplicas', value: [] },
  { path: 'spec.predictor.timeout', value: 'long' },
  { path: 'spec.predictor.containerConcurrency', value: {} },
  { path: 'spec.predictor.model', value: 'x' },
  { path: 'spec.predictor.model.modelFormat', value: 'onnx' },
  { path: 'spec.predictor.model.modelFormat.name', value: 1 },
  { path: 'spec.predictor.model.modelFormat.version', value: 1 },
  { path: 'spec.predictor.model.runtime', value: {} },
  { path: 'spec.predictor.model.protocolVersion', value: 2 },
  {
    path: 'spec.predictor.model.storageUri',
    value: 1,
    says: /spec\.predictor\.model\.storageUri/,
  },
  { path: 'spec.predictor.model.storage', value: 'x' },
  { path: 'spec.predictor.model.storage.key', value: 1 },
  { path: 'spec.predictor.model.storage.path', value: [] },
  { path: 'spec.predictor.model.args', value: 'x' },
  { path: 'spec.predictor.model.args', value: [1] },
  { path: 'spec.predictor.model.env', value: {} },
  { path: 'spec.predictor.model.env', value: [{ name: 1 }] },
  { path: 'spec.predictor.model.resources', value: 'x' },
  { path: 'spec.predictor.model.resources', value: { requests: { cpu: {} } } },
  {
    path: 'spec.predictor.model.resources',
    value: { limits: { memory: 'much' } },
  },
];

/** What no deployment can be called. */
export const NAMES = [
  '../x',
  'a/b',
  '..',
  '.',
  'A',
  '-a',
  'a-',
  'x.y',
  '9x',
  'ü',
  'a b',
  'a\u0000b',
  'a\r\nb',
  '__proto__',
  '%2e%2e',
  "'; drop table",
  'a'.repeat(64),
  'a'.repeat(10_000),
  '',
];

/** Paths that look for a way out of a deployment's endpoint. */
export const TRY_PATHS = [
  '',
  'v2',
  '/../x',
  '/v2/../../x',
  '/..%2f..%2fx',
  '/%2e%2e/x',
  '/v2\\..\\x',
  '//evil.example/x',
  '@evil.example',
  'http://evil.example/',
  '/v2 HTTP/1.1\r\nx: y',
  '/v2\u0000',
  '/ü',
  '/v2#x',
  `/${'x'.repeat(3000)}`,
];
