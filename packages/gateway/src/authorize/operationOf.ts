import { TokenVerb } from '@greenroom/backstage-plugin-model-serving-common';

/** What a request is for. `manage` loads and unloads models: no token of a caller is for that. */
export type Operation = TokenVerb | 'health' | 'manage';

const grpcMethods: ReadonlyMap<string, Operation> = new Map([
  ['/inference.GRPCInferenceService/ServerLive', 'health'],
  ['/inference.GRPCInferenceService/ServerReady', 'health'],
  ['/inference.GRPCInferenceService/ModelReady', 'health'],
  ['/grpc.health.v1.Health/Check', 'health'],
  ['/grpc.health.v1.Health/Watch', 'health'],
  ['/inference.GRPCInferenceService/ServerMetadata', 'metadata'],
  ['/inference.GRPCInferenceService/ModelMetadata', 'metadata'],
  ['/inference.GRPCInferenceService/RepositoryIndex', 'metadata'],
  ['/inference.GRPCInferenceService/RepositoryModelLoad', 'manage'],
  ['/inference.GRPCInferenceService/RepositoryModelUnload', 'manage'],
]);

/** Names without anything that a server could read in another way than we do. */
const name = '[A-Za-z0-9_~-][A-Za-z0-9._~-]*';
const health = new RegExp(
  `^/(?:healthz|livez|readyz|health|v2/health/(?:live|ready)|v2/models/${name}(?:/versions/${name})?/ready)$`,
);
const metadata = new RegExp(
  `^/(?:v2|v2/models/${name}(?:/versions/${name})?(?:/config|/stats)?|v1/models(?:/${name})?|openai/v1/models(?:/${name})?|openapi\\.json)$`,
);

/**
 * What a request is for, by method and path below the route's prefix (a query may follow).
 *
 * Only what is spelled out counts as health (open by default) or metadata; all else is an inference, so that a token for
 * metadata reaches nothing that is not on the list. Loading and unloading is recognised however a path is written.
 * Source: Open Inference Protocol, `reference/dataplane.md` §8.
 */
export function operationOf(method: string, target: string): Operation {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (method === 'POST') return operationOfPost(path);
  if (method !== 'GET' && method !== 'HEAD')
    return managesModels(path) ? 'manage' : 'infer';
  if (health.test(path)) return 'health';
  return metadata.test(path) ? 'metadata' : 'infer';
}

function operationOfPost(path: string): Operation {
  if (path === '/v2/repository/index') return 'metadata';
  return grpcMethods.get(path) ?? (managesModels(path) ? 'manage' : 'infer');
}

const isUnusual = /%|\/\/|\/\.|\\/;

/** `/v2/repository/models/{m}/load` and `/unload`, also where a server would see them behind an encoding. */
function managesModels(path: string): boolean {
  if (!isUnusual.test(path)) return path.startsWith('/v2/repository/');
  return plainPath(path).startsWith('/v2/repository/');
}

/** The path as a server may read it that resolves encodings, doubled slashes and dots. */
function plainPath(path: string): string {
  const segments: string[] = [];
  for (const segment of decoded(path).split(/[/\\]+/)) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

/** Decoded until nothing is left to decode: some servers do it twice. */
function decoded(path: string): string {
  const once = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return once === path ? once : decoded(once);
}
