/**
 * KServe's cluster-wide defaults for S3 (`credentials.s3` of `inferenceservice-config`).
 * @public
 */
export interface S3SecretDefaults {
  /** Default `awsAccessKeyID`. */
  readonly s3AccessKeyIDName?: string;
  /** Default `awsSecretAccessKey`. */
  readonly s3SecretAccessKeyName?: string;
  readonly s3Endpoint?: string;
  readonly s3UseHttps?: string;
  readonly s3VerifySSL?: string;
  readonly s3UseAnonymousCredential?: string;
  readonly s3Region?: string;
  readonly s3UseVirtualBucket?: string;
  readonly s3UseAccelerate?: string;
  readonly s3CABundle?: string;
  readonly s3CABundleConfigMap?: string;
}

/**
 * What KServe reads of a Secret or a ServiceAccount. Values of `data` are decoded.
 * @public
 */
export interface AnnotatedSecret {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
}

const prefix = 'serving.kserve.io/';

/** Annotation, key of the Secret, key of the defaults, variable; in the order in which KServe writes them. */
const settings = [
  ['s3-verifyssl', 'S3_VERIFY_SSL', 's3VerifySSL', 'S3_VERIFY_SSL'],
  [
    's3-useanoncredential',
    'awsAnonymousCredential',
    's3UseAnonymousCredential',
    'awsAnonymousCredential',
  ],
  ['s3-region', 'AWS_DEFAULT_REGION', 's3Region', 'AWS_DEFAULT_REGION'],
  [
    's3-usevirtualbucket',
    'S3_USER_VIRTUAL_BUCKET',
    's3UseVirtualBucket',
    'S3_USER_VIRTUAL_BUCKET',
  ],
  [
    's3-useaccelerate',
    'S3_USE_ACCELERATE',
    's3UseAccelerate',
    'S3_USE_ACCELERATE',
  ],
  ['s3-cabundle', 'AWS_CA_BUNDLE', 's3CABundle', 'AWS_CA_BUNDLE'],
  [
    's3-cabundle-configmap',
    'AWS_CA_BUNDLE_CONFIGMAP',
    's3CABundleConfigMap',
    'AWS_CA_BUNDLE_CONFIGMAP',
  ],
] as const satisfies readonly (readonly [
  string,
  string,
  keyof S3SecretDefaults,
  string,
])[];

/**
 * The variables that KServe gives its initializer for a Secret (or a ServiceAccount, which has annotations alone) of S3.
 * Of annotation, Secret and defaults the first that is present decides, even if it is empty; an empty one is left out.
 * Source: reference/kserve-status-and-objects.md §9.3.
 * @public
 */
export function s3Environment(
  { annotations = {}, data = {} }: AnnotatedSecret,
  defaults: S3SecretDefaults = {},
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  const set = (name: string, value: string | undefined) => {
    if (value) env[name] = value;
  };
  const setting = (
    annotation: string,
    key: string,
    fallback: keyof S3SecretDefaults,
  ) => annotations[`${prefix}${annotation}`] ?? data[key] ?? defaults[fallback];
  const idName = defaults.s3AccessKeyIDName || 'awsAccessKeyID';
  const secretName = secretKeyName(data, defaults);
  // With the built-in name of the secret goes the built-in name of the key.
  const isBuiltIn = secretName === 'awsSecretAccessKey';
  set('AWS_ACCESS_KEY_ID', data[isBuiltIn ? 'awsAccessKeyID' : idName]);
  set('AWS_SECRET_ACCESS_KEY', secretName && data[secretName]);

  const useHttps = setting('s3-usehttps', 'S3_USE_HTTPS', 's3UseHttps');
  const endpoint = setting('s3-endpoint', 'S3_ENDPOINT', 's3Endpoint')?.trim();
  if (endpoint) {
    const [, scheme] = /^(https?):\/\//i.exec(endpoint) ?? [];
    const host = endpoint.replace(/^https?:\/\//i, '');
    const isHttps = scheme && scheme.toLowerCase() === 'https';
    set('S3_USE_HTTPS', scheme ? String(Number(isHttps)) : useHttps);
    set('S3_ENDPOINT', host);
    set(
      'AWS_ENDPOINT_URL',
      scheme ? endpoint : `${useHttps === '0' ? 'http' : 'https'}://${host}`,
    );
  }
  for (const [annotation, key, fallback, variable] of settings) {
    set(variable, setting(annotation, key, fallback));
  }
  return env;
}

/** The key of a Secret that makes it one of S3, if it is there. */
export function secretKeyName(
  data: Readonly<Record<string, string>>,
  defaults: S3SecretDefaults,
): string | undefined {
  return [
    defaults.s3SecretAccessKeyName || 'awsSecretAccessKey',
    'awsSecretAccessKey',
  ].find(name => data[name] !== undefined);
}
