import { createHash } from 'node:crypto';
import { Reply, SeenRequest, TestServer } from './TestServer';

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
} as const;

/** The one login: `robot`, `hush`. */
const basic = `Basic ${Buffer.from('robot:hush').toString('base64')}`;

/**
 * A layer to push.
 * @public
 */
export interface TestLayer {
  readonly body: Buffer;
  /** Default: an OCI layer, gzipped. */
  readonly mediaType?: string;
}

/**
 * Speaks the part of the OCI distribution protocol that pulls: manifests by tag and digest, blobs with ranges, bearer
 * tokens with scopes, basic logins.
 * @public
 */
export class ImageRegistry {
  readonly server: TestServer;
  /** How it asks who calls. */
  auth: 'none' | 'basic' | 'bearer' = 'none';
  /** Where blobs are kept; absent: here. */
  blobsAt?: string;
  readonly #blobs = new Map<string, { body: Buffer; type: string }>();
  readonly #tags = new Map<string, string>();

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async create(): Promise<ImageRegistry> {
    let route = (_: SeenRequest): Reply => ({ status: 503 });
    const registry = new ImageRegistry(
      await TestServer.create(request => route(request)),
    );
    route = request => registry.answer(request);
    return registry;
  }

  /** `127.0.0.1:<port>` */
  get host(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  /** `.dockerconfigjson` for a user. */
  login(user: string, password: string): Record<string, string> {
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    return {
      '.dockerconfigjson': JSON.stringify({ auths: { [this.host]: { auth } } }),
    };
  }

  /** Puts bytes there and gives their digest. */
  put(body: Buffer, type: string): string {
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    this.#blobs.set(digest, { body, type });
    return digest;
  }

  /** Puts an image there, tags it if there is a tag, and gives its digest. */
  push(name: string, layers: readonly TestLayer[], tag?: string): string {
    const config = Buffer.from('{"os":"linux","architecture":"amd64"}');
    const digest = this.#putJson(types.manifest, {
      config: this.#describe(config, types.config),
      layers: layers.map(
        ({ body, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip' }) =>
          this.#describe(body, mediaType),
      ),
    });
    if (tag) this.#tags.set(`${name}:${tag}`, digest);
    return digest;
  }

  /** Puts an index of images there, by `os/architecture`. */
  pushIndex(
    name: string,
    images: Readonly<Record<string, string>>,
    tag: string,
  ): void {
    const digest = this.#putJson(types.index, {
      manifests: Object.entries(images).map(([platform, image]) => {
        const [os, architecture] = platform.split('/');
        return {
          digest: image,
          size: 1,
          mediaType: types.manifest,
          platform: { os, architecture },
        };
      }),
    });
    this.#tags.set(`${name}:${tag}`, digest);
  }

  /** Makes a tag mean something else. */
  tag(name: string, tag: string, digest: string): void {
    this.#tags.set(`${name}:${tag}`, digest);
  }

  /** The bytes of a blob, as a place that a registry redirects to has them. */
  blob(digest: string): Reply {
    const found = this.#blobs.get(digest);
    return found
      ? {
          body: found.body,
          isFile: true,
          headers: { 'content-type': found.type },
        }
      : { status: 404 };
  }

  answer(request: SeenRequest): Reply {
    const { pathname, searchParams } = request.url;
    if (pathname === '/token') return this.#token(request);
    const [, name, kind, reference] =
      /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
    if (!name) return { status: 404 };
    if (!this.#admits(request, name)) {
      return {
        status: 401,
        headers: {
          'www-authenticate':
            this.auth === 'basic'
              ? 'Basic realm="test"'
              : `Bearer realm="${this.server.url}/token",service="test",scope="repository:${name}:pull"`,
        },
      };
    }
    if (kind === 'blobs' && this.blobsAt && !searchParams.has('signed')) {
      const location = `${this.blobsAt}/blobs/${reference}`;
      return { status: 307, headers: { location } };
    }
    return this.blob(
      kind === 'blobs'
        ? reference
        : this.#tags.get(`${name}:${reference}`) ?? reference,
    );
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  #putJson(mediaType: string, value: object): string {
    const text = JSON.stringify({ schemaVersion: 2, mediaType, ...value });
    return this.put(Buffer.from(text), mediaType);
  }

  #describe(body: Buffer, mediaType: string) {
    return { mediaType, size: body.length, digest: this.put(body, mediaType) };
  }

  #token({ headers, url }: SeenRequest): Reply {
    const isKnown = headers.authorization === basic;
    const isFor = url.searchParams.get('service') === 'test';
    return isKnown && isFor
      ? {
          body: JSON.stringify({
            token: `for ${url.searchParams.get('scope')}`,
          }),
        }
      : { status: 401, body: '{"errors":[]}' };
  }

  #admits({ headers }: SeenRequest, name: string): boolean {
    switch (this.auth) {
      case 'basic':
        return headers.authorization === basic;
      case 'bearer':
        return headers.authorization === `Bearer for repository:${name}:pull`;
      default:
        return true;
    }
  }
}
