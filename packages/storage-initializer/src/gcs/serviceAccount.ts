import { createSign } from 'node:crypto';
import { HttpClient } from '../http/HttpClient';
import { isRecord, readJson } from '../http/readBody';
import { statusError } from '../http/httpFailure';
import { StorageError } from '../StorageError';

/** The values of a connection that hold a service account's key file, the first that is there. */
const keyFields = [
  'gcloud-application-credentials.json',
  'GOOGLE_APPLICATION_CREDENTIALS_JSON',
] as const;
const defaultTokenUri = 'https://oauth2.googleapis.com/token';
const scope = 'https://www.googleapis.com/auth/devstorage.read_only';
/** As long as Google allows. */
const tokenLifeS = 3600;
/** Before a token ends it is no longer used: a request takes its time. */
const tokenReserveMs = 60_000;

/** What is needed of a service account's key file. */
export interface ServiceAccount {
  readonly email: string;
  readonly privateKey: string;
  readonly tokenUri: string;
}

/**
 * Reads the key file of a Google service account. Undefined if there is none: anonymous.
 * @throws StorageError StorageDenied for a file that is none
 */
export function readServiceAccount(
  values: Readonly<Record<string, string>>,
): ServiceAccount | undefined {
  const text = keyFields.map(name => values[name]?.trim()).find(Boolean);
  if (!text) return undefined;
  const fields = parse(text);
  const {
    client_email: email,
    private_key: privateKey,
    token_uri: tokenUri = defaultTokenUri,
  } = fields;
  if (
    fields.type !== 'service_account' ||
    typeof email !== 'string' ||
    typeof privateKey !== 'string' ||
    typeof tokenUri !== 'string'
  ) {
    throw new StorageError(
      'StorageDenied',
      `The Google credentials are no key file of a service account ("type": "service_account", "client_email", "private_key"). Create a JSON key for a service account that may read the bucket.`,
    );
  }
  return { email, privateKey, tokenUri };
}

/**
 * Access tokens of service accounts, each used until it ends.
 *
 * Made here rather than by Google's client library, whose connections cannot be kept within the address rules: its token
 * address comes from the key file, which people give. Source: RFC 7523, Google's "Using OAuth 2.0 for Server to Server
 * Applications".
 */
export class ServiceAccountTokens {
  readonly #http: HttpClient;
  readonly #clock: () => number;
  readonly #tokens = new Map<string, { token: string; endsAt: number }>();

  /** @param options - `clock`: milliseconds since epoch */
  constructor(options: {
    readonly http: HttpClient;
    readonly clock: () => number;
  }) {
    this.#http = options.http;
    this.#clock = options.clock;
  }

  /** @throws StorageError; errors of Node if the connection fails */
  async get(account: ServiceAccount, signal: AbortSignal): Promise<string> {
    const now = this.#clock();
    for (const [key, { endsAt }] of this.#tokens) {
      if (endsAt <= now) this.#tokens.delete(key);
    }
    const key = JSON.stringify(account);
    const known = this.#tokens.get(key);
    if (known) return known.token;
    const { token, lifeMs } = await this.#ask(account, now, signal);
    this.#tokens.set(key, { token, endsAt: now + lifeMs - tokenReserveMs });
    return token;
  }

  async #ask(account: ServiceAccount, now: number, signal: AbortSignal) {
    const answer = await this.#http.request({
      url: account.tokenUri,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertion(account, now),
      }).toString(),
      redirects: 'manual',
      signal,
    });
    const { status, url } = answer;
    if (status !== 200) {
      answer.body.destroy();
      const isRefusal = status === 400 || status === 401 || status === 403;
      throw statusError(isRefusal ? 401 : status, {
        host: url.host,
        what: `a token for ${account.email}`,
        whenDenied:
          'Check that the service account and this key of it still exist, and the clock of this machine.',
      });
    }
    const { access_token: token, expires_in: lifeS } = await readJson(answer);
    if (typeof token !== 'string') {
      throw new StorageError(
        'StorageUnreachable',
        `${url.host} answered without a token. Check "token_uri" in the key file.`,
      );
    }
    return { token, lifeMs: (typeof lifeS === 'number' ? lifeS : 0) * 1000 };
  }
}

function assertion(
  { email, privateKey, tokenUri }: ServiceAccount,
  now: number,
): string {
  const issuedAt = Math.floor(now / 1000);
  const claims = {
    iss: email,
    scope,
    aud: tokenUri,
    iat: issuedAt,
    exp: issuedAt + tokenLifeS,
  };
  const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  try {
    const signature = createSign('RSA-SHA256').update(signed).sign(privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  } catch {
    // Not repeated: the library's words may hold a part of the key.
    throw new StorageError(
      'StorageDenied',
      `The private key of ${email} cannot be read. Put the whole key file of the service account into the connection.`,
    );
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
