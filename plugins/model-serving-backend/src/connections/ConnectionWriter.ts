import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import {
  changedPaths,
  type Connection,
  type ConnectionSharing,
  type ConnectionTestStatus,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  writeShares,
  type StoredResource,
  type Stores,
  type WriteContext,
} from '../store';
import type { Clock } from '../time';
import { patchedInput } from './connectionInput';
import {
  splitConnection,
  withRotation,
  type SplitConnection,
} from './connectionObject';

const TRIES = 5;
const NOT_TESTED: ConnectionTestStatus = { state: 'not-tested' };

type Stored = StoredResource<'Connection'>;

/** Writes connections: object, secrets, sharing and history of one act in one transaction, so that none is there alone. */
export class ConnectionWriter {
  readonly #stores: Pick<Stores, 'resources' | 'secrets'>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    readonly stores: Pick<Stores, 'resources' | 'secrets'>;
    readonly clock: Pick<Clock, 'now'>;
  }) {
    this.#stores = options.stores;
    this.#clock = options.clock;
  }

  /**
   * @param alongside - what else is written within its transaction
   * @throws ConflictError if the name is taken
   */
  async create(
    cluster: string,
    split: SplitConnection,
    actor: string,
    alongside?: WriteContext['alongside'],
  ): Promise<Stored> {
    const { resources, secrets } = this.#stores;
    const uid = randomUUID();
    const metadata = { ...split.object.metadata, uid };
    return resources.create(
      'Connection',
      cluster,
      { ...split.object, metadata },
      {
        actor,
        action: 'create',
        alongside: async tx => {
          await secrets.put(uid, split.secrets, tx);
          await alongside?.(tx);
        },
      },
    );
  }

  /**
   * Changes what a patch says; new secret values make it a rotation.
   *
   * @param read - reads the connection, again after each conflict
   * @param test - what the new values' test said, if there was one
   * @throws InputError, NotFoundError; ConflictError if others write all the time
   */
  async change(
    read: () => Promise<Stored>,
    patch: unknown,
    actor: string,
    test: ConnectionTestStatus = NOT_TESTED,
  ): Promise<Stored> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#changeOnce(await read(), patch, actor, test);
      } catch (error) {
        if (!(error instanceof ConflictError) || tries === TRIES) throw error;
      }
    }
  }

  /** Whom it is shared with from now on. @throws ConflictError if somebody wrote since it was read */
  async share(
    stored: Stored,
    sharedWith: ConnectionSharing,
    actor: string,
  ): Promise<Stored> {
    const { object, ref, uid } = stored;
    const { sharedWith: _before, ...spec } = object.spec;
    const isShared =
      sharedWith.namespaces.length + sharedWith.owners.length > 0;
    return this.#stores.resources.update(
      'Connection',
      ref,
      object.metadata.resourceVersion ?? '',
      { ...object, spec: { ...spec, ...(isShared && { sharedWith }) } },
      {
        actor,
        action: 'share',
        alongside: tx => writeShares(tx, uid, sharedWith),
      },
    );
  }

  /** Keeps the result of a test. */
  async keepTest(uid: string, test: ConnectionTestStatus): Promise<void> {
    await this.#stores.resources.updateObserved(uid, { test }, undefined);
  }

  async #changeOnce(
    stored: Stored,
    patch: unknown,
    actor: string,
    test: ConnectionTestStatus,
  ): Promise<Stored> {
    const { resources, secrets } = this.#stores;
    const { uid, ref } = stored;
    const before: SplitConnection = {
      object: stored.object,
      secrets: await secrets.get(uid),
    };
    const next = splitConnection(patchedInput(stored, patch), before);
    const isRotated = changedPaths(before.secrets, next.secrets).length > 0;
    const object = isRotated
      ? withRotation(next.object, new Date(this.#clock.now()).toISOString())
      : next.object;
    const isUntested = isRotated || isElsewhere(stored.object, object);
    // First: a process that ends in between must not leave a result that was found of something else
    if (isUntested) await this.keepTest(uid, NOT_TESTED);
    const written = await resources.update(
      'Connection',
      ref,
      stored.object.metadata.resourceVersion ?? '',
      object,
      {
        actor,
        action: isRotated ? 'rotate' : 'update',
        ...(isRotated && {
          alongside: tx => secrets.put(uid, next.secrets, tx),
        }),
      },
    );
    if (!isUntested) return written;
    await this.keepTest(uid, test);
    return (await resources.get('Connection', ref)) ?? written;
  }
}

/** Whether what a test found of one says nothing about the other. */
function isElsewhere(before: Connection, after: Connection): boolean {
  const placeOf = ({ spec }: Connection) => ({
    type: spec.type,
    values: spec.values,
    secretKeys: spec.secretKeys,
  });
  return changedPaths(placeOf(before), placeOf(after)).length > 0;
}
