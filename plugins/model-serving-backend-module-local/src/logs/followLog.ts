import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { look, Position, readFrom } from './logFile';

const FOLLOW_EVERY_MS = 250;
/** Read at once; the rest comes with the next look. */
const CHUNK_BYTES = 256 * 1024;
/** A line longer than this is handed out in pieces. */
const LONGEST_LINE = 64 * 1024;

/**
 * New whole lines of a file that another process appends to, until the signal aborts. Survives that the file is emptied
 * or replaced.
 *
 * @param from - where to begin; undefined: the file is not there yet, and is read from its start
 */
export async function* followLog(
  path: string,
  from: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<string> {
  let { inode, offset } = from ?? { inode: undefined, offset: 0 };
  // A character may end in the next chunk.
  let decoder = new StringDecoder('utf8');
  let rest = '';
  while (!signal.aborted) {
    const end = await look(path);
    if (end && (end.inode !== inode || end.offset < offset)) {
      ({ inode } = end);
      offset = 0;
      decoder = new StringDecoder('utf8');
      if (rest !== '') yield rest;
      rest = '';
    }
    if (!end || end.offset === offset) {
      await pause(signal);
      continue;
    }
    const bytes = await readFrom(path, offset, CHUNK_BYTES);
    offset += bytes.length;
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = '';
    }
    yield* lines;
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(FOLLOW_EVERY_MS, undefined, { signal });
  } catch {
    // aborted: the caller looks
  }
}
