import { AddressPolicy } from '../address/addressProblem';

/**
 * One step of a connection test, in their order. `bucket` is of S3 only; `path` is what lies behind the connection: a
 * file, a folder, an image's manifest.
 * @public
 */
export type ConnectionTestStepName =
  | 'address'
  | 'connect'
  | 'authenticate'
  | 'bucket'
  | 'path';

/**
 * What became of a step.
 * @public
 */
export interface ConnectionTestStep {
  readonly name: ConnectionTestStepName;
  readonly ok: boolean;
  readonly message: string;
}

/**
 * Result of a connection test.
 * @public
 */
export interface ConnectionTestResult {
  readonly ok: boolean;
  /** The steps that were reached; the last one is the one that failed, if any did. None for an invalid request. */
  readonly steps: readonly ConnectionTestStep[];
  /** The whole in one sentence or two. */
  readonly message: string;
  /** Present if it failed. */
  readonly code?:
    | 'CONNECTION_FAILED'
    | 'CONNECTION_TIMEOUT'
    | 'INVALID_REQUEST';
}

/**
 * What to test.
 * @public
 */
export interface ConnectionTestRequest {
  /** Values of the connection, secrets included. */
  readonly values: Readonly<Record<string, string>>;
  /** What must be there: a file or folder in the bucket, an image in the registry. A URI names its place itself. */
  readonly path?: string;
  readonly policy: AddressPolicy;
  readonly signal: AbortSignal;
  /** Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * One page of what lies behind a connection.
 * @public
 */
export interface BrowseRequest {
  /** Values of the connection, secrets included. */
  readonly values: Readonly<Record<string, string>>;
  /** Folder with `/` at its end; empty: the whole bucket or registry. */
  readonly prefix: string;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Folders and files together, 1 to 1,000. Default 200. */
  readonly limit?: number;
  readonly policy: AddressPolicy;
  readonly signal: AbortSignal;
}

/**
 * What is in a folder.
 * @public
 */
export interface BrowsePage {
  readonly prefix: string;
  /** Full prefixes, `/` at their ends. Of a registry: its repositories. */
  readonly folders: readonly string[];
  readonly files: readonly {
    /** Full key; of a registry `<repository>:<tag>`. */
    readonly key: string;
    /** Bytes; absent where only reading it would tell. */
    readonly size?: number;
    /** ISO 8601. */
    readonly modifiedAt?: string;
  }[];
  /** Present if there is more. */
  readonly nextCursor?: string;
}
