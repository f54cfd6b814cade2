import { S3Client } from '@aws-sdk/client-s3';
import { AddressGuard } from '../address/AddressGuard';
import { StorageError } from '../StorageError';
import { ConnectionHandler } from './ConnectionHandler';

/** As KServe's initializer. */
const connectTimeoutMs = 15_000;
const idleTimeoutMs = 30_000;
const defaultRegion = 'us-east-1';

/** How to reach an S3 service, read from the values of a connection. */
export interface S3Settings {
  /** With scheme, without a path. */
  readonly endpoint: string;
  readonly region: string;
  /** Absent: anonymous. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  readonly verifyTls: boolean;
}

/**
 * Reads the values of a connection.
 * @throws StorageError InvalidUri, StorageDenied if a value is missing
 */
export function readS3Settings(
  values: Readonly<Record<string, string>>,
): S3Settings {
  const region = values.AWS_DEFAULT_REGION?.trim() || defaultRegion;
  return {
    endpoint: readEndpoint(values.AWS_S3_ENDPOINT?.trim(), region),
    region,
    credentials: isTrue(values.awsAnonymousCredential)
      ? undefined
      : readKeys(values),
    verifyTls: !isFalse(values.S3_VERIFY_SSL),
  };
}

/** Connections of S3 clients: one handler for all of them, so that they share what is open. */
export class S3Connections {
  readonly #handlers: {
    readonly verified: ConnectionHandler;
    readonly unverified: ConnectionHandler;
  };

  constructor(guard: AddressGuard) {
    this.#handlers = {
      verified: handler(guard, true),
      unverified: handler(guard, false),
    };
  }

  /** A client that does not retry: who uses it knows better what a repetition costs. */
  client(settings: S3Settings): S3Client {
    const { credentials } = settings;
    return new S3Client({
      endpoint: settings.endpoint,
      region: settings.region,
      forcePathStyle: true,
      maxAttempts: 1,
      // Other S3 services may choke on checksums that only Amazon's asks for.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: settings.verifyTls
        ? this.#handlers.verified
        : this.#handlers.unverified,
      // Never left out: the SDK would look for the machine's own credentials, also at metadata services.
      credentials: credentials ?? {
        accessKeyId: 'anonymous',
        secretAccessKey: '',
      },
      ...(!credentials && { signer: { sign: async request => request } }),
    });
  }

  /** Closes what is open. */
  close(): void {
    this.#handlers.verified.destroy();
    this.#handlers.unverified.destroy();
  }
}

function handler(guard: AddressGuard, verifyTls: boolean): ConnectionHandler {
  return new ConnectionHandler({
    connectionTimeout: connectTimeoutMs,
    socketTimeout: idleTimeoutMs,
    ...guard.agents({ verifyTls }),
  });
}

function readEndpoint(text: string | undefined, region: string): string {
  if (!text) return `https://s3.${region}.amazonaws.com`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '';
  if (!isUsable) {
    throw new StorageError(
      'InvalidUri',
      'The endpoint (AWS_S3_ENDPOINT) must be a URL with http:// or https://, without user name, path or parameters: for example https://s3.example.com.',
    );
  }
  return url.origin;
}

function readKeys(values: Readonly<Record<string, string>>) {
  const accessKeyId = values.AWS_ACCESS_KEY_ID?.trim();
  const secretAccessKey = values.AWS_SECRET_ACCESS_KEY?.trim();
  if (!accessKeyId || !secretAccessKey) {
    throw new StorageError(
      'StorageDenied',
      'There is no access key or secret key (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY). Name a connection that has both.',
    );
  }
  return { accessKeyId, secretAccessKey };
}

function isTrue(value: string | undefined): boolean {
  return /^(1|true|yes)$/i.test(value?.trim() ?? '');
}

function isFalse(value: string | undefined): boolean {
  return /^(0|false|no)$/i.test(value?.trim() ?? '');
}
