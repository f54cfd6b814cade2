import { listFiles, ListFileEntry, modelInfo } from '@huggingface/hub';
import { bodyFrom } from '../http/bodyFrom';
import { HttpAnswer, HttpClient } from '../http/HttpClient';
import {
  explainHttpFailure,
  HttpPlace,
  statusError,
} from '../http/httpFailure';
import { readBody } from '../http/readBody';
import { Fetcher, ModelSource, SourceObject } from '../source/types';
import { StorageError } from '../StorageError';
import { errorName } from '../systemError';
import { hubError } from './hubError';
import { parseHfUri } from './hfUri';

/**
 * Reads models from a Hugging Face hub, all files of one commit. The hub's own library asks for them, through our
 * connections.
 *
 * Credentials: `HF_TOKEN`. It goes to the hub alone, not to where the hub keeps large files.
 *
 * @param options - `endpoint` with scheme
 */
export function createHfFetcher(options: {
  readonly http: HttpClient;
  readonly endpoint: string;
  readonly maxObjects: number;
}): Fetcher {
  const { http, maxObjects } = options;
  const endpoint = options.endpoint.replace(/\/+$/, '');
  const { host, origin } = new URL(endpoint);

  async function get(
    source: ModelSource,
    request: {
      readonly url: string;
      readonly range?: string;
      readonly signal: AbortSignal;
    },
  ): Promise<HttpAnswer> {
    const token = source.credentials?.values.HF_TOKEN?.trim();
    // The next page of a listing is where the hub says: elsewhere without the token.
    const isHub = new URL(request.url).origin === origin;
    const answer = await http.request({
      url: request.url,
      headers: request.range ? { range: request.range } : {},
      secretHeaders: token && isHub ? { authorization: `Bearer ${token}` } : {},
      signal: request.signal,
    });
    if (answer.status < 400) return answer;
    answer.body.destroy();
    throw hubError(answer, { ...placeOf(source), ...parseHfUri(source.uri) });
  }

  /** What the hub's library calls. */
  function fetchFor(source: ModelSource, signal: AbortSignal): typeof fetch {
    return async input => {
      const url = input instanceof Request ? input.url : String(input);
      const answer = await get(source, { url, signal });
      const { link } = answer.headers;
      return new Response(new Uint8Array(await readBody(answer)), {
        status: answer.status,
        headers: link === undefined ? {} : { link: String(link) },
      });
    };
  }

  function placeOf(source: ModelSource, path?: string): HttpPlace {
    const { name } = parseHfUri(source.uri);
    return {
      host,
      what: path === undefined ? `model "${name}"` : `"${path}" of "${name}"`,
      whenDenied: source.credentials?.values.HF_TOKEN
        ? "Give the token (HF_TOKEN) read access to it, and accept the model's conditions on its page."
        : 'Use a connection with a token (HF_TOKEN) that may read it.',
    };
  }

  return {
    schemes: ['hf'],
    locate: ({ uri }) => `${endpoint}/${parseHfUri(uri).name}`,
    async list(source, signal) {
      const { name, revision } = parseHfUri(source.uri);
      const asked = { hubUrl: endpoint, fetch: fetchFor(source, signal) };
      try {
        const { sha } = await modelInfo({
          ...asked,
          name,
          revision: revision ?? 'main',
          additionalFields: ['sha'],
        });
        if (!/^[0-9a-f]{40}$/.test(sha)) throw notHub(host);
        const found: SourceObject[] = [];
        const files = listFiles({
          ...asked,
          repo: { type: 'model', name },
          revision: sha,
          recursive: true,
        });
        for await (const file of files) {
          if (file.type === 'file') found.push(objectOf(file, sha));
          if (found.length > maxObjects) {
            throw new StorageError(
              'TooLarge',
              `${source.uri} has more than ${maxObjects} files. Choose a smaller model.`,
            );
          }
        }
        if (found.length > 0) return found;
      } catch (error) {
        signal.throwIfAborted();
        throw ['SyntaxError', 'TypeError'].includes(errorName(error))
          ? notHub(host)
          : explainHttpFailure(error, placeOf(source));
      }
      throw new StorageError(
        'StorageNotFound',
        `${name} at ${host} has no files. Upload the model first.`,
      );
    },
    async fetch(source, object, { offset, signal }) {
      const [commit] = object.key.split('/', 1);
      const path = encodeURI(object.path).replace(/[?#]/g, encodeURIComponent);
      const answer = await get(source, {
        url: `${endpoint}/${
          parseHfUri(source.uri).name
        }/resolve/${commit}/${path}`,
        range: offset > 0 ? `bytes=${offset}-` : undefined,
        signal,
      });
      const place = placeOf(source, object.path);
      return bodyFrom(answer, offset, place, status =>
        statusError(status, place),
      );
    },
    explain: (source, object, error) =>
      explainHttpFailure(error, placeOf(source, object.path)),
  };
}

/** Large files have the SHA-256 of their content, small ones the name that Git gives a blob. */
function objectOf(
  { path, size, oid, lfs }: ListFileEntry,
  commit: string,
): SourceObject {
  const file = { key: `${commit}/${path}`, path, size: lfs?.size ?? size };
  if (lfs) {
    const digest = { algorithm: 'sha256', hex: lfs.oid } as const;
    return { ...file, etag: lfs.oid, digest };
  }
  return {
    ...file,
    etag: oid,
    digest: oid
      ? { algorithm: 'sha1', hex: oid, prefix: `blob ${size}\0` }
      : undefined,
  };
}

function notHub(host: string): StorageError {
  return new StorageError(
    'StorageUnreachable',
    `What answers at ${host} is no Hugging Face hub. Check the endpoint (HF_ENDPOINT).`,
  );
}
