import type { V1Node } from '@kubernetes/client-node';
import type { ClusterExamination } from '@greenroom/backstage-plugin-model-serving-common';
import { KubeApiError, KubeClient } from '../client';
import { discover } from './discover';
import { FeatureInputs, featuresOf } from './featuresOf';

const NODES = '/api/v1/nodes';
/** People wait for the answer. */
const LIMIT_MS = 10_000;

/** Options of a {@link ClusterExaminer}. */
export interface ClusterExaminerOptions {
  readonly client: Pick<KubeClient, 'json'>;
  readonly served: FeatureInputs['served'];
  /** Where KServe's controller is looked for first, and its configuration read. */
  readonly kserveNamespace?: string;
  /** Which of the rights that the portal wants it has. */
  readonly rights: () => Promise<ClusterExamination['rights']>;
  /** ms since epoch */
  readonly now: () => number;
}

/** Looks at what a cluster has. Takes no right that every account has not; what takes more is unknown without. */
export class ClusterExaminer {
  readonly #options: ClusterExaminerOptions;

  constructor(options: ClusterExaminerOptions) {
    this.#options = options;
  }

  /** @throws any error of the connection */
  async examine(): Promise<ClusterExamination> {
    const { client, served, kserveNamespace, rights, now } = this.#options;
    const signal = AbortSignal.timeout(LIMIT_MS);
    // Also says at once that nobody answers.
    const discovery = await discover(client, signal, kserveNamespace).catch(
      error => {
        throw signal.aborted
          ? new Error(`it did not answer within ${LIMIT_MS / 1_000} s`)
          : error;
      },
    );
    const [nodes, found] = await Promise.all([this.#nodes(signal), rights()]);
    return {
      observedAt: new Date(now()).toISOString(),
      version: discovery.version,
      features: featuresOf({
        discovery,
        nodes,
        served,
        ...(kserveNamespace ? { kserveNamespace } : {}),
      }),
      ...(found ? { rights: found } : {}),
    };
  }

  async #nodes(signal: AbortSignal): Promise<readonly V1Node[] | undefined> {
    try {
      const { items } = await this.#options.client.json<{ items: V1Node[] }>(
        NODES,
        { signal },
      );
      return items;
    } catch (error) {
      if (error instanceof KubeApiError && error.status === 403)
        return undefined;
      throw error;
    }
  }
}
