import { readFile } from 'node:fs/promises';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { writeDurably } from './durableFile';
import { readSnapshot, WrittenSnapshot } from './writtenSnapshot';

/** Whether `next` replaces `current`: a newer version of the same epoch, or any other epoch. */
export function isNewer(
  next: GatewaySnapshot,
  current: GatewaySnapshot | undefined,
): boolean {
  return (
    current === undefined ||
    next.epoch !== current.epoch ||
    next.version > current.version
  );
}

/** The last accepted snapshot on disk, from which a gateway serves without any control plane. */
export class SnapshotStore {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The stored snapshot, or undefined if there is none.
   *
   * @throws Error if there is one that cannot be used.
   */
  async load(): Promise<WrittenSnapshot | undefined> {
    let json: Buffer;
    try {
      json = await readFile(this.#file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      return readSnapshot(json);
    } catch (error) {
      throw new Error(`${this.#file}: ${(error as Error).message}`);
    }
  }

  /** Keeps a snapshot; resolves when it is safe on disk. */
  save({ json }: WrittenSnapshot): Promise<void> {
    return writeDurably(this.#file, json);
  }
}
