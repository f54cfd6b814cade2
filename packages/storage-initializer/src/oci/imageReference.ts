import { StorageError } from '../StorageError';

/** An image that a URI names. */
export interface ImageReference {
  /** As it was written, with the port; Docker's hub is `docker.io`. */
  readonly host: string;
  /** Base address of the registry's API. */
  readonly origin: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm. */
  readonly reference: string;
}

const repositoryForm =
  /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const tagForm = /^\w[\w.-]{0,127}$/;
const digestForm = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
/** Registries on this machine speak plain HTTP, as Docker has it. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;
const hub = 'docker.io';

/**
 * Reads `oci://host/repository[:tag][@digest]`. A first part that is no host name belongs to the repository, which is then
 * in Docker's hub. Without tag and digest: `latest`.
 *
 * Sources: distribution/reference (grammar, hub), opencontainers/distribution-spec.
 * @param insecureHosts - registries that are spoken to without TLS, beside those on loopback
 * @throws StorageError InvalidUri
 */
export function parseImageReference(
  uri: string,
  insecureHosts: readonly string[],
): ImageReference {
  const text = uri.replace(/^[a-z+]+:\/\//i, '');
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost ? first : hub;
  const [, path = '', tag, digest] =
    /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/s.exec(
      isHost ? text.slice(slash + 1) : text,
    ) ?? [];
  const repository =
    host === hub && !path.includes('/') ? `library/${path}` : path;
  const isPlain = loopback.test(host) || insecureHosts.includes(host);
  const api = host === hub ? 'registry-1.docker.io' : host;
  const origin = `${isPlain ? 'http' : 'https'}://${api}`;
  const isUsable =
    URL.canParse(origin) &&
    new URL(origin).origin === new URL(origin).href.slice(0, -1) &&
    !/[@?#\\]/.test(host) &&
    repositoryForm.test(repository) &&
    (tag === undefined || tagForm.test(tag)) &&
    (digest === undefined || digestForm.test(digest));
  if (!isUsable) {
    throw new StorageError(
      'InvalidUri',
      `"${uri.replace(
        /\/\/[^/]*@/,
        '//',
      )}" names no image. Write oci://<host>/<repository>:<tag> or oci://<host>/<repository>@sha256:<digest>.`,
    );
  }
  return { host, origin, repository, reference: digest ?? tag ?? 'latest' };
}
