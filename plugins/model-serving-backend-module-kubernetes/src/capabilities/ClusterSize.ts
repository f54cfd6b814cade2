import type { V1Node } from '@kubernetes/client-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterCapabilities } from '@greenroom/backstage-plugin-model-serving-common';
import { KubeApiError, KubeClient } from '../client';
import { sizeOf } from './sizeOf';

const NODES = '/api/v1/nodes';
/** Nodes come and go seldom; who asks more often gets what is known. */
const ASK_MS = 5 * 60_000;

type Size = Pick<ClusterCapabilities, 'accelerators' | 'capacity'>;

/** What the nodes of a cluster have, as far as the portal may see it. */
export class ClusterSize {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #now: () => number;
  #known: { readonly size: Size; readonly at: number } | undefined;

  constructor(client: Pick<KubeClient, 'json'>, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /** @throws any error of the connection */
  async size(logger: LoggerService): Promise<Size> {
    const now = this.#now();
    if (this.#known && now - this.#known.at < ASK_MS) return this.#known.size;
    const size = sizeOf(await this.#nodes(logger));
    this.#known = { size, at: now };
    return size;
  }

  /** Listing nodes is a right in the whole cluster, which the portal can do without. */
  async #nodes(logger: LoggerService): Promise<readonly V1Node[]> {
    try {
      const { items } = await this.#client.json<{ items: V1Node[] }>(NODES);
      return items;
    } catch (error) {
      if (!(error instanceof KubeApiError) || error.status !== 403) throw error;
      if (!this.#known)
        logger.info(
          'The portal may not list nodes: it knows neither capacity nor accelerators of this cluster',
        );
      return [];
    }
  }
}
