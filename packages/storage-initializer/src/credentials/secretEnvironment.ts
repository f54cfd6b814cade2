import {
  AnnotatedSecret,
  S3SecretDefaults,
  s3Environment,
  secretKeyName,
} from './s3Environment';

/**
 * What a Secret opens.
 * @public
 */
export interface SecretEnvironment {
  readonly kind:
    | 's3'
    | 'gcs'
    | 'azure'
    | 'https'
    | 'hdfs'
    | 'hf'
    | 'modelscope';
  /** Variables of the initializer; the key file of Google stands under its own name, for KServe mounts it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Name of the key file in Secrets, unless the cluster says otherwise. */
const gcsKeyFile = 'gcloud-application-credentials.json';

/** Keys that tell what a Secret is, after those of S3 and Google. The first that is present decides. */
const kinds = [
  ['AZ_CLIENT_ID', 'azure'],
  ['AZURE_CLIENT_ID', 'azure'],
  ['AZURE_ACCESS_TOKEN', 'azure'],
  ['AZURE_STORAGE_ACCESS_KEY', 'azure'],
  ['https-host', 'https'],
  ['HDFS_NAMENODE', 'hdfs'],
  ['HF_TOKEN', 'hf'],
  ['MODELSCOPE_API_TOKEN', 'modelscope'],
] as const;

/**
 * The variables that a Secret of a ServiceAccount brings to the initializer, as KServe finds its kind: by the first key
 * that it has. Undefined for a Secret of no storage.
 *
 * Unlike KServe, the headers of a web server stay one value of a Secret: they are secret.
 * Source: reference/kserve-status-and-objects.md §9.3.
 * @param defaults - `gcsCredentialFileName`: of `credentials.gcs`
 * @public
 */
export function secretEnvironment(
  secret: AnnotatedSecret,
  defaults: S3SecretDefaults & { readonly gcsCredentialFileName?: string } = {},
): SecretEnvironment | undefined {
  const { data = {} } = secret;
  if (secretKeyName(data, defaults) !== undefined) {
    return { kind: 's3', env: s3Environment(secret, defaults) };
  }
  const keyFile = data[defaults.gcsCredentialFileName || gcsKeyFile];
  if (keyFile !== undefined) {
    return { kind: 'gcs', env: { [gcsKeyFile]: keyFile } };
  }
  const [, kind] = kinds.find(([key]) => data[key] !== undefined) ?? [];
  switch (kind) {
    case undefined:
      return undefined;
    case 'https':
      return {
        kind,
        env: { [`${data['https-host'].trim()}-headers`]: data.headers ?? '' },
      };
    default:
      return { kind, env: data };
  }
}

/**
 * The Secrets that a pod's initializer gets, by name, in order: the one that the InferenceService names, else all of its
 * ServiceAccount.
 * @public
 */
export function storageSecretNames(
  service: AnnotatedSecret,
  account: { readonly secrets?: readonly { readonly name: string }[] },
): readonly string[] {
  const named =
    service.annotations?.['serving.kserve.io/storageSecretName']?.trim();
  return named ? [named] : (account.secrets ?? []).map(({ name }) => name);
}
