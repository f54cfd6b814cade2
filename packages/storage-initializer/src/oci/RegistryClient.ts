import { parseChallenge } from './challenge';
import { RegistryLogin } from './dockerLogin';
import { HttpAnswer, HttpClient } from '../http/HttpClient';
import { readJson } from '../http/readBody';
import { StorageError } from '../StorageError';
import { ImageReference } from './imageReference';

/**
 * Reads from one repository of a registry. A registry that wants a login says so to the first request; that one is
 * repeated with what it asks for. The login goes to the registry and the token service that it names, nowhere else.
 *
 * Sources: opencontainers/distribution-spec; distribution/distribution, "Token Authentication Specification".
 */
export class RegistryClient {
  readonly #http: HttpClient;
  readonly #image: ImageReference;
  readonly #login: RegistryLogin | undefined;

  constructor(options: {
    readonly http: HttpClient;
    readonly image: ImageReference;
    /** Absent: anonymous. */
    readonly login?: RegistryLogin;
  }) {
    this.#http = options.http;
    this.#image = options.image;
    this.#login = options.login;
  }

  /**
   * Reads what lies below the repository, `manifests/v1` for example, whatever its status is.
   * @throws StorageError if the registry asks for something unknown, or its token service does not answer; errors of Node
   */
  async get(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { origin, repository } = this.#image;
    const url = `${origin}/v2/${repository}/${path}`;
    const answer = await this.#http.request({ url, headers, signal });
    const asks = answer.headers['www-authenticate'];
    if (answer.status !== 401 || asks === undefined) return answer;
    answer.body.destroy();
    const authorization = await this.#authorization(asks, signal);
    if (authorization === undefined) return answer;
    return this.#http.request({
      url,
      headers,
      secretHeaders: { authorization },
      signal,
    });
  }

  async #authorization(
    asks: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { host, origin, repository } = this.#image;
    const challenge = parseChallenge(asks, new URL(origin));
    if (!challenge) {
      throw new StorageError(
        'StorageUnreachable',
        `${host} asks for a kind of login that is not known here, or for a password without TLS. Check the registry's settings.`,
      );
    }
    const basic = this.#login && basicOf(this.#login);
    if (challenge.kind === 'basic') return basic;
    const url = new URL(challenge.realm);
    if (challenge.service) url.searchParams.set('service', challenge.service);
    url.searchParams.set('scope', `repository:${repository}:pull`);
    const answer = await this.#http.request({
      url,
      secretHeaders: basic ? { authorization: basic } : {},
      signal,
    });
    if (answer.status !== 200) {
      answer.body.destroy();
      throw tokenRefused(answer, this.#login !== undefined);
    }
    const { token, access_token: accessToken } = await readJson(answer);
    const found = [token, accessToken].find(
      text => typeof text === 'string' && text !== '',
    );
    return found === undefined ? undefined : `Bearer ${found}`;
  }
}

function basicOf({ username, password }: RegistryLogin): string {
  const text = Buffer.from(`${username}:${password}`).toString('base64');
  return `Basic ${text}`;
}

function tokenRefused(
  { status, url }: HttpAnswer,
  hasLogin: boolean,
): StorageError {
  if (status === 429 || status >= 500) {
    return new StorageError(
      'StorageUnreachable',
      `The registry's token service at ${url.host} cannot answer now (HTTP ${status}). Try again later.`,
      { retryable: true },
    );
  }
  return new StorageError(
    'StorageDenied',
    hasLogin
      ? `The registry's token service at ${url.host} refused the login (HTTP ${status}). Check user name and password in the connection's Docker configuration.`
      : `The registry's token service at ${url.host} gives nothing without a login (HTTP ${status}). Use a connection with a Docker configuration that has one.`,
  );
}
