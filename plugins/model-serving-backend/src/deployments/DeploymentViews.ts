import type {
  DeploymentDetail,
  DeploymentPage,
  FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters/types';
import type { LiveFacts } from '../observe/types';
import type { StoredResource, Stores } from '../store';
import type { Clock } from '../time';
import type { Deployments } from './types';
import { deploymentDetail, deploymentSummary } from './view';

const DEFAULT_LIMIT = 50;
const TRAFFIC_MS = 5 * 60 * 1000;

/** Options of {@link DeploymentViews}. */
export interface DeploymentViewsOptions {
  readonly stores: Pick<Stores, 'resources' | 'revisions' | 'samples'>;
  readonly clusters: Clusters;
  readonly live: LiveFacts;
  readonly clock: Pick<Clock, 'now'>;
}

/** Deployments as they are shown, with their state and the traffic of the last minutes. */
export class DeploymentViews {
  readonly #options: DeploymentViewsOptions;

  constructor(options: DeploymentViewsOptions) {
    this.#options = options;
  }

  async list(
    query: Parameters<Deployments['list']>[0],
    options: Parameters<Deployments['list']>[1],
  ): Promise<DeploymentPage> {
    const { stores, clusters, clock } = this.#options;
    const { criteria } = options;
    const { limit = DEFAULT_LIMIT, cursor, orderBy, ...filter } = query;
    const [page, counters] = await Promise.all([
      stores.resources.listDeployments(
        { ...filter, criteria },
        { limit, cursor, orderBy },
      ),
      stores.resources.countDeployments(criteria),
    ]);
    const now = clock.now();
    const traffic = await stores.samples.recentTraffic(
      page.items.map(({ uid }) => uid),
      now - TRAFFIC_MS,
    );
    return {
      items: page.items.map(stored =>
        deploymentSummary(stored, {
          isDefaultCluster: stored.ref.cluster === clusters.default.name,
          traffic: traffic.get(stored.uid),
          ungated: clusters.ungated(stored.ref.cluster),
          isClusterRemoved: !clusters.has(stored.ref.cluster),
          now,
        }),
      ),
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
      counters,
    };
  }

  /** @param warnings - of the write that this answers; those of the last observation come with it */
  async detail(
    stored: StoredResource<'InferenceService'>,
    warnings: readonly FieldMessage[] = [],
  ): Promise<DeploymentDetail> {
    const { stores, clusters, live, clock } = this.#options;
    const now = clock.now();
    const [revisions, traffic] = await Promise.all([
      stores.revisions.list(stored.uid),
      stores.samples.recentTraffic([stored.uid], now - TRAFFIC_MS),
    ]);
    const detail = deploymentDetail(stored, {
      isDefaultCluster: stored.ref.cluster === clusters.default.name,
      traffic: traffic.get(stored.uid),
      ungated: clusters.ungated(stored.ref.cluster),
      isClusterRemoved: !clusters.has(stored.ref.cluster),
      now,
      revisions,
      live,
    });
    return { ...detail, warnings: [...warnings, ...detail.warnings] };
  }
}
