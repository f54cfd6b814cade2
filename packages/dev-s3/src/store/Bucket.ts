import { createHash, randomUUID } from 'node:crypto';
import {
  FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { checkWriteConditions, Conditions } from '../http/conditions';
import { compareKeys } from './listing';
import { ObjectRecord } from './ObjectRecord';

/**
 * One bucket in a folder of its own: `records/<sha256 of key>.json` names the file in `blobs/` with the bytes;
 * `incoming/` holds bodies that are not published yet and is emptied at start. The records are also kept in memory: one
 * process owns the folder.
 */
export class Bucket {
  readonly name: string;
  /** Milliseconds since epoch. */
  readonly createdAt: number;
  readonly #dir: string;
  readonly #records: Map<string, ObjectRecord>;
  #sortedKeys: readonly string[] | undefined;
  /** Tail of the queue of changes: each checks its conditions and writes before the next begins. */
  #changes: Promise<unknown> = Promise.resolve();

  private constructor(
    dir: string,
    about: { name: string; createdAt: number },
    records: Map<string, ObjectRecord>,
  ) {
    this.#dir = dir;
    this.name = about.name;
    this.createdAt = about.createdAt;
    this.#records = records;
  }

  /** Makes a new, empty bucket in a folder. */
  static async create(
    dir: string,
    name: string,
    createdAt: number,
  ): Promise<Bucket> {
    for (const folder of ['records', 'blobs', 'incoming']) {
      await mkdir(join(dir, folder), { recursive: true });
    }
    await writeAtomically(
      join(dir, 'bucket.json'),
      JSON.stringify({ name, createdAt }),
    );
    return new Bucket(dir, { name, createdAt }, new Map());
  }

  /** Opens a bucket that is there, and removes what a crash left behind. */
  static async open(dir: string): Promise<Bucket> {
    const about = JSON.parse(await readFile(join(dir, 'bucket.json'), 'utf8'));
    const records = new Map<string, ObjectRecord>();
    for (const file of await readdir(join(dir, 'records'))) {
      const path = join(dir, 'records', file);
      if (!file.endsWith('.json')) {
        await rm(path, { force: true });
        continue;
      }
      const record: ObjectRecord = JSON.parse(await readFile(path, 'utf8'));
      records.set(record.key, record);
    }
    await rm(join(dir, 'incoming'), { recursive: true, force: true });
    await mkdir(join(dir, 'incoming'));
    const named = new Set([...records.values()].map(record => record.blob));
    for (const blob of await readdir(join(dir, 'blobs'))) {
      if (!named.has(blob)) await rm(join(dir, 'blobs', blob));
    }
    return new Bucket(dir, about, records);
  }

  /** The object of a key. */
  get(key: string): ObjectRecord | undefined {
    return this.#records.get(key);
  }

  /** All keys in listing order. */
  keys(): readonly string[] {
    this.#sortedKeys ??= [...this.#records.keys()].sort(compareKeys);
    return this.#sortedKeys;
  }

  /**
   * Opens the object of a key and its bytes, which stay readable when it is overwritten or deleted meanwhile. The caller
   * closes them.
   */
  async open(
    key: string,
  ): Promise<{ record: ObjectRecord; bytes: FileHandle } | undefined> {
    for (;;) {
      const record = this.#records.get(key);
      if (!record) return undefined;
      try {
        const bytes = await open(join(this.#dir, 'blobs', record.blob));
        return { record, bytes };
      } catch (error) {
        // Overwritten between the two steps: the next look finds its successor.
        if (this.#records.get(key) === record) throw error;
      }
    }
  }

  /** A path for a body that is coming in. Remove it, or publish it with {@link Bucket.put}. */
  incomingFile(): string {
    return join(this.#dir, 'incoming', randomUUID());
  }

  /**
   * Publishes an incoming file as the object of a key.
   * @throws S3Error if the conditions do not hold; the file is then still there
   */
  put(
    file: string,
    object: Omit<ObjectRecord, 'blob'>,
    conditions: Conditions = {},
  ): Promise<ObjectRecord> {
    return this.#change(async () => {
      const before = this.#records.get(object.key);
      checkWriteConditions(conditions, before?.etag);
      const record: ObjectRecord = { ...object, blob: randomUUID() };
      await rename(file, join(this.#dir, 'blobs', record.blob));
      await writeAtomically(
        this.#recordFile(object.key),
        JSON.stringify(record),
      );
      this.#records.set(object.key, record);
      if (before) await this.#removeBlob(before);
      else this.#sortedKeys = undefined;
      return record;
    });
  }

  /** Removes an object; nothing happens if there is none. */
  delete(key: string): Promise<void> {
    return this.#change(async () => {
      const record = this.#records.get(key);
      if (!record) return;
      await rm(this.#recordFile(key));
      this.#records.delete(key);
      this.#sortedKeys = undefined;
      await this.#removeBlob(record);
    });
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.then(change);
    this.#changes = result.catch(() => undefined);
    return result;
  }

  #recordFile(key: string): string {
    const name = createHash('sha256').update(key).digest('hex');
    return join(this.#dir, 'records', `${name}.json`);
  }

  #removeBlob(record: ObjectRecord): Promise<void> {
    return rm(join(this.#dir, 'blobs', record.blob), { force: true });
  }
}

async function writeAtomically(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
