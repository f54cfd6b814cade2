import { StorageError } from '../StorageError';
import { connectFailure } from './connectFailure';
import { HttpProbe } from './HttpProbe';
import { dockerLogin } from '../oci/dockerLogin';
import { parseRegistry } from './oci/imageName';
import { Registry } from './oci/Registry';
import { BrowsePage, BrowseRequest } from './types';

const TIMEOUT_MS = 10_000;

/**
 * Lists a registry: its repositories as folders, the tags of a repository as files named `<repository>:<tag>`.
 * @throws StorageError; StorageDenied where the registry tells nobody what it has
 * @public
 */
export async function browseOci(request: BrowseRequest): Promise<BrowsePage> {
  const { values, prefix, cursor, limit = 200, policy, signal } = request;
  const place = parseRegistry(values.OCI_HOST ?? '');
  if (!place) {
    throw new StorageError(
      'InvalidUri',
      'The registry host (OCI_HOST) must be a host name without a scheme, such as quay.io.',
    );
  }
  const repository = prefix.replace(/\/+$/, '');
  const found = dockerLogin(
    values['.dockerconfigjson'] ?? '',
    place.host,
    repository || place.base,
  );
  const probe = new HttpProbe({ policy, signal, timeoutMs: TIMEOUT_MS });
  const page = { limit: Math.min(1000, Math.max(1, limit)), last: cursor };
  try {
    await probe.check(place.url);
    const login = found.kind === 'login' ? found.login : undefined;
    const registry = new Registry({ probe, place, login });
    await registry.connect();
    if (repository === '') {
      const { names, last } = await registry.repositories(page);
      const below = names.filter(
        name => place.base === '' || name.startsWith(`${place.base}/`),
      );
      return {
        prefix,
        folders: below.map(name => `${name}/`),
        files: [],
        nextCursor: last,
      };
    }
    const { names, last } = await registry.tags(repository, page);
    return {
      prefix,
      folders: [],
      files: names.map(tag => ({ key: `${repository}:${tag}` })),
      nextCursor: last,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StorageError) throw error;
    throw new StorageError(
      'StorageUnreachable',
      probe.isLate
        ? `${place.host} did not answer within ${
            TIMEOUT_MS / 1000
          } s. Try again later.`
        : connectFailure(error, place.host),
      { retryable: true },
    );
  } finally {
    probe.close();
  }
}
