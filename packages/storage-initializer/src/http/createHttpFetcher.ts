import { IncomingHttpHeaders } from 'node:http';
import { parseHttpUrl } from '../address/parseHttpUrl';
import { archiveFormat } from '../archive/archiveFormat';
import {
  ContentDigest,
  Fetcher,
  ModelSource,
  SourceObject,
} from '../source/types';
import { StorageError } from '../StorageError';
import { contentRange } from './contentRange';
import { HttpAnswer, HttpClient } from './HttpClient';
import {
  changedError,
  explainHttpFailure,
  HttpPlace,
  rangeIgnoredError,
  statusError,
} from './httpFailure';
import { httpHeaders } from './httpHeaders';

/**
 * Reads single files, and archives that are unpacked, from web servers.
 *
 * A server is asked for the first byte instead of by `HEAD`: signed addresses are often good for `GET` alone. What a
 * server without `ETag` and `Last-Modified` has is a new file each time that it is asked for.
 *
 * @param options - `newVersion` names a version that is never there again
 */
export function createHttpFetcher(options: {
  readonly http: HttpClient;
  readonly newVersion: () => string;
}): Fetcher {
  const { http, newVersion } = options;

  function get(
    source: ModelSource,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const url = parseHttpUrl(source.uri);
    return http.request({
      url,
      headers,
      secretHeaders: httpHeaders(url, source.credentials?.values ?? {}),
      signal,
    });
  }

  return {
    schemes: ['https', 'http'],
    locate({ uri }) {
      const url = parseHttpUrl(uri);
      url.hash = '';
      return url.href;
    },
    async list(source, signal) {
      const path = nameOf(source);
      const place = placeOf(source);
      try {
        const answer = await get(source, { range: 'bytes=0-0' }, signal);
        answer.body.destroy();
        const { headers } = answer;
        return [
          {
            key: path,
            path,
            size: sizeOf(answer, place),
            etag: versionOf(headers) ?? newVersion(),
            digest: digestOf(headers),
            unpack: packed(path, headers),
          },
        ];
      } catch (error) {
        throw explainHttpFailure(error, place);
      }
    },
    async fetch(source, object, { offset, signal }) {
      const place = placeOf(source);
      const answer = await get(
        source,
        offset > 0 ? { range: `bytes=${offset}-` } : {},
        signal,
      );
      try {
        checkUnchanged(answer, object, offset, place);
      } catch (error) {
        answer.body.destroy();
        throw error;
      }
      return { stream: answer.body };
    },
    explain(source, _object, error) {
      return explainHttpFailure(error, placeOf(source));
    },
  };
}

function nameOf({ uri }: ModelSource): string {
  const { pathname } = parseHttpUrl(uri);
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  if (name === '') {
    throw new StorageError(
      'InvalidUri',
      'The address names a folder, and web servers do not list their files. Name one file, or an archive (.zip, .tar, .tar.gz, .tgz).',
    );
  }
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** @throws StorageError for an answer that is no file */
function sizeOf({ status, headers }: HttpAnswer, place: HttpPlace): number {
  const total = contentRange(headers['content-range'])?.total;
  if (status === 206 && total !== undefined) return total;
  // An empty file has no first byte.
  if (status === 416 && total === 0) return 0;
  if (status !== 200 && status !== 206) throw statusError(status, place);
  const length = headers['content-length'];
  if (status === 206 || length === undefined) {
    throw new StorageError(
      'StorageUnreachable',
      `${place.host} does not tell how large ${place.what} is (no Content-Length), so that nobody could tell whether it is whole. Store the file where its size is known.`,
    );
  }
  return Number(length);
}

function versionOf(headers: IncomingHttpHeaders): string | undefined {
  return headers.etag?.replace(/^W\/|"/g, '') ?? headers['last-modified'];
}

/** Sources: RFC 9530 (Repr-Digest), RFC 1864 (Content-MD5 of the whole, which answers to ranges leave out). */
function digestOf(headers: IncomingHttpHeaders): ContentDigest | undefined {
  const [, sha256] =
    /(?:^|,)\s*sha-256=:([\w+/=]+):/.exec(String(headers['repr-digest'])) ?? [];
  return sha256
    ? {
        algorithm: 'sha256',
        hex: Buffer.from(sha256, 'base64').toString('hex'),
      }
    : undefined;
}

function packed(
  name: string,
  headers: IncomingHttpHeaders,
): SourceObject['unpack'] {
  const byName = archiveFormat(name);
  if (byName) return { format: byName };
  if (name.includes('.')) return undefined;
  const type = headers['content-type']?.replace(/;.*$/s, '').trim();
  if (type === 'application/zip') return { format: 'zip' };
  return type === 'application/x-tar' ? { format: 'tar' } : undefined;
}

/** @throws StorageError if the answer is not the file that was listed, from the offset on */
function checkUnchanged(
  answer: HttpAnswer,
  { etag, size }: SourceObject,
  offset: number,
  place: HttpPlace,
): void {
  const { status, headers } = answer;
  if (status !== 200 && status !== 206) throw statusError(status, place);
  const version = versionOf(headers);
  const range = contentRange(headers['content-range']);
  const total =
    status === 206 ? range?.total : Number(headers['content-length']);
  const isOther = version !== undefined && version !== etag;
  if (isOther || total !== size) throw changedError(place);
  // Without a version the rest may be the rest of another file.
  const isRest = range?.start === offset && version !== undefined;
  if (offset > 0 && !isRest) throw rangeIgnoredError(place);
}

function placeOf(source: ModelSource): HttpPlace {
  const { host, pathname } = parseHttpUrl(source.uri);
  return {
    host,
    what: `"${pathname}"`,
    whenDenied:
      'Put what the server asks for into the headers of a connection, or name an address that needs none.',
  };
}
