import type { Readable } from 'node:stream';

/**
 * Values of a connection, secrets included. Keys as in Open Data Hub's connection Secret: `AWS_ACCESS_KEY_ID`,
 * `AWS_SECRET_ACCESS_KEY`, `AWS_S3_ENDPOINT`, `AWS_DEFAULT_REGION`, `AWS_S3_BUCKET`; besides them KServe's
 * `awsAnonymousCredential` and `S3_VERIFY_SSL`.
 * @public
 */
export interface StorageCredentials {
  /** `s3`, … */
  readonly type: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Where a model is, and what opens it.
 * @public
 */
export interface ModelSource {
  /** For example `s3://models/iris/v1`. */
  readonly uri: string;
  readonly credentials?: StorageCredentials;
}

/**
 * What the bytes of a whole file hash to.
 * @public
 */
export interface ContentDigest {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly hex: string;
  /** Hashed before the file's own bytes, as Git does with blobs. */
  readonly prefix?: string;
}

/**
 * An archive whose content is the model, rather than itself. All files of a model are such or none is.
 * @public
 */
export interface PackedModel {
  readonly format: 'zip' | 'tar' | 'tar.gz' | 'tar.zst';
  /** Only what lies below this folder of the archive, without slashes at its ends. */
  readonly below?: string;
  /** A layer of an image: unpacked over those before it, `.wh.` entries remove what these brought. */
  readonly isLayer?: boolean;
}

/**
 * One file of a model.
 * @public
 */
export interface SourceObject {
  /** How its source calls it. */
  readonly key: string;
  /** Where it goes below the model's folder: relative, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Changes when the content does. Without quotes. */
  readonly etag?: string;
  /** If the listing tells it. */
  readonly digest?: ContentDigest;
  /** Unpacked into the model's folder when all files are there, in the order of the listing; `path` then is a label. */
  readonly unpack?: PackedModel;
}

/**
 * The bytes of one file on their way.
 * @public
 */
export interface ObjectBody {
  readonly stream: Readable;
  /** Of the whole file, if the source vouches for it only now. */
  readonly digest?: ContentDigest;
}

/**
 * Reads models of some URI schemes. One implementation, one file.
 * @public
 */
export interface Fetcher {
  /** Without `://`. */
  readonly schemes: readonly string[];
  /**
   * Names the place, endpoint included, without secrets: two sources with one location hold the same model.
   * @throws StorageError InvalidUri
   */
  locate(source: ModelSource): string;
  /**
   * All files of the model, at least one.
   * @throws StorageError
   */
  list(source: ModelSource, signal: AbortSignal): Promise<SourceObject[]>;
  /**
   * Opens a file from an offset on, exactly as it was when listed.
   * @throws StorageError DigestMismatch (retryable is false) if it changed since
   */
  fetch(
    source: ModelSource,
    object: SourceObject,
    options: { readonly offset: number; readonly signal: AbortSignal },
  ): Promise<ObjectBody>;
  /** Any failure of its streams and calls, as people should read it. */
  explain(source: ModelSource, object: SourceObject, error: unknown): Error;
}

/**
 * What a URI stood for when it was resolved.
 * @public
 */
export interface ResolvedModel {
  readonly objects: readonly SourceObject[];
  readonly totalBytes: number;
  /** Hex SHA-256 over location, paths, sizes and etags: equal identities hold equal bytes. */
  readonly identity: string;
}

/**
 * Bounds of what is fetched.
 * @public
 */
export interface FetchLimits {
  /** Files of one model. Default 10,000. */
  readonly maxObjects?: number;
  /** Bytes of one model. Default: no limit but the disk's. */
  readonly maxBytes?: number;
}
