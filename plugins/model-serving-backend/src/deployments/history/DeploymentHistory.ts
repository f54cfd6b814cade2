import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  fieldChanges,
  type HistoryDetail,
  type HistoryView,
  type InferenceService,
  type ResourceRef,
  type RevisionList,
  type RollbackTarget,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { LiveFacts } from '../../observe/types';
import { KEPT_REVISIONS, type SpecResolver } from '../../reconcile';
import {
  describeRef,
  type StoredResource,
  type Stores,
  type StoredWrite,
} from '../../store';
import { revisionView } from '../view';
import { currentRevisions } from './currentRevisions';
import { restoredService } from './restoredService';
import { revisionDetails, wasCanary } from './revisionDetails';

/** Rows of history that are shown. */
const SHOWN_ROWS = 200;

type Stored = StoredResource<'InferenceService'>;

/** Options of {@link DeploymentHistory}. */
export interface DeploymentHistoryOptions {
  readonly stores: Pick<Stores, 'history' | 'revisions'>;
  readonly specs: SpecResolver;
  readonly live: LiveFacts;
}

/** What a deployment was: its writes, its revisions, and the spec of each. */
export class DeploymentHistory {
  readonly #options: DeploymentHistoryOptions;

  constructor(options: DeploymentHistoryOptions) {
    this.#options = options;
  }

  /** Newest first. */
  list({ uid }: Stored): Promise<readonly HistoryView[]> {
    return this.#options.stores.history.list(uid, SHOWN_ROWS);
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
    const { history } = this.#options.stores;
    const write = await this.#write(stored, id);
    const other =
      against === undefined
        ? await history.before(stored.uid, id)
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

  /** Kept revisions, newest first. */
  async revisions(stored: Stored): Promise<RevisionList> {
    const { stores, specs, live } = this.#options;
    const [revisions, { components }] = await Promise.all([
      stores.revisions.list(stored.uid),
      specs.resolve(stored),
    ]);
    const writes = await stores.history.ofGenerations(stored.uid, [
      ...new Set(revisions.map(({ generation }) => generation)),
    ]);
    return {
      kept: KEPT_REVISIONS,
      items: revisionDetails({
        revisions,
        views: new Map(
          revisions.map(revision => [
            revision.spec.name,
            revisionView(revision, stored, live),
          ]),
        ),
        current: currentRevisions({
          components,
          revisions,
          ...(stored.observed && { observed: stored.observed }),
        }),
        writes,
      }),
    };
  }

  /**
   * The change that takes a deployment back to a revision or a write.
   * @throws InputError, NotFoundError for what there is not; ConflictError for a spec that is not kept any more, and for
   * a revision that was made as a canary of the spec
   */
  async restoring(
    stored: Stored,
    target: RollbackTarget,
  ): Promise<(service: InferenceService) => InferenceService> {
    const { revision, history } = target;
    if ((revision === undefined) === (history === undefined)) {
      throw new InputError('give either revision or history');
    }
    const write =
      history === undefined
        ? await this.#writeOfRevision(stored, revision ?? '')
        : await this.#write(stored, history);
    const then = this.#specOf(write, stored.ref);
    const keepsScale = history === undefined;
    return service => restoredService(service, then, { keepsScale });
  }

  async #write({ uid, ref }: Stored, id: number): Promise<StoredWrite> {
    const write = await this.#options.stores.history.get(uid, id);
    if (write) return write;
    throw new NotFoundError(
      `there is no write ${id} in the history of ${describeRef(
        'InferenceService',
        ref,
      )}`,
    );
  }

  async #writeOfRevision(
    stored: Stored,
    wanted: string | number,
  ): Promise<StoredWrite> {
    const { stores } = this.#options;
    const revisions = await stores.revisions.list(stored.uid);
    const revision = revisions.find(({ spec, component, number }) =>
      typeof wanted === 'string'
        ? spec.name === wanted
        : component === 'predictor' && number === wanted,
    );
    if (!revision) {
      throw new NotFoundError(
        `there is no revision ${wanted} of ${describeRef(
          'InferenceService',
          stored.ref,
        )}; kept are ${
          revisions.map(({ spec }) => spec.name).join(', ') || 'none'
        }`,
      );
    }
    const { generation, canary } = revision;
    if (canary !== undefined) {
      throw new ConflictError(
        `there is no way back to ${revision.spec.name}: ${wasCanary(canary)}`,
      );
    }
    const writes = await stores.history.ofGenerations(stored.uid, [generation]);
    const view = writes.get(generation);
    if (!view) throw notKept(`generation ${generation}`, stored.ref);
    return this.#write(stored, view.id);
  }

  #specOf({ view, object }: StoredWrite, ref: ResourceRef): InferenceService {
    if (!object) throw notKept(`write ${view.id}`, ref);
    if (isInferenceService(object)) return object;
    throw new InputError(`write ${view.id} is not of a deployment`);
  }
}

function isInferenceService(object: {
  readonly kind: string;
}): object is InferenceService {
  return object.kind === 'InferenceService';
}

function notKept(what: string, ref: ResourceRef): ConflictError {
  return new ConflictError(
    `the spec of ${what} of ${describeRef(
      'InferenceService',
      ref,
    )} is not kept any more: those of the newest 100 accepted writes are`,
  );
}
