import { open, stat } from 'node:fs/promises';

/** A place in a file; the inode tells whether it is still the same file. */
export interface Position {
  readonly inode: number;
  readonly offset: number;
}

/** The present end of a file; undefined if there is none. */
export async function look(path: string): Promise<Position | undefined> {
  try {
    const { size, ino } = await stat(path);
    return { inode: ino, offset: size };
  } catch {
    return undefined;
  }
}

/** At most `length` bytes from an offset. */
export async function readFrom(
  path: string,
  offset: number,
  length: number,
): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(length),
      0,
      length,
      offset,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
