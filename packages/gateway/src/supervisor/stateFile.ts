import { readFile, rm } from 'node:fs/promises';
import { GatewayState } from '../state';
import { writeDurably } from './durableFile';

/** The gateway's `state.json`. */
export class StateFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What the last gateway on this folder wrote, or undefined. */
  async read(): Promise<GatewayState | undefined> {
    try {
      return JSON.parse(await readFile(this.path, 'utf8')) as GatewayState;
    } catch (error) {
      // Written by rename, so a file that is no JSON was not written by a gateway; it is replaced.
      if (error instanceof SyntaxError) return undefined;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  write(state: GatewayState): Promise<void> {
    return writeDurably(this.path, JSON.stringify(state));
  }

  /** Removes the file if it is still about this instance. */
  async remove(instance: string): Promise<void> {
    const state = await this.read();
    if (state?.instance === instance) await rm(this.path, { force: true });
  }
}
