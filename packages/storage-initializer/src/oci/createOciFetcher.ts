import { dockerLogin, RegistryLogin } from './dockerLogin';
import { bodyFrom } from '../http/bodyFrom';
import { HttpClient } from '../http/HttpClient';
import {
  explainHttpFailure,
  HttpPlace,
  statusError,
} from '../http/httpFailure';
import { ContentDigest, Fetcher, ModelSource } from '../source/types';
import { StorageError } from '../StorageError';
import { ImageReference, parseImageReference } from './imageReference';
import { readLayers } from './readLayers';
import { RegistryClient } from './RegistryClient';

/** Where model images have the model, by KServe's convention ("modelcars"). */
const modelFolder = 'models';

/**
 * Reads models out of images in registries: what lies below `/models`. `oci+fetch://` is the same; a cluster that could
 * also mount the image tells them apart.
 *
 * Credentials: the login for the registry in the `.dockerconfigjson` of a connection.
 */
export function createOciFetcher(options: {
  readonly http: HttpClient;
  /** Registries that are spoken to without TLS, beside those on loopback. */
  readonly insecureHosts: readonly string[];
  /** As OCI names it: `amd64`, `arm64`. */
  readonly architecture: string;
}): Fetcher {
  const { http, insecureHosts, architecture } = options;

  function open(source: ModelSource) {
    const image = parseImageReference(source.uri, insecureHosts);
    const login = loginOf(source, image);
    return {
      image,
      place: placeOf(image, login),
      registry: new RegistryClient({ http, image, login }),
    };
  }

  return {
    schemes: ['oci', 'oci+fetch'],
    locate({ uri }) {
      const { origin, repository } = parseImageReference(uri, insecureHosts);
      return `${origin}/${repository}`;
    },
    async list(source, signal) {
      const { image, place, registry } = open(source);
      const { reference } = image;
      try {
        const layers = await readLayers(registry, {
          reference,
          architecture,
          place,
          signal,
        });
        return layers.map(({ digest, size, format }, at) => ({
          key: digest,
          path: `layer-${at + 1}`,
          size,
          etag: digest,
          digest: digestOf(digest),
          unpack: { format, below: modelFolder, isLayer: true },
        }));
      } catch (error) {
        throw explainHttpFailure(error, place);
      }
    },
    async fetch(source, object, { offset, signal }) {
      const { place, registry } = open(source);
      const answer = await registry.get(
        `blobs/${object.key}`,
        offset > 0 ? { range: `bytes=${offset}-` } : {},
        signal,
      );
      const layer = { ...place, what: `layer ${object.key}` };
      return bodyFrom(answer, offset, layer, status =>
        statusError(status, layer),
      );
    },
    explain(source, _object, error) {
      return explainHttpFailure(error, open(source).place);
    },
  };
}

function digestOf(text: string): ContentDigest {
  const [algorithm, hex] = text.split(':');
  return { algorithm: algorithm === 'sha512' ? 'sha512' : 'sha256', hex };
}

/** @throws StorageError StorageDenied if the connection's Docker configuration cannot be read */
function loginOf(
  { credentials }: ModelSource,
  { host, repository }: ImageReference,
): RegistryLogin | undefined {
  const config = credentials?.values['.dockerconfigjson']?.trim();
  if (!config) return undefined;
  const found = dockerLogin(config, host, repository);
  if (found.kind === 'unreadable') {
    throw new StorageError(
      'StorageDenied',
      `The connection's Docker configuration (.dockerconfigjson) holds no readable login for ${host}. Put one in as "docker login" writes it, with "auth" or user name and password.`,
    );
  }
  return found.kind === 'login' ? found.login : undefined;
}

function placeOf(
  { host, repository, reference }: ImageReference,
  login: RegistryLogin | undefined,
): HttpPlace {
  const joint = reference.includes(':') ? '@' : ':';
  return {
    host,
    what: `image "${repository}${joint}${reference}"`,
    whenDenied: login
      ? 'Give this login the right to pull the image, and check its spelling: registries deny what is not there.'
      : 'Use a connection whose Docker configuration has a login for this registry, and check the spelling: registries deny what is not there.',
  };
}
