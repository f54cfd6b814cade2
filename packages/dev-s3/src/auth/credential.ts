/**
 * A key pair that may use the server.
 * @public
 */
export interface S3Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Buckets it may list, read, write and create. Absent: all. */
  readonly buckets?: readonly string[];
}

/** Whether a credential may use a bucket. */
export function mayUseBucket(
  credential: S3Credential,
  bucket: string,
): boolean {
  return credential.buckets?.includes(bucket) ?? true;
}

/**
 * Reads a list of credentials, as in the file that the program gets.
 * @throws Error that names the entry, never its secret
 */
export function parseCredentials(json: string): S3Credential[] {
  const value = parseJson(json);
  if (!Array.isArray(value) || value.length === 0) {
    throw new Error(
      'Credentials must be a JSON array of at least one { "accessKeyId", "secretAccessKey", "buckets"? }.',
    );
  }
  return value.map((entry: unknown, index) => parseEntry(entry, index));
}

/** JSON.parse quotes the text in its message, and here the text is secret. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('Credentials are not valid JSON.');
  }
}

function parseEntry(entry: unknown, index: number): S3Credential {
  const fields = new Map(Object.entries(Object(entry)));
  const accessKeyId = fields.get('accessKeyId');
  const secretAccessKey = fields.get('secretAccessKey');
  const buckets = fields.get('buckets');
  if (typeof accessKeyId !== 'string' || !/^[^/\s,]+$/.test(accessKeyId)) {
    throw new Error(
      `Credentials [${index}].accessKeyId must be text without "/", "," or spaces.`,
    );
  }
  if (typeof secretAccessKey !== 'string' || secretAccessKey === '') {
    throw new Error(`Credentials [${index}].secretAccessKey must be text.`);
  }
  if (buckets === undefined) return { accessKeyId, secretAccessKey };
  if (!isTextList(buckets)) {
    throw new Error(`Credentials [${index}].buckets must be a list of names.`);
  }
  return { accessKeyId, secretAccessKey, buckets };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
