import { ChecksumAlgorithm } from '../payload/checksum';

/** What is known about an object besides its bytes; kept as JSON. */
export interface ObjectRecord {
  readonly key: string;
  readonly size: number;
  /** Hex, without quotes. */
  readonly etag: string;
  /** Milliseconds since epoch. */
  readonly modifiedAt: number;
  /** Headers to answer with, lower-case: `content-type`, … */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?: ObjectChecksum;
  /** Name of the file with the bytes, never derived from the key. */
  readonly blob: string;
}

/** An additional checksum as clients get it back. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; `-<parts>` appended if composite. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What a client says about an object when it writes it. */
export type ObjectAttributes = Pick<ObjectRecord, 'headers' | 'metadata'>;
