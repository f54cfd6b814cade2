import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../http/S3Error';
import { Bucket } from './Bucket';

/** All buckets below one folder. */
export class BucketStore {
  readonly #dir: string;
  readonly #buckets: Map<string, Bucket>;
  readonly #creating = new Map<string, Promise<Bucket>>();

  private constructor(dir: string, buckets: Map<string, Bucket>) {
    this.#dir = dir;
    this.#buckets = buckets;
  }

  /** Opens the buckets of a folder; makes the folder if it is not there. */
  static async open(dir: string): Promise<BucketStore> {
    const root = join(dir, 'buckets');
    await mkdir(root, { recursive: true });
    const buckets = new Map<string, Bucket>();
    for (const name of await readdir(root)) {
      if (await isComplete(join(root, name))) {
        buckets.set(name, await Bucket.open(join(root, name)));
      } else {
        // CreateBucket was cut off before it answered.
        await rm(join(root, name), { recursive: true, force: true });
      }
    }
    return new BucketStore(root, buckets);
  }

  /** @throws S3Error NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) {
      throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.');
    }
    return bucket;
  }

  /** All buckets by name. */
  list(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  /**
   * Makes a bucket.
   * @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou
   */
  async create(name: string, now: number): Promise<Bucket> {
    // Also what makes the name safe as that of a folder.
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      throw new S3Error(
        'InvalidBucketName',
        'A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens, and a letter or digit at both ends.',
      );
    }
    if (this.#buckets.has(name) || this.#creating.has(name)) {
      throw new S3Error(
        'BucketAlreadyOwnedByYou',
        'You already own a bucket of this name.',
      );
    }
    const creating = Bucket.create(join(this.#dir, name), name, now);
    this.#creating.set(name, creating);
    try {
      const bucket = await creating;
      this.#buckets.set(name, bucket);
      return bucket;
    } finally {
      this.#creating.delete(name);
    }
  }
}

async function isComplete(dir: string): Promise<boolean> {
  return stat(join(dir, 'bucket.json')).then(
    () => true,
    () => false,
  );
}
