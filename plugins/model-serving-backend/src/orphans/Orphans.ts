import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  OrphanView,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ServiceInventory } from '@greenroom/backstage-plugin-model-serving-node';
import type { Clusters } from '../clusters';
import type { Stores } from '../store/types';
import { findOrphans } from './findOrphans';

/** Stored services that are asked for at once. */
const AT_ONCE = 20;

/** Options of {@link Orphans}. */
export interface OrphansOptions {
  readonly clusters: Pick<Clusters, 'managed' | 'native'>;
  readonly stores: Pick<Stores, 'resources' | 'counters'>;
}

/** What clusters hold of deployments that are not stored. Nothing of it goes unless somebody asks. */
export class Orphans {
  readonly #options: OrphansOptions;

  constructor(options: OrphansOptions) {
    this.#options = options;
  }

  /**
   * Those of one cluster, as it is now; none of a cluster that keeps nothing that is not stored.
   * @throws InputError for a cluster that is not configured; any error of the cluster
   */
  async list(cluster: string): Promise<readonly OrphanView[]> {
    const { clusters, stores } = this.#options;
    // What such a cluster holds is what is mirrored
    if (clusters.managed(cluster)) return [];
    const { driver } = clusters.native(cluster);
    const inventory = (await driver.inventory?.list()) ?? [];
    if (inventory.length === 0) return [];
    return findOrphans({
      cluster,
      inventory,
      // After the inventory: what is deployed in between must not look lost.
      stored: await this.#storedOf(cluster, inventory),
      portal: await stores.counters.epoch(),
    });
  }

  /**
   * Removes one of them.
   * @throws NotFoundError if it is none (any more); ConflictError if this portal did not make it
   */
  async remove(ref: ResourceRef, uid: string): Promise<void> {
    const { clusters, stores } = this.#options;
    const of = `${ref.cluster}/${ref.namespace}/${ref.name}`;
    const found = (await this.list(ref.cluster)).filter(
      orphan =>
        orphan.namespace === ref.namespace &&
        orphan.name === ref.name &&
        orphan.uid === uid,
    );
    if (found.length === 0) {
      throw new NotFoundError(
        `nothing is left on the cluster of a deployment ${of} with the uid '${uid}' that is not known here`,
      );
    }
    const ours = found.find(({ isOurs }) => isOurs);
    if (!ours) throw new ConflictError(`${of}: ${found[0].message}`);
    await clusters.native(ref.cluster).driver.inventory?.discard({
      namespace: ref.namespace,
      name: ref.name,
      serviceUid: uid,
      portal: await stores.counters.epoch(),
    });
  }

  async #storedOf(
    cluster: string,
    inventory: readonly ServiceInventory[],
  ): Promise<ReadonlySet<string>> {
    const { resources } = this.#options.stores;
    const uids = new Set<string>();
    for (let from = 0; from < inventory.length; from += AT_ONCE) {
      const stored = await Promise.all(
        inventory
          .slice(from, from + AT_ONCE)
          .map(({ namespace, name }) =>
            resources.get('InferenceService', { cluster, namespace, name }),
          ),
      );
      for (const one of stored) if (one) uids.add(one.uid);
    }
    return uids;
  }
}
