const AZURE = /https:\/\/[^/]+\.blob\.core\.windows\.net\/[^/]+\/.+/;
const S3_PATH = /^[a-zA-Z0-9\-_./]+$/;

/** Prefixes that KServe accepts without a ClusterStorageContainer. Source: kserve-status-and-objects §9.1. */
const PREFIXES = [
  'gs://',
  's3://',
  'pvc://',
  'file://',
  'https://',
  'http://',
  'hdfs://',
  'webhdfs://',
  'oci://',
  'oci+native://',
  'oci+fetch://',
  'hf://',
];

/** Scheme of a storage URI in lower case; `file` for a bare path. */
export function schemeOf(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri);
  return match ? match[1].toLowerCase() : 'file';
}

/**
 * What is wrong with a path inside a bucket, or undefined. Source: screens §3.3.
 * @public
 */
export function s3PathProblem(path: string): string | undefined {
  const trimmed = path.trim();
  if (trimmed === '') return 'a path inside the bucket is required';
  if (/^\/+$/.test(trimmed)) {
    return 'the root of a bucket is not allowed; name a folder or file';
  }
  if (!S3_PATH.test(trimmed)) {
    return 'the path may only hold letters, digits and - _ . /';
  }
  if (trimmed.includes('//')) return 'the path must not contain //';
  if (trimmed.split('/').some(part => part === '.' || part === '..')) {
    return 'the path must not contain . or .. as a part';
  }
  return undefined;
}

/** What is wrong with the part of a storage URI after its scheme, or undefined. Source: screens §3.3, §9.1. */
export function uriProblem(uri: string): string | undefined {
  const rest = uri.slice(uri.indexOf('://') + 3);
  switch (schemeOf(uri)) {
    case 's3':
    case 'gs': {
      const [bucket, ...path] = rest.split('/');
      if (!bucket) return 'the bucket is missing';
      return s3PathProblem(path.join('/'));
    }
    case 'pvc':
      return /^pvc:\/\/[a-zA-Z0-9-]+\/[^/\s][^\s]*$/i.test(uri)
        ? undefined
        : 'write pvc://<claim>/<path>';
    case 'oci':
      return /^[^/\s]+\/[^\s]*[^/\s]$/.test(rest)
        ? undefined
        : 'write oci://<registry>/<repository>[:<tag>]';
    case 'hf':
      return /^[^/\s]+\/[^/\s]+$/.test(rest)
        ? undefined
        : 'write hf://<owner>/<model>[:<revision>]';
    case 'http':
    case 'https':
      return URL.canParse(uri) ? undefined : 'this is not a complete URL';
    default:
      return undefined;
  }
}

/** KServe's message for a URI that nothing fetches without a container of its own, or undefined. */
export function kserveUriProblem(uri: string): string | undefined {
  const isFetched =
    !/\w+:\/\//.test(uri) ||
    AZURE.test(uri) ||
    PREFIXES.some(prefix => uri.startsWith(prefix));
  return isFetched
    ? undefined
    : `StorageURI not supported: storageUri, must be one of: [${PREFIXES.join(
        ', ',
      )}] or match https://{}.blob.core.windows.net/{}/{} or be an absolute or relative local path. StorageUri [${uri}] is not supported`;
}
