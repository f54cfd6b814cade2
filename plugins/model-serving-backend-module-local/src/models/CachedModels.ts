import {
  AddressPolicy,
  ArtifactCache,
  createModelFetcher,
} from '@greenroom/storage-initializer';
import { LocalStorageConfig } from '../config';
import { CacheUsage, FetchRequest, HeldModel, ModelSource } from './types';

/** Models from all storages, kept in a content-addressed cache on this machine. */
export class CachedModels implements ModelSource {
  readonly schemes: readonly string[];
  readonly #cache: ArtifactCache;

  static async create(options: {
    /** Folder of the cache. */
    readonly dir: string;
    /** Most bytes of all models together; undefined: what the disk has. */
    readonly limitBytes?: number;
    /** Where connections may go. */
    readonly addresses: AddressPolicy;
    readonly storage: LocalStorageConfig;
  }): Promise<CachedModels> {
    const { maxModelBytes, ...storage } = options.storage;
    const fetcher = createModelFetcher({
      policy: options.addresses,
      storage,
      limits: { maxBytes: maxModelBytes },
    });
    const cache = await ArtifactCache.create({
      dir: options.dir,
      fetcher,
      limitBytes: options.limitBytes,
    });
    return new CachedModels(fetcher.schemes, cache);
  }

  private constructor(schemes: readonly string[], cache: ArtifactCache) {
    this.schemes = schemes;
    this.#cache = cache;
  }

  acquire(request: FetchRequest): Promise<HeldModel> {
    return this.#cache.acquire(request);
  }

  reacquire({ digest }: { digest: string }): Promise<HeldModel | undefined> {
    return this.#cache.pin(digest);
  }

  usage(): CacheUsage {
    return this.#cache.usage();
  }
}
