import { ModelFetcher } from '../model/createModelFetcher';
import {
  ModelSource,
  ResolvedModel,
  StorageCredentials,
} from '../source/types';
import { ArtifactFolder, StoredArtifact } from './ArtifactFolder';
import { chooseEvictions } from './eviction';
import { DiskRoom } from './DiskRoom';
import { freeBytesOf } from './freeSpace';
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
  /** Folder of the cache; made if it is not there. One process at a time may acquire. */
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
  readonly #evicting = new Set<string>();
  readonly #room: DiskRoom;

  private constructor(
    folder: ArtifactFolder,
    options: ArtifactCacheOptions,
    artifacts: readonly StoredArtifact[],
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#artifacts = new Map(artifacts.map(found => [found.digest, found]));
    const { limitBytes, freeBytes = freeBytesOf } = options;
    this.#room = new DiskRoom({
      limitBytes,
      freeBytes: () => freeBytes(folder.dir),
      stored: () => this.#bytesOf(() => true),
      inUse: () => this.#bytesOf(digest => this.#uses.has(digest)),
      evict: bytes => this.#evict(bytes),
      removeOrphans: wanted => this.#removeOrphans(wanted),
    });
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
      return await this.#artifact(digest, release);
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
    if (!(await this.#isThere(digest))) {
      release();
      return undefined;
    }
    return this.#artifact(digest, release);
  }

  /** Bytes that complete artifacts have now, and may have. */
  usage(): { readonly bytes: number; readonly limitBytes?: number } {
    const { limitBytes } = this.#options;
    return { bytes: this.#bytesOf(() => true), limitBytes };
  }

  async #artifact(digest: string, release: () => void): Promise<Artifact> {
    const lastUsedAt = this.#clock();
    // What was unpacked has other bytes than what was fetched.
    const bytes =
      this.#artifacts.get(digest)?.bytes ??
      (await this.#folder.artifactBytes(digest));
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

  /**
   * A folder that was removed by hand is forgotten, one that another process of this cache made is taken over, and one
   * that is being evicted is gone already.
   */
  async #isThere(digest: string): Promise<boolean> {
    if (this.#evicting.has(digest)) return false;
    if (!(await this.#folder.has(digest))) {
      this.#artifacts.delete(digest);
      return false;
    }
    if (!this.#artifacts.has(digest)) {
      const bytes = await this.#folder.artifactBytes(digest);
      const lastUsedAt = this.#clock();
      this.#artifacts.set(digest, { digest, bytes, lastUsedAt });
    }
    return true;
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
        this.#room.release(digest);
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
    const there = await this.#folder.incomingBytes(digest);
    // Also waits for evictions, of this very artifact too.
    await this.#room.reserve(source.uri, digest, {
      total: totalBytes,
      missing: Math.max(0, totalBytes - there),
    });
    let total = totalBytes;
    await this.#options.fetcher.download({
      ...source,
      resolved,
      dir: this.#folder.incomingDir(digest),
      signal,
      onProgress: (done, all) => {
        this.#room.progress(digest, all - done);
        onProgress(done, all);
      },
      room: bytes => {
        total += bytes;
        return this.#room.reserve(source.uri, digest, {
          total,
          missing: bytes,
        });
      },
    });
    await this.#folder.publish(digest);
    this.#artifacts.set(digest, {
      digest,
      bytes: await this.#folder.artifactBytes(digest),
      lastUsedAt: this.#clock(),
    });
  }

  async #removeOrphans(wanted: string): Promise<void> {
    for (const { digest } of await this.#folder.incoming()) {
      if (digest !== wanted && !this.#downloads.has(digest)) {
        await this.#folder.removeIncoming(digest);
      }
    }
  }

  /** Frees some bytes. False if that many cannot be freed: then nothing went, unless some were taken into use meanwhile. */
  async #evict(bytes: number): Promise<boolean> {
    const goal = this.#bytesOf(() => true) - bytes;
    for (;;) {
      const missing = this.#bytesOf(() => true) - goal;
      const candidates = [...this.#artifacts.values()].map(artifact => ({
        ...artifact,
        isInUse: this.#uses.has(artifact.digest),
      }));
      const chosen = chooseEvictions(candidates, missing);
      if (!chosen) return false;
      const [digest] = chosen;
      if (digest === undefined) return true;
      // One at a time: while it is removed, another one may be taken into use.
      this.#artifacts.delete(digest);
      this.#evicting.add(digest);
      await this.#folder
        .removeArtifact(digest)
        .finally(() => this.#evicting.delete(digest));
    }
  }

  #bytesOf(isMeant: (digest: string) => boolean): number {
    return [...this.#artifacts.values()]
      .filter(({ digest }) => isMeant(digest))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
