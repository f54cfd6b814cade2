/** Where images are: the host, and the path below which the connection stays. */
export interface RegistryPlace {
  /** With the port, if it is given. */
  readonly host: string;
  /** Without slashes at its ends; empty: the whole registry. */
  readonly base: string;
  /** Base address of its API. */
  readonly url: URL;
}

/** An image of a registry. */
export interface ImageName {
  readonly repository: string;
  /** A tag, or a digest with its algorithm. */
  readonly reference: string;
}

const REPOSITORY =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;
const REFERENCE = /^(\w[\w.-]{0,127}|sha256:[0-9a-f]{64})$/;
/** Docker's registries on the own machine speak plain HTTP. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/**
 * Reads the field `OCI_HOST`: `quay.io`, `quay.io/team`, `localhost:5000`. Undefined if it is none. HTTPS, but for
 * registries on this machine.
 */
export function parseRegistry(text: string): RegistryPlace | undefined {
  const [host, ...rest] = text.trim().replace(/\/+$/, '').split('/');
  const base = rest.join('/');
  const scheme = LOOPBACK.test(host) ? 'http' : 'https';
  const api = host === 'docker.io' ? 'registry-1.docker.io' : host;
  const address = `${scheme}://${api}/`;
  if (host === '' || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username || url.password || url.pathname !== '/') return undefined;
  return base === '' || REPOSITORY.test(base) ? { host, base, url } : undefined;
}

/**
 * Reads the name of an image in a registry: `models/iris:v1`, `models/iris@sha256:…`, with or without `oci://` and the
 * host. Without tag: `latest`. Undefined if it is none, or is in another registry.
 */
export function parseImage(
  text: string,
  registry: RegistryPlace,
): ImageName | undefined {
  const [, scheme, place] = /^(oci:\/\/)?(.*)$/s.exec(text.trim()) ?? [];
  const prefix = `${registry.host}/`;
  if (scheme && !place.startsWith(prefix)) return undefined;
  const path = (
    place.startsWith(prefix) ? place.slice(prefix.length) : place
  ).replace(/^\/+|\/+$/g, '');
  const [, name, digest, tag] = /^([^@:]*)(?:@(.*)|:(.*))?$/s.exec(path) ?? [];
  const reference = digest ?? tag ?? 'latest';
  if (!name || !REPOSITORY.test(name) || !REFERENCE.test(reference)) {
    return undefined;
  }
  const isBelow =
    registry.base === '' || `${name}/`.startsWith(`${registry.base}/`);
  return {
    repository: isBelow ? name : `${registry.base}/${name}`,
    reference,
  };
}
