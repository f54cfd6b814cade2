import { bodyFrom } from '../http/bodyFrom';
import { HttpAnswer, HttpClient } from '../http/HttpClient';
import {
  changedError,
  explainHttpFailure,
  HttpPlace,
  statusError,
} from '../http/httpFailure';
import { isRecord, readJson } from '../http/readBody';
import { Fetcher, ModelSource, SourceObject } from '../source/types';
import { StorageError } from '../StorageError';
import { readServiceAccount, ServiceAccountTokens } from './serviceAccount';

/** Objects of one page, as many as the service gives. */
const pageSize = 1000;

/** A place in a bucket. */
interface GcsLocation {
  readonly bucket: string;
  /** Without slashes at its ends; empty: the whole bucket. */
  readonly prefix: string;
  /** The URI ends with a slash: a folder, never a file. */
  readonly isFolder: boolean;
}

/**
 * Reads models from Google Cloud Storage by its JSON API: `@google-cloud/storage` opens connections through agents of its
 * own, which the address rules cannot reach.
 *
 * Credentials: the key file of a service account; without one, anonymous. Never those of the machine.
 *
 * @param options - `endpoint` with scheme, without a path; `clock`: milliseconds since epoch
 */
export function createGcsFetcher(options: {
  readonly http: HttpClient;
  readonly endpoint: string;
  readonly maxObjects: number;
  readonly clock: () => number;
}): Fetcher {
  const { http, maxObjects } = options;
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const { host } = new URL(endpoint);
  const tokens = new ServiceAccountTokens({ http, clock: options.clock });

  async function get(
    source: ModelSource,
    path: string,
    request: {
      readonly query: Readonly<Record<string, string>>;
      readonly range?: string;
      readonly signal: AbortSignal;
    },
  ): Promise<HttpAnswer> {
    const account = readServiceAccount(source.credentials?.values ?? {});
    const authorization =
      account && `Bearer ${await tokens.get(account, request.signal)}`;
    const { bucket } = parseGcsUri(source.uri);
    const query = new URLSearchParams(request.query);
    return http.request({
      url: `${endpoint}/storage/v1/b/${encodeURIComponent(
        bucket,
      )}/o${path}?${query}`,
      headers: request.range ? { range: request.range } : {},
      secretHeaders: authorization ? { authorization } : {},
      signal: request.signal,
    });
  }

  function placeOf(source: ModelSource, name?: string): HttpPlace {
    const { bucket, prefix } = parseGcsUri(source.uri);
    const isAnonymous = !readServiceAccount(source.credentials?.values ?? {});
    return {
      host,
      what: `gs://${bucket}/${name ?? prefix}`,
      whenDenied: isAnonymous
        ? 'Use a connection with the key file of a service account that may read the bucket.'
        : 'Give the service account the right to list and read there (Storage Object Viewer).',
    };
  }

  async function page(
    source: ModelSource,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) {
    const answer = await get(source, '', { query, signal });
    if (answer.status !== 200) {
      answer.body.destroy();
      const place = placeOf(source);
      throw answer.status === 404
        ? new StorageError(
            'StorageNotFound',
            `There is no bucket "${parseGcsUri(source.uri).bucket}" at ${
              place.host
            }. Check its name.`,
          )
        : statusError(answer.status, place);
    }
    const { items = [], nextPageToken } = await readJson(answer);
    return {
      items: Array.isArray(items) ? items.filter(isRecord) : [],
      next: typeof nextPageToken === 'string' ? nextPageToken : undefined,
    };
  }

  async function listBelow(
    source: ModelSource,
    below: string,
    signal: AbortSignal,
  ): Promise<SourceObject[]> {
    const found: SourceObject[] = [];
    let next: string | undefined;
    do {
      const query = {
        prefix: below,
        maxResults: String(pageSize),
        ...(next !== undefined && { pageToken: next }),
      };
      const { items, next: after } = await page(source, query, signal);
      for (const item of items) {
        const object = objectOf(item, below, placeOf(source));
        const isMarker = object.path === '' || object.path.endsWith('/');
        if (!isMarker || object.size > 0) found.push(object);
      }
      if (found.length > maxObjects) {
        throw new StorageError(
          'TooLarge',
          `${source.uri} has more than ${maxObjects} files. Name the model's own folder.`,
        );
      }
      next = after;
    } while (next !== undefined);
    return found;
  }

  return {
    schemes: ['gs'],
    locate({ uri }) {
      const { bucket, prefix, isFolder } = parseGcsUri(uri);
      return `${endpoint}/${bucket}/${prefix}${isFolder ? '/' : ''}`;
    },
    async list(source, signal) {
      const { bucket, prefix, isFolder } = parseGcsUri(source.uri);
      try {
        if (!isFolder) {
          // In listing order a name comes before all that it is a prefix of.
          const query = { prefix, maxResults: '1' };
          const { items } = await page(source, query, signal);
          if (items[0]?.name === prefix) {
            const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
            return [objectOf(items[0], folder, placeOf(source))];
          }
        }
        const below = prefix === '' ? '' : `${prefix}/`;
        const found = await listBelow(source, below, signal);
        if (found.length > 0) return found;
      } catch (error) {
        throw explainHttpFailure(error, placeOf(source));
      }
      throw new StorageError(
        'StorageNotFound',
        prefix === ''
          ? `Bucket "${bucket}" at ${host} is empty. Upload the model first.`
          : `There is no file "${prefix}" and nothing below "${prefix}/" in bucket "${bucket}" at ${host}. Check the path; it is case-sensitive.`,
      );
    },
    async fetch(source, object, { offset, signal }) {
      const at = object.key.lastIndexOf('#');
      const name = object.key.slice(0, at);
      const place = placeOf(source, name);
      const answer = await get(source, `/${encodeURIComponent(name)}`, {
        query: { alt: 'media', generation: object.key.slice(at + 1) },
        range: offset > 0 ? `bytes=${offset}-` : undefined,
        signal,
      });
      return bodyFrom(answer, offset, place, status =>
        // This generation of it was there a moment ago.
        status === 404 ? changedError(place) : statusError(status, place),
      );
    },
    explain: (source, object, error) =>
      explainHttpFailure(
        error,
        placeOf(source, object.key.replace(/#\d+$/, '')),
      ),
  };
}

/** @throws StorageError InvalidUri */
function parseGcsUri(uri: string): GcsLocation {
  const match = /^gs:\/\/([^/?#]+)(?:\/(.*))?$/is.exec(uri);
  if (!match || !/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(match[1])) {
    throw new StorageError(
      'InvalidUri',
      `"${uri}" is not a location in a bucket. Write gs://<bucket>/<folder or file>.`,
    );
  }
  const path = match[2] ?? '';
  return {
    bucket: match[1],
    prefix: path.replace(/^\/+|\/+$/g, ''),
    isFolder: path === '' || path.endsWith('/'),
  };
}

/** The key is Google's own name of one version: `<name>#<generation>`. */
function objectOf(
  item: Readonly<Record<string, unknown>>,
  below: string,
  { host, what }: HttpPlace,
): SourceObject {
  const { name, size, generation, md5Hash } = item;
  const bytes = Number(size);
  if (
    typeof name !== 'string' ||
    typeof generation !== 'string' ||
    !Number.isSafeInteger(bytes)
  ) {
    throw new StorageError(
      'StorageUnreachable',
      `What ${host} lists at ${what} are no objects of Google Cloud Storage. Check the endpoint.`,
    );
  }
  // Composed objects have no MD5.
  const hex =
    typeof md5Hash === 'string'
      ? Buffer.from(md5Hash, 'base64').toString('hex')
      : undefined;
  return {
    key: `${name}#${generation}`,
    path: name.slice(below.length),
    size: bytes,
    etag: hex ?? `generation ${generation}`,
    digest: hex === undefined ? undefined : { algorithm: 'md5', hex },
  };
}
