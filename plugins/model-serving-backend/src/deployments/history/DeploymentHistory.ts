import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  type HistoryDetail,
  type HistoryView,
  type InferenceService,
  type RevisionList,
  type RollbackTarget,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../../clusters/types';
import { WriteHistory } from '../../history';
import type { LiveFacts } from '../../observe/types';
import { KEPT_REVISIONS, type SpecResolver } from '../../reconcile';
import { describeRef, type StoredResource, type Stores } from '../../store';
import { revisionView } from '../view';
import { clusterRevisions } from './clusterRevisions';
import { currentRevisions } from './currentRevisions';
import { restoredService } from './restoredService';
import { revisionDetails, wasCanary } from './revisionDetails';

type Stored = StoredResource<'InferenceService'>;

/** Options of {@link DeploymentHistory}. */
export interface DeploymentHistoryOptions {
  readonly stores: Pick<Stores, 'history' | 'revisions'>;
  readonly clusters: Pick<Clusters, 'has' | 'ungated'>;
  readonly specs: SpecResolver;
  readonly live: LiveFacts;
}

/** What a deployment was: its writes, its revisions, and the spec of each. */
export class DeploymentHistory {
  readonly #options: DeploymentHistoryOptions;
  readonly #writes: WriteHistory;

  constructor(options: DeploymentHistoryOptions) {
    this.#options = options;
    this.#writes = new WriteHistory(options.stores.history);
  }

  /** Newest first. */
  list(stored: Stored): Promise<readonly HistoryView[]> {
    return this.#writes.list(stored);
  }

  /** One write: see {@link WriteHistory.entry}. */
  entry(stored: Stored, id: number, against?: number): Promise<HistoryDetail> {
    return this.#writes.entry(stored, id, against);
  }

  /** Kept revisions, newest first; where the portal keeps none, those that the cluster has. */
  async revisions(stored: Stored): Promise<RevisionList> {
    const kept = await this.kept(stored);
    const { clusters, live } = this.#options;
    const isOfCluster =
      kept.items.length === 0 &&
      (clusters.ungated(stored.ref.cluster) !== undefined ||
        (stored.observed?.revisions.length ?? 0) > 0);
    return isOfCluster
      ? { kept: 0, source: 'cluster', items: clusterRevisions(stored, live) }
      : kept;
  }

  /** Those that the portal keeps, newest first. */
  async kept(stored: Stored): Promise<RevisionList> {
    const { stores, specs, live, clusters } = this.#options;
    const [revisions, { components }] = await Promise.all([
      stores.revisions.list(stored.uid),
      // Which of them the spec means now, nobody can say whose cluster is not configured any more
      clusters.has(stored.ref.cluster)
        ? specs.resolve(stored)
        : { components: new Map() },
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
    const id = history ?? (await this.#writeOfRevision(stored, revision ?? ''));
    const then = await this.#writes.objectAfter(stored, id);
    if (!isInferenceService(then)) {
      throw new InputError(`write ${id} is not of a deployment`);
    }
    const keepsScale = history === undefined;
    return service => restoredService(service, then, { keepsScale });
  }

  async #writeOfRevision(
    stored: Stored,
    wanted: string | number,
  ): Promise<number> {
    const { stores } = this.#options;
    const revisions = await stores.revisions.list(stored.uid);
    const revision = revisions.find(({ spec, component, number }) =>
      typeof wanted === 'string'
        ? spec.name === wanted
        : component === 'predictor' && number === wanted,
    );
    if (!revision) {
      const { source, items } = await this.revisions(stored);
      const onCluster = source && items.find(({ name }) => name === wanted);
      if (onCluster) {
        throw new ConflictError(
          `there is no way back to ${onCluster.name}: ${onCluster.rollbackProblem}`,
        );
      }
      throw new NotFoundError(
        `there is no revision ${wanted} of ${describeRef(
          'InferenceService',
          stored.ref,
        )}; kept are ${items.map(({ name }) => name).join(', ') || 'none'}`,
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
    if (!view) {
      throw this.#writes.notKept(stored, `generation ${generation}`);
    }
    return view.id;
  }
}

function isInferenceService(object: {
  readonly kind: string;
}): object is InferenceService {
  return object.kind === 'InferenceService';
}
