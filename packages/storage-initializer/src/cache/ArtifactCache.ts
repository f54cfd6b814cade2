import { ModelFetcher } from '../model/createModelFetcher';
import { ModelSource, ResolvedModel, StorageCredentials } from '../model/types';
import { ArtifactFolder, StoredArtifact } from './ArtifactFolder';
import { chooseEvictions } from './eviction';
import { diskFullError, freeBytesOf, inWords } from './freeSpace';
import { OnProgress, SharedDownload } from './SharedDownload';

/** How long an unfinished download is kept to be resumed. */
const orphanLifeMs = 24 * 60 * 60_000;

/**
 * A model in the cache, in use until it is released.
 * @public
 */
export interface Artifact {
  /** Folder with the model's files. Not to be written to: others use it too. */
  readonly dir: string;
  /** Names the content: hex SHA-256. */
  readonly digest: string;
  readonly bytes: number;
  /** Ends the use; it may then be evicted. Further calls do nothing. */
  release(): void;
}

/**
 * Options of {@link ArtifactCache.create}.
 * @public
 */
export interface ArtifactCacheOptions {
  /** Folder of the cache; made if it is not there. One process at a time. */
  readonly dir: string;
  readonly fetcher: ModelFetcher;
  /** Bytes that artifacts may have together. Default: no limit but the disk's. */
  readonly limitBytes?: number;
  /** Milliseconds since epoch. Default: the time of this machine. */
  readonly clock?: () => number;
  /** Free bytes on the volume of a folder. Default: asks the system. */
  readonly freeBytes?: (dir: string) => Promise<number>;
}

/**
 * One model to have.
 * @public
 */
export interface AcquireRequest {
  readonly uri: string;
  readonly credentials?: StorageCredentials;
  readonly signal: AbortSignal;
  /** Bytes that are there, of all bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Content-addressed cache of models on the disk.
 *
 * - A folder that exists is complete: models are fetched beside, verified, and appear by one rename.
 * - The source is asked at each `acquire`, so credentials count every time and a changed model gets another folder.
 * - Equal content is fetched once, however many ask at the same time.
 * - An interrupted download is continued by the next `acquire` of the same content, also after a restart; what nobody
 *   wants for a day, or what is in the way, is removed.
 * - The least recently used artifacts make room for new ones. What is in use never goes.
 * @public
 */
export class ArtifactCache {
  readonly #folder: ArtifactFolder;
  readonly #options: ArtifactCacheOptions;
  readonly #clock: () => number;
  readonly #artifacts: Map<string, StoredArtifact>;
  /** Uses by digest; counted from before the download. */
  readonly #uses = new Map<string, number>();
  readonly #downloads = new Map<string, SharedDownload>();
  /** Bytes of the downloads in flight: all of them, and those still to come. */
  readonly #inFlight = new Map<string, { total: number; missing: number }>();
  /** Tail of the queue of those who make room: two must not count the same free bytes. */
  #makingRoom: Promise<unknown> = Promise.resolve();

  private constructor(
    folder: ArtifactFolder,
    options: ArtifactCacheOptions,
    artifacts: readonly StoredArtifact[],
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#artifacts = new Map(artifacts.map(found => [found.digest, found]));
  }

  /** Opens a cache and removes old leftovers. */
  static async create(options: ArtifactCacheOptions): Promise<ArtifactCache> {
    const folder = new ArtifactFolder(options.dir);
    await folder.prepare();
    const now = (options.clock ?? Date.now)();
    for (const { digest, modifiedAt } of await folder.incoming()) {
      const isRemoved = digest.endsWith('.removed');
      if (isRemoved || now - modifiedAt > orphanLifeMs) {
        await folder.removeIncoming(digest);
      }
    }
    return new ArtifactCache(folder, options, await folder.artifacts());
  }

  /**
   * Makes a model available, fetching it if it is not there.
   * @throws StorageError; the reason of the signal if it aborts
   */
  async acquire(request: AcquireRequest): Promise<Artifact> {
    const { signal, onProgress, ...source } = request;
    const resolved = await this.#options.fetcher.resolve({ ...source, signal });
    const digest = resolved.identity;
    const release = this.#use(digest);
    try {
      if (await this.#isThere(digest)) {
        onProgress?.(resolved.totalBytes, resolved.totalBytes);
      } else {
        await this.#fetchOnce(source, resolved, signal, onProgress);
      }
      return await this.#artifact(digest, resolved.totalBytes, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Takes a model that is there into use without asking its source: for replicas that were adopted after a restart, and
   * for starts while the source is down. Undefined if it is not there.
   */
  async pin(digest: string): Promise<Artifact | undefined> {
    const release = this.#use(digest);
    const stored = this.#artifacts.get(digest);
    if (!stored || !(await this.#isThere(digest))) {
      release();
      return undefined;
    }
    return this.#artifact(digest, stored.bytes, release);
  }

  async #artifact(
    digest: string,
    bytes: number,
    release: () => void,
  ): Promise<Artifact> {
    const lastUsedAt = this.#clock();
    this.#artifacts.set(digest, { digest, bytes, lastUsedAt });
    await this.#folder.touch(digest, lastUsedAt);
    return { dir: this.#folder.artifactDir(digest), digest, bytes, release };
  }

  #use(digest: string): () => void {
    this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const left = (this.#uses.get(digest) ?? 1) - 1;
      if (left > 0) this.#uses.set(digest, left);
      else this.#uses.delete(digest);
    };
  }

  /** A folder that was removed by hand is forgotten, one that is being evicted is no longer known. */
  async #isThere(digest: string): Promise<boolean> {
    if (!this.#artifacts.has(digest)) return false;
    const isThere = await this.#folder.has(digest);
    if (!isThere) this.#artifacts.delete(digest);
    return isThere;
  }

  /** Joins the download of this identity that is in flight, or starts one. */
  async #fetchOnce(
    source: ModelSource,
    resolved: ResolvedModel,
    signal: AbortSignal,
    onProgress: OnProgress | undefined,
  ): Promise<void> {
    const digest = resolved.identity;
    for (;;) {
      const running =
        this.#downloads.get(digest) ?? this.#start(source, resolved);
      // No step lies between: who has not joined yet would not keep it from being abandoned.
      if (!running.isAbandoned) return running.join(signal, onProgress);
      await running.settled();
    }
  }

  #start(source: ModelSource, resolved: ResolvedModel): SharedDownload {
    const digest = resolved.identity;
    const download = SharedDownload.start((signal, onProgress) =>
      this.#fetch(source, resolved, signal, onProgress).finally(() => {
        this.#downloads.delete(digest);
        this.#inFlight.delete(digest);
      }),
    );
    this.#downloads.set(digest, download);
    return download;
  }

  async #fetch(
    source: ModelSource,
    resolved: ResolvedModel,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<void> {
    const { identity: digest, totalBytes } = resolved;
    // Also waits for evictions, of this very artifact too.
    await this.#makeRoom(source.uri, resolved);
    await this.#options.fetcher.download({
      ...source,
      resolved,
      dir: this.#folder.incomingDir(digest),
      signal,
      onProgress: (done, total) => {
        this.#inFlight.set(digest, { total, missing: total - done });
        onProgress(done, total);
      },
    });
    await this.#folder.publish(digest);
    this.#artifacts.set(digest, {
      digest,
      bytes: totalBytes,
      lastUsedAt: this.#clock(),
    });
  }

  #makeRoom(uri: string, resolved: ResolvedModel): Promise<void> {
    const made = this.#makingRoom.then(async () => {
      await this.#makeRoomInLimit(uri, resolved);
      await this.#makeRoomOnDisk(uri, resolved);
    });
    this.#makingRoom = made.catch(() => undefined);
    return made;
  }

  async #makeRoomInLimit(uri: string, resolved: ResolvedModel): Promise<void> {
    const { limitBytes = Infinity } = this.#options;
    const stored = [...this.#artifacts.values()];
    const taken =
      stored.reduce((sum, { bytes }) => sum + bytes, 0) +
      this.#inFlightBytes('total');
    const missing = taken + resolved.totalBytes - limitBytes;
    if (missing > 0 && !(await this.#evict(missing))) {
      throw diskFullError(
        uri,
        `the model cache (limit ${inWords(limitBytes)}, models in use stay)`,
        resolved.totalBytes,
        Math.max(
          0,
          limitBytes - this.#bytesInUse() - this.#inFlightBytes('total'),
        ),
      );
    }
  }

  /** Reserves what the download will need, after freeing it if it must. */
  async #makeRoomOnDisk(uri: string, resolved: ResolvedModel): Promise<void> {
    const { identity: digest, totalBytes } = resolved;
    const there = await this.#folder.incomingBytes(digest);
    const needed = Math.max(0, totalBytes - there);
    const { freeBytes = freeBytesOf } = this.#options;
    const free = async () =>
      (await freeBytes(this.#folder.dir)) - this.#inFlightBytes('missing');
    if ((await free()) < needed) await this.#removeOrphans(digest);
    const missing = needed - (await free());
    if (missing > 0) await this.#evict(missing);
    const left = await free();
    if (left < needed) {
      throw diskFullError(uri, 'the disk', needed, Math.max(0, left));
    }
    this.#inFlight.set(digest, { total: totalBytes, missing: needed });
  }

  async #removeOrphans(wanted: string): Promise<void> {
    for (const { digest } of await this.#folder.incoming()) {
      if (digest !== wanted && !this.#downloads.has(digest)) {
        await this.#folder.removeIncoming(digest);
      }
    }
  }

  /** Frees some bytes, or nothing if that many cannot be freed. */
  async #evict(bytes: number): Promise<boolean> {
    const candidates = [...this.#artifacts.values()].map(artifact => ({
      ...artifact,
      isInUse: this.#uses.has(artifact.digest),
    }));
    const chosen = chooseEvictions(candidates, bytes);
    for (const digest of chosen ?? []) {
      // Somebody may have taken it into use while another one was removed.
      if (this.#uses.has(digest)) continue;
      this.#artifacts.delete(digest);
      await this.#folder.removeArtifact(digest);
    }
    return chosen !== undefined;
  }

  #bytesInUse(): number {
    return [...this.#artifacts.values()]
      .filter(({ digest }) => this.#uses.has(digest))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #inFlightBytes(which: 'total' | 'missing'): number {
    return [...this.#inFlight.values()].reduce(
      (sum, download) => sum + download[which],
      0,
    );
  }
}
