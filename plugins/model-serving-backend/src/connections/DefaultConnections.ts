import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  changedPaths,
  connectionFields,
  mergePatch,
  stringifyResourceRef,
  validateConnection,
  type BrowsePage,
  type Connection,
  type ConnectionInput,
  type ConnectionTestResult,
  type ConnectionView,
  type Page,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters/types';
import { inputErrorOf } from '../deployments';
import { describeRef, type StoredResource, type Stores } from '../store';
import type { Clock } from '../time';
import {
  inputOf,
  splitConnection,
  withRotation,
  type SplitConnection,
} from './connectionObject';
import type { ConnectionProber, OpenConnection } from './ConnectionProber';
import { connectionView } from './connectionView';
import type { ConnectionCallOptions, Connections } from './types';

const DEFAULT_LIMIT = 50;
const WRITE_TRIES = 5;

/** Options of {@link DefaultConnections}. */
export interface DefaultConnectionsOptions {
  readonly stores: Pick<Stores, 'resources' | 'secrets' | 'idempotency'>;
  readonly clusters: Clusters;
  readonly callers: Callers;
  readonly prober: ConnectionProber;
  readonly clock: Pick<Clock, 'now'>;
}

type Stored = StoredResource<'Connection'>;

/** {@link Connections} on the stores. Who may do what is decided around it. */
export class DefaultConnections implements Connections {
  readonly #options: DefaultConnectionsOptions;

  constructor(options: DefaultConnectionsOptions) {
    this.#options = options;
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
      items: await Promise.all(page.items.map(stored => this.#view(stored))),
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
    };
  }

  async get(ref: ResourceRef): Promise<ConnectionView> {
    return this.#view(await this.#stored(ref));
  }

  async create(
    request: { readonly input: unknown; readonly idempotencyKey?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { idempotency } = this.#options.stores;
    const { input, cluster, split } = await this.#prepared(
      request.input,
      options,
    );
    const actor = this.#options.callers.actor(options.credentials);
    const create = () => this.#create(cluster, split, actor);
    const key = request.idempotencyKey;
    if (key === undefined) return this.#view(await create());
    const claim = await idempotency.claim(`connection:${key}`, actor);
    if (claim.kind === 'done') return this.get(claim.ref);
    if (claim.kind === 'pending') {
      throw new ConflictError(
        'Idempotency-Key: another request with this key is under way; send it again in some seconds for its result',
      );
    }
    try {
      const stored = await create();
      await idempotency.complete(`connection:${key}`, actor, {
        cluster,
        namespace: input.namespace,
        name: input.name,
      });
      return await this.#view(stored);
    } catch (error) {
      await idempotency.release(`connection:${key}`, actor);
      throw error;
    }
  }

  async dryRun(
    request: { readonly input: unknown },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    const { stores, clock } = this.#options;
    const { input, cluster, split } = await this.#prepared(
      request.input,
      options,
    );
    const ref = { cluster, namespace: input.namespace, name: input.name };
    if (await stores.resources.get('Connection', ref)) {
      throw new ConflictError(
        `${describeRef('Connection', ref)} exists already: choose another name`,
      );
    }
    return this.#viewOf(ref, split.object, new Date(clock.now()).toISOString());
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#view(await this.#patchOnce(ref, patch, options));
      } catch (error) {
        if (!(error instanceof ConflictError) || tries === WRITE_TRIES)
          throw error;
      }
    }
  }

  async delete(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<void> {
    const { stores, callers } = this.#options;
    const stored = await this.#stored(ref);
    const users = await stores.resources.deploymentsUsingConnection(ref);
    if (users.length > 0) {
      throw new ConflictError(
        `${describeRef('Connection', ref)} is used by ${users
          .map(stringifyResourceRef)
          .join(', ')}: let them use another one, or delete them first`,
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
    const { stores, prober, clock } = this.#options;
    const stored = await this.#stored(ref);
    const result = await prober.test(await this.#open(stored), {
      path: request.path,
      signal: options.signal,
    });
    const test = {
      state: result.ok ? ('verified' as const) : ('failed' as const),
      message: result.message,
      at: new Date(clock.now()).toISOString(),
    };
    await stores.resources.updateObserved(stored.uid, { test }, undefined);
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

  async #prepared(sent: unknown, options: ConnectionCallOptions) {
    const { clusters, callers } = this.#options;
    const given = validInput(sent);
    const cluster =
      given.cluster === undefined
        ? clusters.default.name
        : clusters.get(given.cluster).name;
    const owner =
      given.owner ?? (await callers.defaultOwner(options.credentials));
    const input = { ...given, owner };
    return { input, cluster, split: splitConnection(input) };
  }

  async #create(
    cluster: string,
    split: SplitConnection,
    actor: string,
  ): Promise<Stored> {
    const { resources, secrets } = this.#options.stores;
    const uid = randomUUID();
    // Secrets first: whoever hears of the connection finds them
    await secrets.put(uid, split.secrets);
    try {
      const metadata = { ...split.object.metadata, uid };
      return await resources.create(
        'Connection',
        cluster,
        { ...split.object, metadata },
        { actor, action: 'create' },
      );
    } catch (error) {
      await resources.remove(uid);
      throw error;
    }
  }

  async #patchOnce(
    ref: ResourceRef,
    patch: unknown,
    options: ConnectionCallOptions,
  ): Promise<Stored> {
    const { stores, callers, clock } = this.#options;
    const stored = await this.#stored(ref);
    const before: SplitConnection = {
      object: stored.object,
      secrets: await stores.secrets.get(stored.uid),
    };
    const next = splitConnection(patchedInput(stored, patch), before);
    const isRotated = changedPaths(before.secrets, next.secrets).length > 0;
    const object = isRotated
      ? withRotation(next.object, new Date(clock.now()).toISOString())
      : next.object;
    const written = await stores.resources.update(
      'Connection',
      ref,
      stored.object.metadata.resourceVersion ?? '',
      object,
      {
        actor: callers.actor(options.credentials),
        action: isRotated ? 'rotate' : 'update',
      },
    );
    if (isRotated) await stores.secrets.put(stored.uid, next.secrets);
    const isTestStale =
      isRotated || changedPaths(stored.object.spec, object.spec).length > 0;
    if (!isTestStale) return written;
    await stores.resources.updateObserved(
      stored.uid,
      { test: { state: 'not-tested' } },
      undefined,
    );
    return this.#stored(ref);
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

  async #view(stored: Stored): Promise<ConnectionView> {
    return this.#viewOf(stored.ref, stored.object, stored.createdAt);
  }

  async #viewOf(
    ref: ResourceRef,
    object: Connection,
    createdAt: string,
  ): Promise<ConnectionView> {
    const { stores, clusters } = this.#options;
    return connectionView({
      ref,
      object,
      createdAt,
      // Whoever may see a connection may see who depends on it
      usedBy: await stores.resources.deploymentsUsingConnection(ref),
      isDefaultCluster: ref.cluster === clusters.default.name,
    });
  }
}

/** @throws InputError with everything that is wrong */
function validInput(sent: unknown): ConnectionInput {
  // Takes any JSON and says what does not fit
  const input = sent as ConnectionInput;
  const errors = validateConnection(input);
  if (errors.length > 0) throw inputErrorOf(errors);
  return withTexts(input);
}

/** The input after a patch; what a connection is and where it lives stays. */
function patchedInput(
  { ref, object }: Stored,
  patch: unknown,
): ConnectionInput {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new InputError(
      'the body must be an object with the fields to change',
    );
  }
  const before = inputOf(object, ref.cluster);
  const input = mergePatch(before, patch) as ConnectionInput;
  for (const field of ['cluster', 'namespace', 'name', 'privateTo'] as const) {
    if (input[field] !== before[field]) {
      throw new InputError(
        `${field} cannot be changed; create another connection instead`,
      );
    }
  }
  const { type, values, secretKeys } = object.spec;
  const errors = validateConnection(input, { type, values, secretKeys });
  if (errors.length > 0) throw inputErrorOf(errors);
  return withTexts(input);
}

/** Without `null` values, which validation takes as absent; other optional texts are checked here. */
function withTexts(input: ConnectionInput): ConnectionInput {
  for (const field of ['cluster', 'privateTo'] as const) {
    const value: unknown = input[field];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw new InputError(`${field} must be a text`);
    }
  }
  const keys = connectionFields[input.type].map(({ key }) => key);
  const values = Object.entries(input.values).filter(
    ([key, value]) => keys.includes(key) && typeof value === 'string',
  );
  return {
    ...input,
    cluster: input.cluster ?? undefined,
    title: input.title ?? undefined,
    description: input.description ?? undefined,
    owner: input.owner ?? undefined,
    privateTo: input.privateTo ?? undefined,
    values: Object.fromEntries(values),
  };
}
