import { diskFullError, inWords } from './freeSpace';

/** Bytes of one download in flight. */
export interface Reservation {
  /** All that it will have on the disk. */
  readonly total: number;
  /** Those still to come. */
  readonly missing: number;
}

/** What room is made of. */
export interface DiskRoomOptions {
  /** Bytes that artifacts and downloads may have together. Default: no limit but the disk's. */
  readonly limitBytes?: number;
  /** Free bytes on the disk. */
  freeBytes(): Promise<number>;
  /** Bytes of all complete artifacts. */
  stored(): number;
  /** Bytes of those in use. */
  inUse(): number;
  /** Frees bytes; false if that many cannot be freed. */
  evict(bytes: number): Promise<boolean>;
  /** Removes beginnings of downloads that nobody wants now, but this one. */
  removeOrphans(wanted: string): Promise<void>;
}

/**
 * Room for downloads, counted for all in flight together: two never get the same free bytes.
 */
export class DiskRoom {
  readonly #options: DiskRoomOptions;
  readonly #inFlight = new Map<string, Reservation>();
  /** Tail of the queue of those who make room. */
  #making: Promise<unknown> = Promise.resolve();

  constructor(options: DiskRoomOptions) {
    this.#options = options;
  }

  /**
   * Reserves what a download will need, instead of what it had reserved before, and frees it if it must.
   * @throws StorageError DiskFull; then nothing was reserved beyond what was before
   */
  reserve(uri: string, digest: string, wanted: Reservation): Promise<void> {
    const made = this.#making.then(async () => {
      await this.#makeInLimit(uri, digest, wanted);
      await this.#makeOnDisk(uri, digest, wanted);
      this.#inFlight.set(digest, wanted);
    });
    this.#making = made.catch(() => undefined);
    return made;
  }

  /** Bytes arrived: fewer are missing. */
  progress(digest: string, missing: number): void {
    const reserved = this.#inFlight.get(digest);
    if (reserved) this.#inFlight.set(digest, { ...reserved, missing });
  }

  /** The download ended. */
  release(digest: string): void {
    this.#inFlight.delete(digest);
  }

  async #makeInLimit(
    uri: string,
    digest: string,
    { total }: Reservation,
  ): Promise<void> {
    const { limitBytes = Infinity, stored, inUse, evict } = this.#options;
    const others = this.#ofOthers(digest, 'total');
    const excess = stored() + others + total - limitBytes;
    if (excess > 0 && !(await evict(excess))) {
      throw diskFullError(
        uri,
        `the model cache (limit ${inWords(limitBytes)}, models in use stay)`,
        total,
        Math.max(0, limitBytes - inUse() - others),
      );
    }
  }

  async #makeOnDisk(
    uri: string,
    digest: string,
    { missing }: Reservation,
  ): Promise<void> {
    const { freeBytes, evict, removeOrphans } = this.#options;
    const free = async () =>
      (await freeBytes()) - this.#ofOthers(digest, 'missing');
    if ((await free()) < missing) await removeOrphans(digest);
    const lacking = missing - (await free());
    if (lacking > 0) await evict(lacking);
    const left = await free();
    if (left < missing) {
      throw diskFullError(uri, 'the disk', missing, Math.max(0, left));
    }
  }

  #ofOthers(digest: string, which: 'total' | 'missing'): number {
    return [...this.#inFlight]
      .filter(([other]) => other !== digest)
      .reduce((sum, [, reserved]) => sum + reserved[which], 0);
  }
}
