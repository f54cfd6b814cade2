import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  annotations,
  connectionReach,
  validateSharing,
  type BrowsePage,
  type Connection,
  type ConnectionSharing,
  type ConnectionTestResult,
  type ConnectionView,
  type Page,
  type ResourceRef,
  type RotationResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalOwner, type Callers } from '../access';
import type { Clusters } from '../clusters/types';
import type { Deployments } from '../deployments';
import { inputErrorOf } from '../errors';
import {
  describeRef,
  onceByKey,
  type StoredResource,
  type Stores,
  type WriteContext,
} from '../store';
import type { Clock } from '../time';
import { validInput } from './connectionInput';
import { splitConnection } from './connectionObject';
import type { ConnectionProber, OpenConnection } from './ConnectionProber';
import { ConnectionRotation } from './ConnectionRotation';
import { usersInWords, usersOf } from './connectionUsers';
import { connectionView } from './connectionView';
import { ConnectionWriter } from './ConnectionWriter';
import { rotationMessage } from './rotationEffects';
import type { ConnectionCallOptions, Connections } from './types';

const DEFAULT_LIMIT = 50;

/** Options of {@link DefaultConnections}. */
export interface DefaultConnectionsOptions {
  readonly stores: Pick<
    Stores,
    'resources' | 'secrets' | 'idempotency' | 'events'
  >;
  readonly clusters: Clusters;
  readonly callers: Callers;
  readonly prober: ConnectionProber;
  /** With permissions: a rotation may restart deployments. */
  readonly deployments: Pick<Deployments, 'patch'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Stored = StoredResource<'Connection'>;

/** {@link Connections} on the stores. Who may do what is decided around it. */
export class DefaultConnections implements Connections {
  readonly #options: DefaultConnectionsOptions;
  readonly #writer: ConnectionWriter;
  readonly #rotation: ConnectionRotation;

  constructor(options: DefaultConnectionsOptions) {
    this.#options = options;
    this.#writer = new ConnectionWriter(options);
    this.#rotation = new ConnectionRotation({
      ...options,
      writer: this.#writer,
    });
  }

  async list(
    query: Parameters<Connections['list']>[0],
    options: Parameters<Connections['list']>[1],
  ): Promise<Page<ConnectionView>> {
    const { limit = DEFAULT_LIMIT, cursor, ...filter } = query;
    const page = await this.#options.stores.resources.listConnections(
      { ...filter, criteria: options.criteria },
      { limit, cursor },
    );
    return {
      items: await Promise.all(
        page.items.map(stored => this.#view(stored, options)),
      ),
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
    };
  }

  async get(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    return this.#view(await this.#stored(ref), options);
  }

  async create(
    request: { readonly input: unknown; readonly idempotencyKey?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { idempotency } = this.#options.stores;
    const { ref, split } = await this.#prepared(request.input, options);
    const actor = this.#options.callers.actor(options.credentials);
    const create = (alongside?: WriteContext['alongside']) =>
      this.#writer.create(ref.cluster, split, actor, alongside);
    const { idempotencyKey } = request;
    if (idempotencyKey === undefined) {
      return this.#view(await create(), options);
    }
    const once = await onceByKey(
      idempotency,
      { key: `connection:${idempotencyKey}`, actor, ref },
      create,
    );
    return once.kind === 'made'
      ? this.#view(once.made, options)
      : this.get(once.ref, options);
  }

  async dryRun(
    request: { readonly input: unknown },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { stores, clock } = this.#options;
    const { ref, split } = await this.#prepared(request.input, options);
    if (await stores.resources.get('Connection', ref)) {
      throw new ConflictError(
        `${describeRef('Connection', ref)} exists already: choose another name`,
      );
    }
    const at = new Date(clock.now()).toISOString();
    return this.#viewOf(ref, split.object, at, options);
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const written = await this.#writer.change(
      () => this.#stored(ref),
      patch,
      this.#options.callers.actor(options.credentials),
    );
    return this.#view(written, options);
  }

  async rotate(
    ref: ResourceRef,
    request: Parameters<Connections['rotate']>[1],
    options: ConnectionCallOptions,
  ): Promise<RotationResult> {
    const { stores, callers } = this.#options;
    const users = await usersOf(stores.resources, ref, options.users);
    const { outcome, stored, test, effects } = await this.#rotation.rotate(
      {
        ...request,
        read: () => this.#stored(ref),
        actor: callers.actor(options.credentials),
        users: users.all,
        shown: users.shown,
      },
      options,
    );
    const others = users.all.length - users.shown.length;
    return {
      rotated: outcome === 'rotated',
      connection: await this.#view(stored, options),
      test,
      deployments: effects,
      others,
      message: rotationMessage(outcome, effects, others),
    };
  }

  async share(
    ref: ResourceRef,
    sharing: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { stores, callers } = this.#options;
    const stored = await this.#stored(ref);
    const sharedWith = validSharing(stored, sharing);
    const users = await usersOf(stores.resources, ref, options.users);
    const cutOff = users.all.filter(
      user =>
        !connectionReach(
          { namespace: ref.namespace, sharedWith },
          { namespace: user.ref.namespace, owner: user.owner },
        ),
    );
    if (cutOff.length > 0) {
      throw new ConflictError(
        `${describeRef('Connection', ref)} is used by ${usersInWords(
          cutOff,
          users.shown,
        )}, which would not reach it any more: let them use another one first`,
      );
    }
    const actor = callers.actor(options.credentials);
    return this.#view(
      await this.#writer.share(stored, sharedWith, actor),
      options,
    );
  }

  async delete(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<void> {
    const { stores, callers } = this.#options;
    const stored = await this.#stored(ref);
    const users = await usersOf(stores.resources, ref, options.users);
    if (users.all.length > 0) {
      throw new ConflictError(
        `${describeRef('Connection', ref)} is used by ${usersInWords(
          users.all,
          users.shown,
        )}: let them use another one, or delete them first`,
      );
    }
    await stores.resources.requestDeletion('Connection', ref, {
      actor: callers.actor(options.credentials),
      action: 'delete',
    });
    // Nothing runs for a connection: there is nothing to wait for
    await stores.resources.remove(stored.uid);
  }

  async testUnsaved(
    request: { readonly input: unknown; readonly path?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult> {
    const input = validInput(request.input);
    const { object, secrets } = splitConnection(input);
    return this.#options.prober.test(
      { type: input.type, values: { ...object.spec.values, ...secrets } },
      { path: request.path, signal: options.signal },
    );
  }

  async test(
    ref: ResourceRef,
    request: { readonly path?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult> {
    const { prober, clock } = this.#options;
    const stored = await this.#stored(ref);
    const result = await prober.test(await this.#open(stored), {
      path: request.path,
      signal: options.signal,
    });
    await this.#writer.keepTest(stored.uid, {
      state: result.ok ? 'verified' : 'failed',
      message: result.message,
      at: new Date(clock.now()).toISOString(),
    });
    return result;
  }

  async browse(
    ref: ResourceRef,
    request: { readonly prefix: string; readonly cursor?: string },
    options: ConnectionCallOptions,
  ): Promise<BrowsePage> {
    const stored = await this.#stored(ref);
    return this.#options.prober.browse(await this.#open(stored), {
      ...request,
      signal: options.signal,
    });
  }

  async #prepared(sent: unknown, { credentials }: ConnectionCallOptions) {
    const { clusters, callers } = this.#options;
    const given = validInput(sent);
    const cluster =
      given.cluster === undefined
        ? clusters.default.name
        : clusters.get(given.cluster).name;
    const owner = given.owner ?? (await callers.defaultOwner(credentials));
    const { namespace, name } = given;
    return {
      ref: { cluster, namespace, name },
      split: splitConnection({ ...given, owner }),
    };
  }

  async #open({ uid, object }: Stored): Promise<OpenConnection> {
    const secrets = await this.#options.stores.secrets.get(uid);
    return {
      type: object.spec.type,
      values: { ...object.spec.values, ...secrets },
    };
  }

  async #stored(ref: ResourceRef): Promise<Stored> {
    const stored = await this.#options.stores.resources.get('Connection', ref);
    if (!stored)
      throw new NotFoundError(`there is no ${describeRef('Connection', ref)}`);
    return stored;
  }

  async #view(
    { ref, object, createdAt }: Stored,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    return this.#viewOf(ref, object, createdAt, options);
  }

  async #viewOf(
    ref: ResourceRef,
    object: Connection,
    createdAt: string,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { stores, clusters } = this.#options;
    const users = await usersOf(stores.resources, ref, options.users);
    return connectionView({
      ref,
      object,
      createdAt,
      usedBy: users.shown.map(user => user.ref),
      usedByOthers: users.all.length - users.shown.length,
      isDefaultCluster: ref.cluster === clusters.default.name,
    });
  }
}

/** @throws InputError with everything that is wrong */
function validSharing({ ref, object }: Stored, sent: unknown) {
  const errors = validateSharing(sent);
  if (errors.length > 0) throw inputErrorOf(errors);
  const { namespaces, owners } = sent as ConnectionSharing;
  if (namespaces.includes(ref.namespace)) {
    throw new InputError(
      `namespaces: ${ref.namespace} is the connection's own project, which has it without sharing`,
    );
  }
  if (
    object.metadata.annotations?.[annotations.ownedBy] &&
    namespaces.length + owners.length > 0
  ) {
    throw new InputError(
      'a connection that lives and dies with one deployment is not shared; make one of its own',
    );
  }
  return {
    namespaces: [...new Set(namespaces)].sort(),
    owners: [
      ...new Set(owners.map(owner => normalOwner(owner, 'owners'))),
    ].sort(),
  };
}
