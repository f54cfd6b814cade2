import { LoggerService } from '@backstage/backend-plugin-api';
import { RecordStore } from './RecordStore';
import { RevisionRecord } from './types';

/**
 * Keeps the record of one revision: one write after the other, so that the file ends up with what holds last.
 */
export class RevisionRecorder {
  readonly #key: string;
  readonly #records: RecordStore;
  readonly #logger: LoggerService;
  #written: Promise<void> = Promise.resolve();

  constructor(key: string, records: RecordStore, logger: LoggerService) {
    this.#key = key;
    this.#records = records;
    this.#logger = logger;
  }

  /**
   * Writes, or removes, the record.
   * @param current - asked when it is this write's turn; undefined: there is to be none
   */
  save(current: () => RevisionRecord | undefined): Promise<void> {
    this.#written = this.#written.then(() => this.#write(current()));
    return this.#written;
  }

  async #write(record: RevisionRecord | undefined): Promise<void> {
    try {
      if (record) await this.#records.saveRevision(record);
      else await this.#records.removeRevision(this.#key);
    } catch (error) {
      // The replicas run without it; only a backend that starts anew would fetch the model again.
      this.#logger.warn(
        `record of revision ${this.#key} was not written: ${error}`,
      );
    }
  }
}
