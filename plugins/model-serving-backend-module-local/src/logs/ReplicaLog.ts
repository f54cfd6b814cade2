import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { look, Position, readFrom } from './logFile';
import { withoutKeys } from './withoutKeys';

/** A file that grew beyond this is moved aside; with the part moved aside, one instance keeps at most twice that. */
export const LOG_FILE_BYTES = 5 * 1024 * 1024;

/** How far back one answer looks in each file. */
const TAIL_BYTES = 1024 * 1024;

/**
 * What one replica wrote: the present instance and the one before, each a growing file and the part rotated away.
 */
export class ReplicaLog {
  readonly #folder: string;
  readonly #limitBytes: number;

  constructor(folder: string, limitBytes: number = LOG_FILE_BYTES) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  /** The file that the present instance appends to. */
  get file(): string {
    return this.#path('output');
  }

  /** Makes the present instance the previous one. */
  async nextInstance(): Promise<void> {
    await moveOver(this.#path('output', '.1'), this.#path('previous', '.1'));
    await moveOver(this.#path('output'), this.#path('previous'));
  }

  /**
   * Moves the file's end aside and empties it, once it is too long. The process goes on writing to the same open file,
   * which is why it is emptied and not renamed; lines that arrive between the two are lost.
   */
  async rotate(): Promise<void> {
    const size = (await look(this.file))?.offset ?? 0;
    if (size <= this.#limitBytes) return;
    await pipeline(
      createReadStream(this.file, {
        start: size - this.#limitBytes,
        end: size - 1,
      }),
      createWriteStream(this.#path('output', '.1'), { mode: 0o600 }),
    );
    await truncate(this.file, 0);
  }

  /** The end of the last whole line of the present instance, to go on from; undefined if it has no file. */
  async end(): Promise<Position | undefined> {
    const end = await look(this.file);
    if (!end) return undefined;
    const start = Math.max(0, end.offset - TAIL_BYTES);
    const bytes = await readFrom(this.file, start, end.offset - start);
    return { inode: end.inode, offset: start + bytes.lastIndexOf('\n') + 1 };
  }

  /**
   * The last lines, oldest first.
   * @param until - lines of the present instance after this offset do not count
   */
  async tail(
    lines: number,
    instance: 'output' | 'previous' = 'output',
    until?: number,
  ): Promise<readonly string[]> {
    const newer = await lastLines(this.#path(instance), until);
    const older =
      newer.length < lines ? await lastLines(this.#path(instance, '.1')) : [];
    return lines > 0 ? [...older, ...newer].slice(-lines).map(withoutKeys) : [];
  }

  #path(instance: 'output' | 'previous', part: '' | '.1' = ''): string {
    return `${this.#folder}/${instance}.log${part}`;
  }
}

async function lastLines(
  path: string,
  until: number = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const size = Math.min((await look(path))?.offset ?? 0, until);
  if (size === 0) return [];
  const start = Math.max(0, size - TAIL_BYTES);
  const lines = (await readFrom(path, start, size - start))
    .toString('utf8')
    .split('\n');
  // The first piece is the end of a line whose beginning was not read.
  if (start > 0) lines.shift();
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

async function moveOver(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  if (await look(from)) await rename(from, to);
}
