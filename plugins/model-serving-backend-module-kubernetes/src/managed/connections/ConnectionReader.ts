import { isError } from '@backstage/errors';
import { readConnectionMetadata } from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterConnection } from '@greenroom/backstage-plugin-model-serving-node';
import { KubeClient, metadataOf, resourceTypes } from '../../client';

/**
 * Deployments are looked at again and again, also at rest; a cluster is asked for each connection twice an hour. That
 * somebody gave it another name shows so much later.
 */
const KEPT_MS = 30 * 60_000;
/** Somebody has to make or to grant something: it is asked again when they may have. */
const ABSENT_MS = 5 * 60_000;
/** Of all deployments at once; the oldest go. */
const MAX_KEPT = 2_000;

interface Kept {
  readonly told: Promise<ClusterConnection>;
  /** ms since epoch; while it is asked for: without end. */
  until: number;
}

/**
 * What a cluster has under the names of connections: from the metadata of Secrets, so that neither the right to read them is
 * needed nor a value ever comes here.
 */
export class ConnectionReader {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  /** @param options - `now`: ms since epoch */
  constructor(options: {
    readonly client: Pick<KubeClient, 'json'>;
    readonly now: () => number;
  }) {
    this.#client = options.client;
    this.#now = options.now;
  }

  /** As known for some minutes. Never throws: why nothing is known is what it answers then. */
  read(namespace: string, name: string): Promise<ClusterConnection> {
    const key = `${namespace}/${name}`;
    const known = this.#kept.get(key);
    if (known && this.#now() < known.until) return known.told;
    const kept: Kept = { told: this.#ask(namespace, name), until: Infinity };
    void kept.told.then(({ problem }) => {
      kept.until = this.#now() + (problem === undefined ? KEPT_MS : ABSENT_MS);
    });
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
    }
    return kept.told;
  }

  async #ask(namespace: string, name: string): Promise<ClusterConnection> {
    try {
      const at = { namespace, name };
      const metadata = await metadataOf(this.#client, resourceTypes.Secret, at);
      if (!metadata) return { problem: 'there is no such Secret' };
      const said = readConnectionMetadata(metadata);
      return said ?? { problem: 'the Secret of its name is no connection' };
    } catch (error) {
      const message = isError(error) ? error.message : String(error);
      return { problem: `its Secret could not be asked for: ${message}` };
    }
  }
}
