import { readFile } from 'node:fs/promises';
import {
  GatewaySnapshot,
  snapshotDefect,
} from '@greenroom/backstage-plugin-model-serving-common';
import { writeDurably } from './durableFile';

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
  async load(): Promise<GatewaySnapshot | undefined> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const snapshot: unknown = JSON.parse(text);
    const defect = snapshotDefect(snapshot);
    if (defect) throw new Error(`${this.#file}: ${defect}`);
    return snapshot as GatewaySnapshot;
  }

  /** Keeps a snapshot; resolves when it is safe on disk. */
  save(snapshot: GatewaySnapshot): Promise<void> {
    return writeDurably(this.#file, JSON.stringify(snapshot));
  }
}
