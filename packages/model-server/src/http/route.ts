/**
 * What a request line asks for.
 *
 * @public
 */
export type Route =
  | {
      readonly kind:
        | 'alive'
        | 'metrics'
        | 'v1Models'
        | 'serverMetadata'
        | 'live'
        | 'ready'
        | 'v2Models'
        | 'repositoryIndex'
        | 'notFound';
    }
  | {
      readonly kind: 'v1Model' | 'v1Predict' | 'v1Explain' | 'load' | 'unload';
      readonly model: string;
    }
  | {
      readonly kind: 'modelMetadata' | 'modelReady' | 'infer';
      readonly model: string;
      /** Only where the path names one. */
      readonly version?: string;
    }
  | { readonly kind: 'methodNotAllowed'; readonly allow: 'GET' | 'POST' };

type Found = Exclude<Route, { kind: 'methodNotAllowed' }>;

const POSTS: ReadonlySet<Route['kind']> = new Set([
  'v1Predict',
  'v1Explain',
  'repositoryIndex',
  'infer',
  'load',
  'unload',
]);

const FIXED: ReadonlyMap<string, Found> = new Map<string, Found>([
  ['/', { kind: 'alive' }],
  ['/metrics', { kind: 'metrics' }],
  ['/v1/models', { kind: 'v1Models' }],
  ['/v2', { kind: 'serverMetadata' }],
  ['/v2/health/live', { kind: 'live' }],
  ['/v2/health/ready', { kind: 'ready' }],
  ['/v2/models', { kind: 'v2Models' }],
  ['/v2/repository/index', { kind: 'repositoryIndex' }],
]);

/**
 * Reads method and URL of a request: KServe's V1 paths and the Open Inference Protocol's. A query is ignored, one trailing
 * slash is tolerated, names are percent-decoded.
 *
 * @public
 */
export function route(method: string, url: string): Route {
  const query = url.indexOf('?');
  let path = query === -1 ? url : url.slice(0, query);
  if (path.length > 1 && path.endsWith('/')) {
    path = path.slice(0, -1);
  }
  const found = FIXED.get(path) ?? routeToModel(path);
  const allow = POSTS.has(found.kind) ? 'POST' : 'GET';
  return found.kind === 'notFound' || method === allow
    ? found
    : { kind: 'methodNotAllowed', allow };
}

function routeToModel(path: string): Found {
  const [, protocol, ...rest] = path.split('/').map(decode);
  if (protocol === 'v1' && rest[0] === 'models' && rest.length === 2) {
    return routeV1(rest[1]);
  }
  if (protocol === 'v2' && rest[0] === 'models') {
    return routeV2(rest);
  }
  if (protocol === 'v2' && rest[0] === 'repository' && rest[1] === 'models') {
    const [, , model, action] = rest;
    if (
      model &&
      rest.length === 4 &&
      (action === 'load' || action === 'unload')
    ) {
      return { kind: action, model };
    }
  }
  return { kind: 'notFound' };
}

/** The verb follows the last colon, so a name may hold colons. */
function routeV1(segment: string): Found {
  const verb = /^(.+):(predict|explain)$/.exec(segment);
  if (verb !== null) {
    const kind = verb[2] === 'predict' ? 'v1Predict' : 'v1Explain';
    return { kind, model: verb[1] };
  }
  return segment === '' || segment.startsWith(':')
    ? { kind: 'notFound' }
    : { kind: 'v1Model', model: segment };
}

function routeV2(segments: readonly string[]): Found {
  const [, model, ...after] = segments;
  if (!model) {
    return { kind: 'notFound' };
  }
  const versioned = after[0] === 'versions' && after[1] ? after[1] : undefined;
  const [action, ...more] = versioned === undefined ? after : after.slice(2);
  if (more.length > 0) {
    return { kind: 'notFound' };
  }
  switch (action) {
    case undefined:
      return { kind: 'modelMetadata', model, version: versioned };
    case 'ready':
      return { kind: 'modelReady', model, version: versioned };
    case 'infer':
      return { kind: 'infer', model, version: versioned };
    default:
      return { kind: 'notFound' };
  }
}

/** A segment that is not valid percent-encoding stands for itself: it can only lead to "not found". */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
