import { createHash, Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ContentDigest, SourceObject } from '../source/types';

/**
 * The hash of one file on its way: the one that the listing promised, else MD5, the only one that storages tell no
 * earlier than with the bytes.
 */
export class ContentHash {
  readonly #kind: Omit<ContentDigest, 'hex'>;
  readonly #hash: Hash;

  constructor({ digest = { algorithm: 'md5', hex: '' } }: SourceObject) {
    this.#kind = digest;
    this.#hash = createHash(digest.algorithm).update(digest.prefix ?? '');
  }

  /** The next bytes. */
  add(piece: Buffer): void {
    this.#hash.update(piece);
  }

  /** Bytes that arrived earlier. */
  async addFile(path: string): Promise<void> {
    for await (const piece of createReadStream(path)) this.add(piece);
  }

  /** Ends the hash and compares. A digest of another kind cannot be compared and counts as equal. */
  matches({ algorithm, prefix, hex }: ContentDigest): boolean {
    const isComparable =
      algorithm === this.#kind.algorithm && prefix === this.#kind.prefix;
    return !isComparable || this.#hash.digest('hex') === hex;
  }
}
