import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { Reply, SeenRequest, TestServer } from './TestServer';

/** Of the one service account; made once, for it takes long. */
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface StoredObject {
  readonly body: Buffer;
  readonly generation: string;
  /** Made of others: has no MD5. */
  readonly isComposed: boolean;
}

/**
 * Speaks the part of Google Cloud Storage's JSON API that reads, and its token service: one bucket `models`, listings in
 * pages, media by generation, tokens for signed assertions.
 * @public
 */
export class GcsServer {
  readonly server: TestServer;
  isPublic = true;
  readonly #objects = new Map<string, StoredObject>();
  #generation = 1;

  private constructor(server: TestServer) {
    this.server = server;
  }

  static async create(): Promise<GcsServer> {
    let route = (_: SeenRequest): Reply => ({ status: 503 });
    const gcs = new GcsServer(
      await TestServer.create(request => route(request)),
    );
    route = request => gcs.#answer(request);
    return gcs;
  }

  /** The key file of the one service account that may read. */
  keyFile(changes: Readonly<Record<string, string>> = {}): string {
    return JSON.stringify({
      type: 'service_account',
      client_email: 'reader@project.test',
      private_key: keys.privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }),
      token_uri: `${this.server.url}/token`,
      ...changes,
    });
  }

  put(name: string, body: string | Buffer, isComposed: boolean = false): void {
    this.#generation += 1;
    this.#objects.set(name, {
      body: Buffer.from(body),
      generation: String(this.#generation),
      isComposed,
    });
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  #answer(request: SeenRequest): Reply {
    const { pathname, searchParams } = request.url;
    if (pathname === '/token') return this.#token(request);
    const [, bucket, , name] =
      /^\/storage\/v1\/b\/([^/]+)\/o(\/(.+))?$/.exec(pathname) ?? [];
    const isAllowed =
      this.isPublic || request.headers.authorization === 'Bearer granted';
    if (!isAllowed) return failure(request.headers.authorization ? 403 : 401);
    if (bucket !== 'models') return failure(404);
    if (name === undefined) return this.#list(searchParams);
    const object = this.#objects.get(decodeURIComponent(name));
    const generation = searchParams.get('generation');
    if (!object || (generation && generation !== object.generation)) {
      return failure(404);
    }
    return searchParams.get('alt') === 'media'
      ? {
          body: object.body,
          isFile: true,
          headers: { 'x-goog-generation': object.generation },
        }
      : failure(400);
  }

  #list(query: URLSearchParams): Reply {
    const prefix = query.get('prefix') ?? '';
    const start = Number(query.get('pageToken') ?? 0);
    // Smaller pages than were asked for are allowed.
    const end = start + Math.min(Number(query.get('maxResults') ?? 1000), 2);
    const all = [...this.#objects]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const items = all.slice(start, end).map(([name, object]) => ({
      kind: 'storage#object',
      name,
      size: String(object.body.length),
      generation: object.generation,
      ...(!object.isComposed && {
        md5Hash: createHash('md5').update(object.body).digest('base64'),
      }),
    }));
    return json({
      kind: 'storage#objects',
      ...(items.length > 0 && { items }),
      ...(end < all.length && { nextPageToken: String(end) }),
    });
  }

  #token({ method, body }: SeenRequest): Reply {
    const form = new URLSearchParams(body);
    const [head = '', claims = '', signature = ''] =
      form.get('assertion')?.split('.') ?? [];
    const { iss, aud, scope, exp } = JSON.parse(
      Buffer.from(claims, 'base64url').toString() || '{}',
    );
    const isSigned = createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(keys.publicKey, signature, 'base64url');
    const isGood =
      method === 'POST' &&
      form.get('grant_type') ===
        'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      isSigned &&
      iss === 'reader@project.test' &&
      aud === `${this.server.url}/token` &&
      scope.endsWith('devstorage.read_only') &&
      exp > Date.now() / 1000;
    return isGood
      ? json({
          access_token: 'granted',
          expires_in: 3600,
          token_type: 'Bearer',
        })
      : { status: 400, body: '{"error":"invalid_grant"}' };
  }
}

function json(value: object): Reply {
  return {
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  };
}

function failure(code: number): Reply {
  return { ...json({ error: { code } }), status: code };
}
