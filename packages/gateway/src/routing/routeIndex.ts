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
  /** Deepest first. */
  readonly #depths: readonly Depth[];

  private constructor(
    byHost: ReadonlyMap<string, R>,
    byPrefix: ReadonlyMap<string, R>,
    depths: readonly Depth[],
  ) {
    this.#byHost = byHost;
    this.#byPrefix = byPrefix;
    this.#depths = depths;
  }

  /** Indexes routes in the given order. */
  static create<R extends Routable>(routes: Iterable<R>): RouteIndex<R> {
    const byHost = new Map<string, R>();
    const byPrefix = new Map<string, R>();
    const starts = new Map<number, string>();
    for (const route of routes) {
      for (const host of route.hosts) {
        const key = normalizeHost(host);
        if (!byHost.has(key)) byHost.set(key, route);
      }
      const prefix = route.pathPrefix;
      if (prefix !== undefined && !byPrefix.has(prefix)) {
        byPrefix.set(prefix, route);
        const segments = prefix.split('/').length - 1;
        const start = starts.get(segments);
        starts.set(
          segments,
          start === undefined ? prefix : commonStart(start, prefix),
        );
      }
    }
    return new RouteIndex(
      byHost,
      byPrefix,
      [...starts]
        .map(([segments, start]) => ({ segments, start }))
        .sort((a, b) => b.segments - a.segments),
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
    for (const { segments, start } of this.#depths) {
      // Most paths are of another kind than the prefixes of most depths: that is seen without making a string.
      if (!path.startsWith(start)) continue;
      const end = segmentEnd(path, pathEnd, segments);
      if (end < 0) continue;
      const route = this.#byPrefix.get(path.slice(0, end));
      if (route) return { route, path: withoutPrefix(path, end) };
    }
    return undefined;
  }
}

/** The prefixes that have as many segments. */
interface Depth {
  readonly segments: number;
  /** What all of them begin with. */
  readonly start: string;
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
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
