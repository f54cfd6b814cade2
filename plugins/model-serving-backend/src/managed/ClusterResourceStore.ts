import { ConflictError, ForwardedError } from '@backstage/errors';
import type {
  ResourceRef,
  ServingKind,
  ServingObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Clusters } from '../clusters';
import { inputErrorOf } from '../errors';
import type {
  ObjectOfKind,
  ResourceStore,
  ResourceWrite,
  StoredKind,
  StoredResource,
  WriteContext,
} from '../store';
import { describeRef, ownedConnections } from '../store';
import type { Clock } from '../time';
import { ManagedWriter } from './ManagedWriter';

/** Options of a {@link ClusterResourceStore}. */
export interface ClusterResourceStoreOptions {
  /** What is stored here: intent of native clusters, and the mirror of managed ones. */
  readonly stored: ResourceStore;
  readonly clusters: Clusters;
  readonly clock: Clock;
}

/**
 * The resources of all clusters as one store. Reads are those of the database; a write goes where the resource lives: into
 * the database, or to the managed cluster and from there into its mirror. Nobody who writes needs to know which. What is
 * stored of a cluster that is not configured any more can be deleted, which forgets it here, and not be changed.
 */
export class ClusterResourceStore implements ResourceStore {
  readonly #stored: ResourceStore;
  readonly #options: ClusterResourceStoreOptions;

  constructor(options: ClusterResourceStoreOptions) {
    this.#stored = options.stored;
    this.#options = options;
  }

  async create<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>> {
    const writer = this.#writer(kind, cluster);
    if (!writer || !isServing(kind)) {
      return this.#stored.create(kind, cluster, object, context);
    }
    return ofKind<K>(
      await writer.create(kind, object as ServingObject, context),
    );
  }

  async update<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
    expected: string,
    object: ObjectOfKind[K],
    context: WriteContext,
  ): Promise<StoredResource<K>> {
    const writer = this.#writer(kind, ref.cluster);
    if (!writer || !isServing(kind)) {
      return this.#stored.update(kind, ref, expected, object, context);
    }
    const wanted = object as ServingObject;
    return ofKind<K>(
      await writer.replace(kind, ref, expected, wanted, context),
    );
  }

  async requestDeletion(
    kind: StoredKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    if (isServing(kind) && !this.#options.clusters.has(ref.cluster)) {
      return this.#forget(kind, ref, context);
    }
    const writer = this.#writer(kind, ref.cluster);
    return writer && isServing(kind)
      ? writer.remove(kind, ref, context)
      : this.#stored.requestDeletion(kind, ref, context);
  }

  /**
   * As in the database on a native cluster. A managed one has no transactions: it is asked for all of them first, so that
   * what it refuses is refused before anything is written.
   */
  async writeAll(
    cluster: string,
    writes: readonly ResourceWrite[],
  ): Promise<readonly StoredResource[]> {
    const { clusters } = this.#options;
    const isOnlyDeleted = writes.every(({ what }) => what === 'delete');
    if (isOnlyDeleted && !clusters.has(cluster)) {
      return this.#stored.writeAll(cluster, writes.map(forgetting));
    }
    if (!clusters.managed(cluster)) {
      return this.#stored.writeAll(cluster, writes);
    }
    if (writes.length > 1) await this.#demandAllowed(cluster, writes);
    const written: StoredResource[] = [];
    for (const write of writes) {
      try {
        written.push(await this.#writeOne(cluster, write));
      } catch (error) {
        throw written.length === 0 ? error : halfWritten(error, written);
      }
    }
    return written;
  }

  /** Of a cluster that is not configured any more the record goes, with what lives and dies with it; nobody ends anything there. */
  async #forget(
    kind: ServingKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    const stored = await this.#stored.get(kind, ref);
    if (!stored) return undefined;
    const owned =
      kind === 'InferenceService' ? await ownedConnections(this, ref) : [];
    await this.#stored.writeAll(ref.cluster, [
      forgetting({ what: 'delete', kind, ref, context }),
      ...owned.map(connection =>
        forgetting({
          what: 'delete',
          kind: 'Connection',
          ref: connection.ref,
          context,
        }),
      ),
    ]);
    return stored;
  }

  async #demandAllowed(
    name: string,
    writes: readonly ResourceWrite[],
  ): Promise<void> {
    const cluster = this.#options.clusters.get(name);
    for (const write of writes) {
      if (write.what === 'delete' || !isServing(write.kind)) continue;
      const refusals = await cluster.refusals(
        write.kind,
        write.object as ServingObject,
        { onBehalfOf: write.context.onBehalfOf },
      );
      if (refusals.length > 0) throw inputErrorOf(refusals);
    }
  }

  async #writeOne(
    cluster: string,
    write: ResourceWrite,
  ): Promise<StoredResource> {
    const { kind, context } = write;
    if (write.what === 'create') {
      return this.create(kind, cluster, write.object, context);
    }
    if (write.what === 'replace') {
      const { ref, expectedResourceVersion, object } = write;
      return this.update(kind, ref, expectedResourceVersion, object, context);
    }
    const gone = await this.requestDeletion(kind, write.ref, context);
    if (gone) return gone;
    throw new ConflictError(
      `${describeRef(kind, write.ref)} does not exist any more`,
    );
  }

  #writer(kind: StoredKind, cluster: string): ManagedWriter | undefined {
    if (!isServing(kind)) return undefined;
    const managed = this.#options.clusters.managed(cluster);
    if (!managed) return undefined;
    const { stored: mirror, clock } = this.#options;
    return new ManagedWriter({ cluster: managed, mirror, clock });
  }

  // What follows is the database's own.

  get<K extends StoredKind>(
    kind: K,
    ref: ResourceRef,
  ): Promise<StoredResource<K> | undefined> {
    return this.#stored.get(kind, ref);
  }

  getByUid: ResourceStore['getByUid'] = uid => this.#stored.getByUid(uid);

  updateObserved: ResourceStore['updateObserved'] = (...observed) =>
    this.#stored.updateObserved(...observed);

  mirror<K extends StoredKind>(
    kind: K,
    cluster: string,
    object: ObjectOfKind[K],
    options?: Parameters<ResourceStore['mirror']>[3],
  ): Promise<{ stored: StoredResource<K>; isOlder: boolean }> {
    return this.#stored.mirror(kind, cluster, object, options);
  }

  listMirrored: ResourceStore['listMirrored'] = cluster =>
    this.#stored.listMirrored(cluster);

  remove: ResourceStore['remove'] = uid => this.#stored.remove(uid);

  listRefs: ResourceStore['listRefs'] = (...page) =>
    this.#stored.listRefs(...page);

  listDeployments: ResourceStore['listDeployments'] = (...query) =>
    this.#stored.listDeployments(...query);

  countDeployments: ResourceStore['countDeployments'] = criteria =>
    this.#stored.countDeployments(criteria);

  listConnections: ResourceStore['listConnections'] = (...query) =>
    this.#stored.listConnections(...query);

  listRuntimes: ResourceStore['listRuntimes'] = (...place) =>
    this.#stored.listRuntimes(...place);

  deploymentsUsingConnection: ResourceStore['deploymentsUsingConnection'] =
    ref => this.#stored.deploymentsUsingConnection(ref);

  connectionUsers: ResourceStore['connectionUsers'] = (...query) =>
    this.#stored.connectionUsers(...query);

  countRuntimeUse: ResourceStore['countRuntimeUse'] = cluster =>
    this.#stored.countRuntimeUse(cluster);

  listRuntimeUsers: ResourceStore['listRuntimeUsers'] = (...query) =>
    this.#stored.listRuntimeUsers(...query);

  listResources: ResourceStore['listResources'] = (...query) =>
    this.#stored.listResources(...query);

  mentioning<K extends ServingKind>(
    kind: K,
    cluster: string,
    text: string,
  ): Promise<readonly StoredResource<K>[]> {
    return this.#stored.mentioning(kind, cluster, text);
  }

  subscribe: ResourceStore['subscribe'] = listener =>
    this.#stored.subscribe(listener);
}

/** What was written of a kind is of that kind. */
function ofKind<K extends StoredKind>(
  stored: StoredResource<ServingKind>,
): StoredResource<K> {
  return stored as unknown as StoredResource<K>;
}

/** A deletion here of what may go on there, as the history calls it. */
function forgetting(write: ResourceWrite): ResourceWrite {
  return { ...write, context: { ...write.context, action: 'forget' } };
}

function isServing(kind: StoredKind): kind is ServingKind {
  return kind !== 'Connection';
}

/** That one of several was not written after others were: as bad as that one, be it refused, forbidden or not answered. */
function halfWritten(
  error: unknown,
  written: readonly StoredResource[],
): ForwardedError {
  const done = written
    .map(({ kind, ref }) => describeRef(kind, ref))
    .join(', ');
  return new ForwardedError(
    `Not all of it was written. Written and still there: ${done}. Send it again when what stopped it is corrected: what is there already stays as it is`,
    error,
  );
}
