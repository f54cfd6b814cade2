import { once } from 'node:events';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

/** How a registry asks who calls. */
export type RegistryAuth = 'none' | 'basic' | 'bearer';

/** What a registry of tests has and whom it knows. */
export interface TestRegistryOptions {
  readonly auth: RegistryAuth;
  /** Tags by repository. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** Password by user. */
  readonly users?: Readonly<Record<string, string>>;
  /** Repositories that only this user may pull; others all may. */
  readonly privateTo?: Readonly<Record<string, string>>;
  /** Whether `_catalog` is answered. Default true. */
  readonly listsRepositories?: boolean;
}

/**
 * Speaks the OCI distribution protocol over HTTP: API check, manifests, tags and catalog with paging, and the token
 * service of the "Token Authentication Specification" with scopes.
 */
export class TestRegistry {
  readonly #server: Server;
  readonly #options: TestRegistryOptions;
  /** `<method> <path>` of each call. */
  readonly calls: string[] = [];

  private constructor(options: TestRegistryOptions) {
    this.#options = options;
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  static async create(options: TestRegistryOptions): Promise<TestRegistry> {
    const registry = new TestRegistry(options);
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  /** `127.0.0.1:<port>` */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Values of a connection to it. */
  values(login?: { user: string; password: string }): Record<string, string> {
    const auth =
      login &&
      Buffer.from(`${login.user}:${login.password}`).toString('base64');
    return {
      ACCESS_TYPE: '["Pull"]',
      OCI_HOST: this.host,
      '.dockerconfigjson': JSON.stringify({
        auths: auth ? { [this.host]: { auth } } : {},
      }),
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', `http://${this.host}`);
    this.calls.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/token') this.#giveToken(request, url, response);
    else if (url.pathname.startsWith('/v2/')) {
      this.#api(request, url, response);
    } else send(response, 404, {});
  }

  /** Tokens say in plain text what they are good for: a registry of tests has no secret to sign with. */
  #giveToken(
    request: IncomingMessage,
    url: URL,
    response: ServerResponse,
  ): void {
    const user = this.#userOf(request.headers.authorization);
    if (user === undefined) send(response, 401, { errors: [] });
    else {
      const scope = url.searchParams.get('scope') ?? '';
      const isFor = url.searchParams.get('service') === 'test-registry';
      send(response, isFor ? 200 : 400, { token: `${user}|${scope}` });
    }
  }

  #api(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const path = url.pathname.slice('/v2/'.length);
    const [, manifestOf, reference] =
      /^(.+)\/manifests\/(.+)$/.exec(path) ?? [];
    const [, tagsOf] = /^(.+)\/tags\/list$/.exec(path) ?? [];
    const repository = manifestOf ?? tagsOf;
    let scope = repository ? `repository:${repository}:pull` : '';
    if (path === '_catalog') scope = 'registry:catalog:*';
    const user = this.#caller(request.headers.authorization, scope);
    if (user === undefined) {
      response.setHeader('www-authenticate', this.#challenge());
      send(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] });
      return;
    }
    const { images, privateTo = {}, listsRepositories = true } = this.#options;
    if (path === '') send(response, 200, {});
    else if (path === '_catalog' && listsRepositories) {
      this.#page(url, response, 'repositories', Object.keys(images));
    } else if (!repository || !images[repository]) {
      send(response, 404, { errors: [{ code: 'NAME_UNKNOWN' }] });
    } else if (privateTo[repository] && privateTo[repository] !== user) {
      send(response, 403, { errors: [{ code: 'DENIED' }] });
    } else if (tagsOf) {
      this.#page(url, response, 'tags', images[repository]);
    } else {
      const isThere = images[repository].includes(reference);
      send(response, isThere ? 200 : 404, { schemaVersion: 2 });
    }
  }

  #page(
    url: URL,
    response: ServerResponse,
    field: string,
    all: readonly string[],
  ): void {
    const last = url.searchParams.get('last') ?? '';
    const limit = Number(url.searchParams.get('n') ?? 100);
    const rest = [...all].sort().filter(name => name > last);
    const names = rest.slice(0, limit);
    if (rest.length > limit) {
      response.setHeader(
        'link',
        `<${url.pathname}?last=${names.at(-1)}&n=${limit}>; rel="next"`,
      );
    }
    send(response, 200, { [field]: names });
  }

  /** Who calls: a name, empty for nobody, undefined if that is not enough. */
  #caller(header: string | undefined, scope: string): string | undefined {
    if (this.#options.auth === 'none') return '';
    if (this.#options.auth === 'basic') {
      return header ? this.#userOf(header) : undefined;
    }
    const [user, granted] = header?.replace(/^Bearer /, '').split('|') ?? [];
    return granted === scope ? user : undefined;
  }

  #userOf(header: string | undefined): string | undefined {
    if (!header) return '';
    const text = Buffer.from(
      header.replace(/^Basic /, ''),
      'base64',
    ).toString();
    const [user, password] = text.split(':');
    return this.#options.users?.[user] === password ? user : undefined;
  }

  #challenge(): string {
    return this.#options.auth === 'basic'
      ? 'Basic realm="test"'
      : `Bearer realm="http://${this.host}/token",service="test-registry"`;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
