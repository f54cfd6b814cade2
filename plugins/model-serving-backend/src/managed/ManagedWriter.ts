import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  semanticEqual,
  type ResourceRef,
  type ServingKind,
  type ServingObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ManagedClusterDriver,
  ManagedObjectRef,
} from '@greenroom/backstage-plugin-model-serving-node';
import { type Cluster, unknownKind, withVersionOf } from '../clusters';
import {
  describeRef,
  mirroredForm,
  nameTaken,
  staleWrite,
  type ResourceStore,
  type StoredResource,
  type WriteContext,
} from '../store';
import type { Clock } from '../time';

/** Options of a {@link ManagedWriter}. */
export interface ManagedWriterOptions {
  readonly cluster: Cluster<ManagedClusterDriver>;
  /** Where what the cluster answers is mirrored. */
  readonly mirror: ResourceStore;
  readonly clock: Clock;
}

/** KServe writes the status of what comes up several times within a second: each makes the version that we know an old one. */
const TRIES = 8;
/** How long the watch may take to tell of a version that the cluster says there is. */
const NEWS_MS = 3_000;

/**
 * Writes to a managed cluster: there first, and then here what the cluster made of it.
 *
 * Versions are those of what is stored here, which count edits and not statuses; an edit is made on what its author saw. If
 * the cluster has another spec by then, what is stored follows, and the edit is a conflict.
 */
export class ManagedWriter {
  readonly #options: ManagedWriterOptions;

  constructor(options: ManagedWriterOptions) {
    this.#options = options;
  }

  /** @throws ConflictError if the name is taken; InputError, NotAllowedError as the cluster says */
  async create(
    kind: ServingKind,
    object: ServingObject,
    context: WriteContext,
  ): Promise<StoredResource<ServingKind>> {
    const { cluster, mirror } = this.#options;
    this.#demandKind(kind);
    const answer = await cluster.driver
      .write(kind, withVersionOf(object, undefined), forWhom(context))
      .catch(error => {
        if (!(error instanceof ConflictError)) throw error;
        const { namespace = '', name } = object.metadata;
        const ref = { cluster: cluster.name, namespace, name };
        throw nameTaken(kind, ref, undefined);
      });
    const { stored } = await mirror.mirror(kind, cluster.name, answer, {
      context,
    });
    return stored;
  }

  /**
   * @param expected - version of what is stored here, as read
   * @throws NotFoundError, ConflictError, InputError, NotAllowedError
   */
  async replace(
    kind: ServingKind,
    ref: ResourceRef,
    expected: string,
    object: ServingObject,
    context: WriteContext,
  ): Promise<StoredResource<ServingKind>> {
    const { cluster, mirror } = this.#options;
    this.#demandKind(kind);
    const stored = await this.#read(kind, ref);
    const version = stored.object.metadata.resourceVersion ?? '';
    if (version !== expected) throw staleWrite(kind, ref, expected, version);
    const wanted = {
      ...object,
      metadata: { ...object.metadata, ...named(ref) },
    };
    if (isSameIntent(stored.object, wanted)) return stored;
    for (let tries = 1; ; tries++) {
      const known = await this.#current(stored, expected);
      try {
        const answer = await cluster.driver.write(
          kind,
          withVersionOf(wanted, known),
          forWhom(context),
        );
        const written = await mirror.mirror(kind, cluster.name, answer, {
          context,
        });
        return written.stored;
      } catch (error) {
        if (!(error instanceof ConflictError) || tries === TRIES) throw error;
        // Its status moved, or somebody wrote: the watch tells which
        await this.#news(kind, ref, known.metadata.resourceVersion);
      }
    }
  }

  /** Asks for a deletion. @returns what is being deleted; undefined: it is not there */
  async remove(
    kind: ServingKind,
    ref: ResourceRef,
    context: WriteContext,
  ): Promise<StoredResource | undefined> {
    const { cluster, mirror } = this.#options;
    const stored = await mirror.get(kind, ref);
    if (!stored) return undefined;
    await cluster.driver.remove(
      objectRef(kind, ref),
      stored.uid,
      forWhom(context),
    );
    const marked = await mirror.requestDeletion(kind, ref, context);
    return marked ?? stored;
  }

  async #read(
    kind: ServingKind,
    ref: ResourceRef,
  ): Promise<StoredResource<ServingKind>> {
    const stored = await this.#options.mirror.get(kind, ref);
    if (stored) return stored;
    throw new NotFoundError(
      `${describeRef(kind, ref)} does not exist any more`,
    );
  }

  /**
   * The object as the cluster has it, which is what is stored here but for its status.
   * @throws ConflictError if somebody changed it there; NotFoundError if it is gone
   */
  async #current(
    { kind, ref, uid, object }: StoredResource<ServingKind>,
    expected: string,
  ): Promise<ServingObject> {
    const { cluster, mirror } = this.#options;
    for (let tries = 1; ; tries++) {
      const known = cluster.driver.object(objectRef(kind, ref));
      if (known && known.metadata.uid === uid) {
        if (isSameIntent(object, known)) return known;
        const { stored, isOlder } = await mirror.mirror(
          kind,
          cluster.name,
          known,
        );
        if (!isOlder) {
          const now = stored.object.metadata.resourceVersion ?? '';
          throw staleWrite(kind, ref, expected, now);
        }
      }
      // What was written a moment ago has not come back yet
      if (tries === TRIES) {
        throw new ConflictError(
          `'${
            cluster.name
          }' does not tell yet what became of the last change of ${describeRef(
            kind,
            ref,
          )}: try it again in some seconds`,
        );
      }
      await this.#news(kind, ref, known?.metadata.resourceVersion);
    }
  }

  /** Resolves when the watch tells of another version than this one, at the latest after some seconds. */
  #news(
    kind: ServingKind,
    ref: ResourceRef,
    version: string | undefined,
  ): Promise<void> {
    const { cluster, clock } = this.#options;
    const { driver } = cluster;
    const own = objectRef(kind, ref);
    const isNew = () =>
      driver.object(own)?.metadata.resourceVersion !== version;
    if (isNew()) return Promise.resolve();
    return new Promise(resolve => {
      const ends: (() => void)[] = [resolve];
      const end = () => {
        for (const each of ends) each();
      };
      ends.push(
        driver.observe(() => {
          if (isNew()) end();
        }),
        clock.schedule(NEWS_MS, end),
      );
    });
  }

  #demandKind(kind: ServingKind): void {
    const { driver } = this.#options.cluster;
    if (driver.kinds.has(kind)) return;
    const { path, message } = unknownKind(kind);
    throw new InputError(`${path}: ${message}`);
  }
}

function objectRef(kind: ServingKind, ref: ResourceRef): ManagedObjectRef {
  return { kind, ...named(ref) };
}

function named({ namespace, name }: ResourceRef) {
  return { ...(namespace && { namespace }), name };
}

function forWhom({ onBehalfOf }: WriteContext) {
  return { ...(onBehalfOf && { onBehalfOf }) };
}

/** Whether two objects are the same but for what the cluster keeps in them. */
function isSameIntent(a: ServingObject, b: ServingObject): boolean {
  return semanticEqual(mirroredForm(a), mirroredForm(b));
}
