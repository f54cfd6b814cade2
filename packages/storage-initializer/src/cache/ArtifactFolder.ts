import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../systemError';
import { bytesBelow, newestBelow } from './folderSize';

/** A complete artifact on the disk. */
export interface StoredArtifact {
  readonly digest: string;
  readonly bytes: number;
  /** Milliseconds since epoch; kept as the folder's modification time. */
  readonly lastUsedAt: number;
}

/**
 * Layout of the cache: `models/<digest>` holds complete artifacts, `incoming/<digest>` what is being fetched. Both are
 * on one volume, so that a finished artifact appears by one rename.
 */
export class ArtifactFolder {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Makes the folders. */
  async prepare(): Promise<void> {
    await mkdir(join(this.dir, 'models'), { recursive: true });
    await mkdir(join(this.dir, 'incoming'), { recursive: true });
  }

  /** Folder of a complete artifact. */
  artifactDir(digest: string): string {
    return join(this.dir, 'models', digest);
  }

  /** Folder to fetch an artifact into. */
  incomingDir(digest: string): string {
    return join(this.dir, 'incoming', digest, 'model');
  }

  /** All complete artifacts. */
  async artifacts(): Promise<StoredArtifact[]> {
    const found: StoredArtifact[] = [];
    for (const digest of await readdir(join(this.dir, 'models'))) {
      const dir = this.artifactDir(digest);
      const { mtimeMs } = await stat(dir);
      found.push({ digest, bytes: await bytesBelow(dir), lastUsedAt: mtimeMs });
    }
    return found;
  }

  /** Digests with something fetched but not complete, and when it was last written to. */
  async incoming(): Promise<{ digest: string; modifiedAt: number }[]> {
    const root = join(this.dir, 'incoming');
    const found = [];
    for (const digest of await readdir(root)) {
      const modifiedAt = await newestBelow(join(root, digest));
      found.push({ digest, modifiedAt });
    }
    return found;
  }

  /** Bytes already fetched of an artifact. */
  incomingBytes(digest: string): Promise<number> {
    return bytesBelow(join(this.dir, 'incoming', digest));
  }

  /** Bytes of a complete artifact. */
  artifactBytes(digest: string): Promise<number> {
    return bytesBelow(this.artifactDir(digest));
  }

  /** Whether a complete artifact is there: somebody may have removed it by hand. */
  async has(digest: string): Promise<boolean> {
    return stat(this.artifactDir(digest)).then(
      found => found.isDirectory(),
      () => false,
    );
  }

  /** Makes what was fetched the complete artifact, in one step. */
  async publish(digest: string): Promise<void> {
    if (!(await this.has(digest))) {
      await rename(this.incomingDir(digest), this.artifactDir(digest));
    }
    await this.removeIncoming(digest);
  }

  /** Notes when an artifact was last used, for the next start. */
  async touch(digest: string, now: number): Promise<void> {
    await utimes(this.artifactDir(digest), now / 1000, now / 1000);
  }

  /** Removes an artifact: first its name, so that half of it is never taken for the whole. */
  async removeArtifact(digest: string): Promise<void> {
    const doomed = join(this.dir, 'incoming', `${digest}.removed`);
    await rm(doomed, { recursive: true, force: true });
    await rename(this.artifactDir(digest), doomed).catch(error => {
      // Somebody removed it by hand.
      if (systemCode(error) !== 'ENOENT') throw error;
    });
    await rm(doomed, { recursive: true, force: true });
  }

  /** Removes what was fetched of an artifact. */
  async removeIncoming(digest: string): Promise<void> {
    await rm(join(this.dir, 'incoming', digest), {
      recursive: true,
      force: true,
    });
  }
}
