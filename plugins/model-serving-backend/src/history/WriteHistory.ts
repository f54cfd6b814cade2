import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  fieldChanges,
  type HistoryDetail,
  type HistoryView,
  type KubernetesObject,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  describeRef,
  type HistoryStore,
  type StoredResource,
  type StoredWrite,
} from '../store';

/** Rows of history that are shown. */
const SHOWN_ROWS = 200;

type Stored = Pick<StoredResource<ServingKind>, 'kind' | 'ref' | 'uid'>;

/** What people did to a resource of any kind, and what it was after each of their writes. */
export class WriteHistory {
  readonly #history: HistoryStore;

  constructor(history: HistoryStore) {
    this.#history = history;
  }

  /** Newest first. */
  list({ uid }: Stored): Promise<readonly HistoryView[]> {
    return this.#history.list(uid, SHOWN_ROWS);
  }

  /**
   * One write with what it left behind, compared with another one or with the one before.
   * @throws NotFoundError for a write that is not in the history
   */
  async entry(
    stored: Stored,
    id: number,
    against?: number,
  ): Promise<HistoryDetail> {
    const write = await this.#write(stored, id);
    const other =
      against === undefined
        ? await this.#history.before(stored.uid, id)
        : await this.#write(stored, against);
    const { view, object } = write;
    return {
      ...view,
      ...(object && { object }),
      ...(other && { against: other.view }),
      // The first write of all made every field
      ...(object &&
        (other?.object || !other) && {
          diff: fieldChanges(other?.object ?? {}, object),
        }),
    };
  }

  /**
   * What a write left behind.
   * @throws NotFoundError for a write that is not in the history; ConflictError for an object that is not kept any more
   */
  async objectAfter(stored: Stored, id: number): Promise<KubernetesObject> {
    const { object } = await this.#write(stored, id);
    if (object) return object;
    throw this.notKept(stored, `write ${id}`);
  }

  /** What there is to say of a write whose object is gone. */
  notKept({ kind, ref }: Stored, what: string): ConflictError {
    return new ConflictError(
      `the spec of ${what} of ${describeRef(
        kind,
        ref,
      )} is not kept any more: those of the newest 100 accepted writes are`,
    );
  }

  async #write({ kind, uid, ref }: Stored, id: number): Promise<StoredWrite> {
    const write = await this.#history.get(uid, id);
    if (write) return write;
    throw new NotFoundError(
      `there is no write ${id} in the history of ${describeRef(kind, ref)}`,
    );
  }
}
