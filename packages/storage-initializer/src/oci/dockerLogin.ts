/** How a registry is logged in to. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** What a Docker configuration says about one registry. */
export type DockerLogin =
  | { readonly kind: 'login'; readonly login: RegistryLogin }
  /** It holds no login at all. */
  | { readonly kind: 'anonymous' }
  /** It holds logins of others only. */
  | { readonly kind: 'others'; readonly hosts: readonly string[] }
  | { readonly kind: 'unreadable' };

const DOCKER_HUB: readonly string[] = [
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
];

/**
 * The login for a registry in a `.dockerconfigjson`: `auths` by host, with or without scheme and path; the longest
 * matching entry wins, as in Kubernetes. Source: kubernetes.io, "Pull an Image from a Private Registry".
 *
 * @param repository - below the host, to match entries with a path
 */
export function dockerLogin(
  config: string,
  host: string,
  repository = '',
): DockerLogin {
  const auths = authsOf(config);
  if (!auths) return { kind: 'unreadable' };
  const entries = Object.entries(auths);
  if (entries.length === 0) return { kind: 'anonymous' };
  const matching = entries
    .map(([key, entry]) => ({ place: placeOf(key), entry }))
    .filter(({ place }) => covers(place, host, repository))
    .sort((a, b) => b.place.path.length - a.place.path.length);
  if (matching.length === 0) {
    return { kind: 'others', hosts: entries.map(([key]) => placeOf(key).host) };
  }
  const login = loginOf(matching[0].entry);
  return login ? { kind: 'login', login } : { kind: 'unreadable' };
}

function authsOf(config: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(config);
    if (!isRecord(parsed)) return undefined;
    const { auths = {} } = parsed;
    return isRecord(auths) ? auths : undefined;
  } catch {
    return undefined; // the parser's error repeats a part of the secret
  }
}

function placeOf(key: string): {
  readonly host: string;
  readonly path: string;
} {
  const [host, ...rest] = key.replace(/^https?:\/\//, '').split('/');
  const path = rest.join('/').replace(/\/+$/, '');
  // What Docker itself writes for its hub: https://index.docker.io/v1/
  return { host, path: /^v[12]$/.test(path) ? '' : path };
}

function covers(
  place: { readonly host: string; readonly path: string },
  host: string,
  repository: string,
): boolean {
  const isHost =
    place.host === host ||
    (DOCKER_HUB.includes(place.host) && DOCKER_HUB.includes(host));
  return (
    isHost &&
    (place.path === '' || `${repository}/`.startsWith(`${place.path}/`))
  );
}

function loginOf(entry: unknown): RegistryLogin | undefined {
  if (!isRecord(entry)) return undefined;
  const { username, password, auth } = entry;
  if (typeof username === 'string' && typeof password === 'string') {
    return { username, password };
  }
  if (typeof auth !== 'string') return undefined;
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1
    ? undefined
    : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
