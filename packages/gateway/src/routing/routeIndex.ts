import { normalizeHost } from './requestTarget';

/** What the index needs to know about a route. */
export interface Routable {
  readonly hosts: readonly string[];
  readonly pathPrefix?: string;
}

/** A route and what is left of the path for the replica. */
export interface RouteMatch<R> {
  readonly route: R;
  /** Path and query after the prefix; starts with `/`. */
  readonly path: string;
}

/**
 * Finds the route of a request: by exact host, else by the longest path prefix that ends at a segment boundary. A host
 * match keeps the path, a prefix match strips the prefix. Of two routes with the same host or prefix the first wins.
 *
 * The path is compared byte by byte as it was sent: neither `..` nor encoded slashes are resolved, so a request can
 * only reach the route whose prefix it spells out. Cost: one map lookup per distinct depth of prefixes, whatever the
 * number of routes.
 */
export class RouteIndex<R extends Routable> {
  readonly #byHost: ReadonlyMap<string, R>;
  readonly #byPrefix: ReadonlyMap<string, R>;
  /** Numbers of segments that prefixes have, largest first. */
  readonly #depths: readonly number[];

  private constructor(
    byHost: ReadonlyMap<string, R>,
    byPrefix: ReadonlyMap<string, R>,
    depths: readonly number[],
  ) {
    this.#byHost = byHost;
    this.#byPrefix = byPrefix;
    this.#depths = depths;
  }

  /** Indexes routes in the given order. */
  static create<R extends Routable>(routes: Iterable<R>): RouteIndex<R> {
    const byHost = new Map<string, R>();
    const byPrefix = new Map<string, R>();
    const depths = new Set<number>();
    for (const route of routes) {
      for (const host of route.hosts) {
        const key = normalizeHost(host);
        if (!byHost.has(key)) byHost.set(key, route);
      }
      const prefix = route.pathPrefix;
      if (prefix !== undefined && !byPrefix.has(prefix)) {
        byPrefix.set(prefix, route);
        depths.add(prefix.split('/').length - 1);
      }
    }
    return new RouteIndex(
      byHost,
      byPrefix,
      [...depths].sort((a, b) => b - a),
    );
  }

  /** The route of a request, or undefined. `path` starts with `/` and may carry a query. */
  match(host: string, path: string): RouteMatch<R> | undefined {
    if (this.#byHost.size > 0) {
      const route =
        this.#byHost.get(host) ?? this.#byHost.get(normalizeHost(host));
      if (route) return { route, path };
    }
    const query = path.indexOf('?');
    const pathEnd = query < 0 ? path.length : query;
    for (const depth of this.#depths) {
      const end = segmentEnd(path, pathEnd, depth);
      if (end < 0) continue;
      const route = this.#byPrefix.get(path.slice(0, end));
      if (route) return { route, path: withoutPrefix(path, end) };
    }
    return undefined;
  }
}

/** Position after the first `depth` segments, or -1 if the path has fewer. */
function segmentEnd(path: string, pathEnd: number, depth: number): number {
  let position = 0;
  for (let i = 0; i < depth; i++) {
    if (position >= pathEnd) return -1;
    const slash = path.indexOf('/', position + 1);
    position = slash < 0 || slash > pathEnd ? pathEnd : slash;
  }
  return position;
}

function withoutPrefix(path: string, end: number): string {
  const rest = path.slice(end);
  return rest.charCodeAt(0) === 0x2f ? rest : `/${rest}`;
}
