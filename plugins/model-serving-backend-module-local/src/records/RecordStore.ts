import { mkdir, readdir, rm } from 'node:fs/promises';
import { JsonObject, JsonValue } from '@backstage/types';
import { readJsonFile, writeJsonFile } from '../host';
import { ReplicaRecord, RevisionRecord } from './types';

/** Changes when an older backend could misread the files. */
const FORMAT = 1;

/**
 * Records as files below the data folder, each written by rename:
 *
 *     revisions/<key>.json
 *     replicas/<id>/replica.json, beside the replica's own files
 */
export class RecordStore {
  readonly #folder: string;
  readonly #demand: () => void;

  /** @param demand - throws if nothing may be written any more; default: everything may */
  static async create(
    folder: string,
    demand: () => void = () => {},
  ): Promise<RecordStore> {
    for (const part of ['revisions', 'replicas']) {
      await mkdir(`${folder}/${part}`, { recursive: true, mode: 0o700 });
    }
    return new RecordStore(folder, demand);
  }

  private constructor(folder: string, demand: () => void) {
    this.#folder = folder;
    this.#demand = demand;
  }

  /** Throws if nothing may be written any more. */
  demand(): void {
    this.#demand();
  }

  /** Where a replica runs and writes. */
  replicaFolder(id: string): string {
    return `${this.#folder}/replicas/${id}`;
  }

  async saveReplica(record: ReplicaRecord): Promise<void> {
    this.#demand();
    await writeJsonFile(`${this.replicaFolder(record.id)}/replica.json`, {
      format: FORMAT,
      ...record,
    });
  }

  /** Forgets a replica and removes its folder. */
  async removeReplica(id: string): Promise<void> {
    this.#demand();
    await rm(this.replicaFolder(id), { recursive: true, force: true });
  }

  /** Records that can be read, and the names of folders that hold none. */
  async replicas(): Promise<{
    readonly records: readonly ReplicaRecord[];
    readonly strays: readonly string[];
  }> {
    const records: ReplicaRecord[] = [];
    const strays: string[] = [];
    for (const id of await readdir(`${this.#folder}/replicas`)) {
      const record = await readJsonFile(
        `${this.replicaFolder(id)}/replica.json`,
      );
      if (isReplicaRecord(record) && record.id === id) records.push(record);
      else strays.push(id);
    }
    return { records, strays };
  }

  async saveRevision(record: RevisionRecord): Promise<void> {
    this.#demand();
    await writeJsonFile(this.#revisionFile(record.key), {
      format: FORMAT,
      ...record,
    });
  }

  async removeRevision(key: string): Promise<void> {
    this.#demand();
    await rm(this.#revisionFile(key), { force: true });
  }

  async revisions(): Promise<readonly RevisionRecord[]> {
    const folder = `${this.#folder}/revisions`;
    const records: RevisionRecord[] = [];
    for (const name of await readdir(folder)) {
      const record = await readJsonFile(`${folder}/${name}`);
      if (isRevisionRecord(record)) records.push(record);
    }
    return records;
  }

  // Percent-encoding keeps a key readable and makes it one file name, whatever is in it.
  #revisionFile(key: string): string {
    return `${this.#folder}/revisions/${encodeURIComponent(key)}.json`;
  }
}

function isReplicaRecord(
  value: JsonObject | undefined,
): value is JsonObject & ReplicaRecord {
  return (
    value?.format === FORMAT &&
    [value.key, value.id, value.instanceId].every(isText) &&
    [value.startedAt, value.createdAt, value.restarts].every(isNumber) &&
    isNumber(value.memoryRequestBytes) &&
    typeof value.reportsState === 'boolean' &&
    isText(value.grpc) &&
    isRecord(value.readiness) &&
    isNumber(value.readiness.timeoutMs) &&
    isNumber(value.readiness.failures) &&
    (value.process === undefined || isIdentity(value.process))
  );
}

function isRevisionRecord(
  value: JsonObject | undefined,
): value is JsonObject & RevisionRecord {
  return (
    value?.format === FORMAT &&
    isText(value.key) &&
    isNumber(value.desired) &&
    (value.model === undefined ||
      (isRecord(value.model) &&
        isText(value.model.dir) &&
        isText(value.model.digest)))
  );
}

function isIdentity(value: JsonValue): boolean {
  return isRecord(value) && isNumber(value.pid) && isText(value.startTime);
}

function isRecord(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number';
}
