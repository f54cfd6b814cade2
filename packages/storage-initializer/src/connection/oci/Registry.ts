import { StorageError } from '../../StorageError';
import { HttpProbe, ProbeAnswer } from '../HttpProbe';
import { Challenge, parseChallenge } from '../../oci/challenge';
import { RegistryLogin } from '../../oci/dockerLogin';
import { ImageName, RegistryPlace } from './imageName';

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const LIST_BYTES = 4 * 1024 * 1024;
const TOKEN_BYTES = 64 * 1024;

/** A part of a list of names. */
export interface NamePage {
  readonly names: readonly string[];
  /** To be asked for next. */
  readonly last?: string;
}

/**
 * Asks a registry what it has. Source: opencontainers/distribution-spec, "End-1" to "End-8"; distribution/distribution
 * for tokens and `_catalog`.
 */
export class Registry {
  readonly #probe: HttpProbe;
  readonly #place: RegistryPlace;
  readonly #login: RegistryLogin | undefined;
  #challenge: Challenge | undefined;

  constructor(options: {
    readonly probe: HttpProbe;
    readonly place: RegistryPlace;
    readonly login?: RegistryLogin;
  }) {
    this.#probe = options.probe;
    this.#place = options.place;
    this.#login = options.login;
  }

  /**
   * Whether it is a registry, and how it wants to be asked.
   * @throws StorageError if it is none
   */
  async connect(): Promise<void> {
    const answer = await this.#probe.send({
      url: new URL('v2/', this.#place.url),
      method: 'GET',
    });
    if (answer.status === 200) return;
    const header = answer.headers['www-authenticate'];
    this.#challenge =
      answer.status === 401
        ? parseChallenge(header, this.#place.url)
        : undefined;
    if (!this.#challenge) {
      throw new StorageError(
        'StorageUnreachable',
        `What answers at ${
          this.#place.host
        } does not speak the protocol of registries (HTTP ${
          answer.status
        }). Check the registry host.`,
      );
    }
  }

  /** Whether the login is accepted, or may be left out. */
  async accepts(): Promise<boolean> {
    if (this.#challenge?.kind === 'bearer') {
      return (await this.#token()) !== undefined;
    }
    const { status } = await this.#get('v2/', undefined, 0);
    return status === 200;
  }

  /** HTTP status of asking for a manifest: 200, 401, 403, 404, … */
  async manifest({ repository, reference }: ImageName): Promise<number> {
    const path = `v2/${repository}/manifests/${reference}`;
    const { status } = await this.#get(path, pull(repository), 0, MANIFESTS);
    return status;
  }

  /** Tags of a repository. @throws StorageError */
  async tags(
    repository: string,
    page: { readonly limit: number; readonly last?: string },
  ): Promise<NamePage> {
    return this.#names(
      `v2/${repository}/tags/list`,
      'tags',
      pull(repository),
      page,
    );
  }

  /** Repositories. Many registries tell nobody. @throws StorageError */
  async repositories(page: {
    readonly limit: number;
    readonly last?: string;
  }): Promise<NamePage> {
    return this.#names(
      'v2/_catalog',
      'repositories',
      'registry:catalog:*',
      page,
    );
  }

  async #names(
    path: string,
    field: 'tags' | 'repositories',
    scope: string,
    page: { readonly limit: number; readonly last?: string },
  ): Promise<NamePage> {
    const query = new URLSearchParams({ n: String(page.limit) });
    if (page.last !== undefined) query.set('last', page.last);
    const answer = await this.#get(`${path}?${query}`, scope, LIST_BYTES);
    const names =
      answer.status === 200 ? listOf(answer.body, field) : undefined;
    if (!names) throw this.#refusal(field, answer.status);
    const hasMore = /rel="?next"?/.test(String(answer.headers.link ?? ''));
    return { names, last: hasMore ? names.at(-1) : undefined };
  }

  #refusal(field: 'tags' | 'repositories', status: number): StorageError {
    const { host } = this.#place;
    if (field === 'repositories') {
      return new StorageError(
        'StorageDenied',
        `${host} does not list its repositories (HTTP ${status}). Type the name of the image instead.`,
      );
    }
    return status === 404
      ? new StorageError(
          'StorageNotFound',
          `${host} has no such repository. Check its name.`,
        )
      : new StorageError(
          'StorageDenied',
          `${host} does not list the tags of this repository (HTTP ${status}). Check that the login may pull from it.`,
        );
  }

  async #get(
    path: string,
    scope: string | undefined,
    maxBytes: number,
    accept = 'application/json',
  ): Promise<ProbeAnswer> {
    return this.#probe.send({
      url: new URL(path, this.#place.url),
      method: 'GET',
      headers: { accept, ...(await this.#authorization(scope)) },
      maxBytes,
    });
  }

  async #authorization(
    scope: string | undefined,
  ): Promise<Readonly<Record<string, string>>> {
    if (this.#challenge?.kind === 'bearer') {
      const token = await this.#token(scope);
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    }
    return this.#challenge?.kind === 'basic' ? this.#basic() : {};
  }

  /** Undefined: refused. */
  async #token(scope?: string): Promise<string | undefined> {
    if (this.#challenge?.kind !== 'bearer') return undefined;
    const url = new URL(this.#challenge.realm);
    if (this.#challenge.service) {
      url.searchParams.set('service', this.#challenge.service);
    }
    if (scope) url.searchParams.set('scope', scope);
    // Another host may be named: it is checked like the first
    await this.#probe.check(url);
    const { status, body } = await this.#probe.send({
      url,
      method: 'GET',
      headers: this.#basic(),
      maxBytes: TOKEN_BYTES,
    });
    return status === 200 ? tokenIn(body) : undefined;
  }

  #basic(): Readonly<Record<string, string>> {
    if (!this.#login) return {};
    const { username, password } = this.#login;
    const text = Buffer.from(`${username}:${password}`).toString('base64');
    return { authorization: `Basic ${text}` };
  }
}

function pull(repository: string): string {
  return `repository:${repository}:pull`;
}

function tokenIn(body: string): string | undefined {
  const parsed = parse(body);
  const token: unknown =
    Reflect.get(parsed, 'token') ?? Reflect.get(parsed, 'access_token');
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function listOf(body: string, field: string): string[] | undefined {
  const list: unknown = Reflect.get(parse(body), field);
  // A repository whose last tag was deleted has "tags": null
  if (list === null) return [];
  return Array.isArray(list)
    ? list.filter(name => typeof name === 'string')
    : undefined;
}

function parse(body: string): object {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {}; // the parser's error repeats what may be a token
  }
}
