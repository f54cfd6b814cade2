import { createHash } from 'node:crypto';
import { HttpAnswer } from '../http/HttpClient';
import { HttpPlace, statusError } from '../http/httpFailure';
import { isRecord, readBody } from '../http/readBody';
import { PackedModel } from '../source/types';
import { StorageError } from '../StorageError';
import { RegistryClient } from './RegistryClient';

/** One layer of an image. */
export interface ImageLayer {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly format: PackedModel['format'];
}

const indexTypes: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const manifestTypes: readonly string[] = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const accept = [...manifestTypes, ...indexTypes].join(', ');

/** Layers that an image has at most; Docker stops at 127. */
const maxLayers = 500;

/**
 * The layers of an image, lowest first. Of an index the image for `linux` on an architecture is taken, else its first one:
 * models are the same on all.
 *
 * @param options - `architecture` as OCI names it: `amd64`, `arm64`
 * @throws StorageError; errors of Node if the connection fails
 */
export async function readLayers(
  registry: RegistryClient,
  options: {
    readonly reference: string;
    readonly architecture: string;
    readonly place: HttpPlace;
    readonly signal: AbortSignal;
  },
): Promise<readonly ImageLayer[]> {
  const { place } = options;
  let manifest = await readManifest(registry, options);
  if (Array.isArray(manifest.manifests)) {
    const chosen = choose(manifest.manifests, options.architecture);
    if (!chosen) {
      throw unusable(place, 'its index names no image for linux');
    }
    manifest = await readManifest(registry, { ...options, reference: chosen });
  }
  if (!Array.isArray(manifest.layers)) {
    throw unusable(place, 'its manifest lists no layers');
  }
  if (manifest.layers.length > maxLayers) {
    throw unusable(place, `it has more than ${maxLayers} layers`);
  }
  return manifest.layers.map(layer => layerOf(layer, place));
}

async function readManifest(
  registry: RegistryClient,
  options: {
    readonly reference: string;
    readonly place: HttpPlace;
    readonly signal: AbortSignal;
  },
): Promise<Readonly<Record<string, unknown>>> {
  const { reference, place, signal } = options;
  const answer: HttpAnswer = await registry.get(
    `manifests/${reference}`,
    { accept },
    signal,
  );
  if (answer.status !== 200) {
    answer.body.destroy();
    throw statusError(answer.status, place);
  }
  const body = await readBody(answer);
  const [algorithm, hex] = reference.split(':');
  if (hex && createHash(algorithm).update(body).digest('hex') !== hex) {
    throw new StorageError(
      'DigestMismatch',
      `${place.host} sent another manifest than ${reference}. Have the registry checked.`,
    );
  }
  try {
    const manifest: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(manifest)) return manifest;
  } catch {
    // Said below, without repeating what came.
  }
  throw unusable(place, 'its manifest is no JSON object');
}

function choose(
  manifests: readonly unknown[],
  architecture: string,
): string | undefined {
  const images = manifests.flatMap(entry => {
    if (!isRecord(entry) || typeof entry.digest !== 'string') return [];
    const platform = isRecord(entry.platform) ? entry.platform : {};
    const { os = 'linux' } = platform;
    // Attestations stand beside images, for an "unknown" system.
    if (os !== 'linux' || !isDigest(entry.digest)) return [];
    return [{ digest: entry.digest, architecture: platform.architecture }];
  });
  const own = images.find(image => image.architecture === architecture);
  return (own ?? images[0])?.digest;
}

function layerOf(layer: unknown, place: HttpPlace): ImageLayer {
  const { digest, size, mediaType } = isRecord(layer) ? layer : {};
  if (
    typeof digest !== 'string' ||
    !isDigest(digest) ||
    typeof size !== 'number' ||
    !Number.isSafeInteger(size) ||
    size < 0
  ) {
    throw unusable(place, 'a layer of it has no digest or no size');
  }
  const format = formatOf(String(mediaType));
  if (!format) {
    throw unusable(
      place,
      `it has a layer of type "${mediaType}", which holds no files of an image`,
    );
  }
  return { digest, size, format };
}

function formatOf(mediaType: string): PackedModel['format'] | undefined {
  const isLayer =
    /^application\/vnd\.oci\.image\.layer\.v1\.tar(?:\+\w+)?$/.test(
      mediaType,
    ) ||
    /^application\/vnd\.docker\.image\.rootfs\.diff\.tar(?:\.\w+)?$/.test(
      mediaType,
    );
  if (!isLayer) return undefined;
  if (/[+.]gzip$/.test(mediaType)) return 'tar.gz';
  if (/[+.]zstd$/.test(mediaType)) return 'tar.zst';
  return mediaType.endsWith('.tar') ? 'tar' : undefined;
}

function isDigest(text: string): boolean {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}

function unusable({ host, what }: HttpPlace, why: string): StorageError {
  return new StorageError(
    'InvalidUri',
    `${what} at ${host} cannot be used as a model: ${why}. Name an image that has the model's files below /models.`,
  );
}
