import { createHash } from 'node:crypto';
import { Reply, SeenRequest, TestServer } from './TestServer';

/** Files above this size are kept apart, as the hub keeps them by LFS. */
const largeBytes = 1000;

/**
 * Speaks the part of the Hugging Face hub's API that downloads: revisions, trees in pages, `resolve` with redirects to
 * where large files are kept, error codes.
 * @public
 */
export class HubServer {
  readonly server: TestServer;
  /** Where large files are. */
  readonly store: TestServer;
  /** Who wants to read must show this. */
  token?: string;
  /** Only those who accepted something may read. */
  isGated = false;
  readonly #commits = new Map<string, Readonly<Record<string, Buffer>>>();
  readonly #branches = new Map<string, string>();

  private constructor(server: TestServer, store: TestServer) {
    this.server = server;
    this.store = store;
  }

  static async create(): Promise<HubServer> {
    let route = (_: SeenRequest): Reply => ({ status: 503 });
    let routeStore = route;
    const hub = new HubServer(
      await TestServer.create(request => route(request)),
      await TestServer.create(request => routeStore(request)),
    );
    route = request => hub.#answer(request);
    routeStore = request => hub.#large(request);
    return hub;
  }

  /** Makes a commit of the model `team/iris` and gives its name. */
  commit(
    files: Readonly<Record<string, string | Buffer>>,
    branch: string = 'main',
  ): string {
    const contents = Object.fromEntries(
      Object.entries(files).map(([path, body]) => [path, Buffer.from(body)]),
    );
    const sha = createHash('sha1')
      .update(JSON.stringify(contents))
      .digest('hex');
    this.#commits.set(sha, contents);
    this.#branches.set(branch, sha);
    return sha;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.store.close();
  }

  #answer({ url, headers }: SeenRequest): Reply {
    const isKnown = headers.authorization === `Bearer ${this.token}`;
    if (this.isGated && !isKnown) return failure(403, 'GatedRepo');
    if (this.token && !isKnown) return failure(401, 'RepoNotFound');
    const path = decodeURIComponent(url.pathname);
    const [, name, kind, asked] =
      /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/(.+)$/.exec(path) ?? [];
    if (kind && name !== 'team/iris') return failure(404, 'RepoNotFound');
    const sha = this.#branches.get(asked) ?? asked;
    const files = this.#commits.get(sha);
    if (kind && !files) return failure(404, 'RevisionNotFound');
    if (kind === 'revision') {
      return json({ _id: '1', id: name, modelId: name, sha, tags: [] });
    }
    if (kind === 'tree' && files) return this.#tree(files, url);
    return this.#resolve(path);
  }

  #tree(files: Readonly<Record<string, Buffer>>, url: URL): Reply {
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const all = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
    const next = new URL(url);
    next.searchParams.set('cursor', String(start + 2));
    const folders = all
      .filter(([path]) => path.includes('/'))
      .map(([path]) => ({
        type: 'directory',
        size: 0,
        path: path.split('/')[0],
        oid: '0',
      }));
    const page = all.slice(start, start + 2).map(([path, body]) => ({
      type: 'file',
      path,
      size: body.length,
      oid: createHash('sha1')
        .update(`blob ${body.length}\0`)
        .update(body)
        .digest('hex'),
      ...(body.length > largeBytes && {
        oid: 'f'.repeat(40),
        lfs: { oid: sha256(body), size: body.length, pointerSize: 130 },
      }),
    }));
    return {
      ...json(start === 0 ? [...folders, ...page] : page),
      headers:
        start + 2 < all.length ? { link: `<${next.href}>; rel="next"` } : {},
    };
  }

  #resolve(path: string): Reply {
    const [, sha, file] =
      /^\/team\/iris\/resolve\/(\w+)\/(.+)$/.exec(path) ?? [];
    const body = this.#commits.get(sha)?.[file];
    if (!body) return failure(404, 'EntryNotFound');
    if (body.length <= largeBytes) return { body, isFile: true };
    const location = `${this.store.url}/${sha256(body)}?signature=s1gned`;
    return { status: 302, headers: { location } };
  }

  #large({ url, headers }: SeenRequest): Reply {
    // As object stores do with two ways to authenticate at once.
    if (headers.authorization) return { status: 400 };
    const body = [...this.#commits.values()]
      .flatMap(files => Object.values(files))
      .find(content => `/${sha256(content)}` === url.pathname);
    return body ? { body, isFile: true } : { status: 404 };
  }
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function json(value: object): Reply {
  return { body: JSON.stringify(value) };
}

function failure(status: number, code: string): Reply {
  return {
    ...json({ error: code }),
    status,
    headers: { 'x-error-code': code, 'content-type': 'application/json' },
  };
}
