import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { S3Error } from '../http/S3Error';
import { ChecksumAlgorithm } from '../payload/checksum';
import { ReceivedPayload } from '../payload/receivePayload';
import { ObjectAttributes, ObjectChecksum } from './ObjectRecord';

/** A part of a multipart upload, in an incoming file of its bucket. */
export interface UploadPart extends ReceivedPayload {
  readonly number: number;
  readonly file: string;
  /** Milliseconds since epoch. */
  readonly modifiedAt: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly attributes: ObjectAttributes;
  /** The additional checksum that the object will have. */
  readonly checksum?: {
    readonly algorithm: ChecksumAlgorithm;
    readonly type: ObjectChecksum['type'];
  };
  readonly parts: Map<number, UploadPart>;
}

/** Multipart uploads in progress. They live as long as the process: a restart ends them with NoSuchUpload. */
export class Uploads {
  readonly #uploads = new Map<string, Upload>();

  /** Begins an upload. */
  begin(about: Omit<Upload, 'id' | 'parts'>): Upload {
    const upload = { ...about, id: randomUUID(), parts: new Map() };
    this.#uploads.set(upload.id, upload);
    return upload;
  }

  /** @throws S3Error NoSuchUpload, also if it belongs to another key */
  get(id: string, bucket: string, key: string): Upload {
    const upload = this.#uploads.get(id);
    if (!upload || upload.bucket !== bucket || upload.key !== key) {
      throw new S3Error(
        'NoSuchUpload',
        'The specified upload does not exist: it may have been completed or aborted, or the server was restarted.',
      );
    }
    return upload;
  }

  /** Adds a part, or replaces the one of the same number. */
  async addPart(upload: Upload, part: UploadPart): Promise<void> {
    const before = upload.parts.get(part.number);
    upload.parts.set(part.number, part);
    if (before) await rm(before.file, { force: true });
  }

  /** Forgets an upload and its parts. */
  async end(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.id);
    for (const part of upload.parts.values()) {
      await rm(part.file, { force: true });
    }
  }
}
