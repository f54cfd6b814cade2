import { InputError, NotFoundError } from '@backstage/errors';
import {
  annotations,
  runtimeKey,
  type Page,
  type ResourceRef,
  type RuntimeDetail,
  type RuntimeDuplication,
  type RuntimeOrder,
  type RuntimeUser,
  type RuntimeView,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, Visibility } from '../access';
import type { Clusters } from '../clusters/types';
import {
  describeRef,
  type ResourceStore,
  type ResourceWrite,
  type StoredResource,
  type WriteContext,
} from '../store';
import { duplicateOf } from './duplicateOf';
import { overrideOf } from './override';
import type { ReachableRuntimes, RuntimesInReach } from './RuntimesInReach';
import { byOrder, runtimeView, type RuntimeContext } from './runtimeView';
import type { RuntimeCallOptions, RuntimeListQuery } from './types';

/** Users that are told of one runtime. */
const MAX_USERS = 100;

/** Checks and writes a runtime as `PUT /resources` does. @throws InputError */
export type WriteRuntime = (
  cluster: string,
  runtime: ServingRuntime,
  options: RuntimeCallOptions,
) => Promise<void>;

/** Options of {@link DefaultRuntimes}. */
export interface DefaultRuntimesOptions {
  readonly clusters: Clusters;
  readonly resources: Pick<
    ResourceStore,
    'countRuntimeUse' | 'listRuntimeUsers' | 'get' | 'writeAll'
  >;
  readonly inReach: RuntimesInReach;
  readonly write: WriteRuntime;
  readonly callers: Callers;
}

/** Runtimes of the cluster drivers and the store. Who may do what is decided around it. */
export class DefaultRuntimes {
  readonly #options: DefaultRuntimesOptions;

  constructor(options: DefaultRuntimesOptions) {
    this.#options = options;
  }

  async list(query: RuntimeListQuery): Promise<Page<RuntimeView>> {
    const context = await this.#context(query.cluster, query.namespace);
    const format = query.format?.toLowerCase();
    const items = context.all.runtimes
      .map(runtime => runtimeView(runtime, context))
      .filter(
        view =>
          format === undefined ||
          view.formats.some(({ name }) => name.toLowerCase() === format),
      )
      .sort(byOrder);
    return { items, totalItems: items.length, pageInfo: {} };
  }

  /** The runtime of a reference, as it is effective. */
  async find(ref: ResourceRef): Promise<ServingRuntime | undefined> {
    const { clusters, inReach } = this.#options;
    const { name } = clusters.get(ref.cluster);
    return named(await inReach.find(name), ref);
  }

  /** @param visibility - of deployments: which users are told */
  async get(ref: ResourceRef, visibility: Visibility): Promise<RuntimeDetail> {
    const context = await this.#context(ref.cluster);
    const view = runtimeView(demand(context.all, ref), context);
    if (visibility.kind === 'none') return { ...view, users: [] };
    const page = await this.#options.resources.listRuntimeUsers(
      { ...ref, kind: view.kind },
      { limit: MAX_USERS },
      visibility.kind === 'some' ? visibility.criteria : undefined,
    );
    return { ...view, users: page.items.map(user => userOf(user, view)) };
  }

  async setEnabled(
    ref: ResourceRef,
    enabled: boolean,
    options: RuntimeCallOptions,
  ): Promise<void> {
    const { resources, inReach, callers, write } = this.#options;
    const all = await inReach.find(ref.cluster);
    const runtime = demand(all, ref);
    if (!runtime.spec.disabled === enabled) return;
    const next = { ...runtime, spec: { ...runtime.spec, disabled: !enabled } };
    if (all.builtIn.has(runtimeKey(runtime))) {
      const context = await contextOf(
        callers,
        options,
        enabled ? 'enable' : 'disable',
      );
      await resources.writeAll(ref.cluster, [
        await this.#overrideWrite(ref, next, context),
      ]);
    } else if (enabled) {
      // Rules of priorities do not look at what is off: now they must
      await write(ref.cluster, next, options);
    } else {
      const context = await contextOf(callers, options, 'disable');
      await resources.writeAll(ref.cluster, [replacing(ref, next, context)]);
    }
  }

  /** @returns where the copy is */
  async duplicate(
    ref: ResourceRef,
    duplication: RuntimeDuplication,
    options: RuntimeCallOptions,
  ): Promise<ResourceRef> {
    const copy = await this.copyOf(ref, duplication);
    await this.#options.write(ref.cluster, copy, options);
    const { name, namespace = '' } = copy.metadata;
    return { cluster: ref.cluster, namespace, name };
  }

  /** The copy that {@link duplicate} would write. @throws InputError if its name is taken */
  async copyOf(
    ref: ResourceRef,
    duplication: RuntimeDuplication,
  ): Promise<ServingRuntime> {
    const all = await this.#options.inReach.find(ref.cluster);
    const namespace = duplication.namespace ?? ref.namespace;
    const isTaken = (name: string) =>
      named(all, { cluster: ref.cluster, namespace, name }) !== undefined;
    const copy = duplicateOf(demand(all, ref), duplication, isTaken);
    if (isTaken(copy.metadata.name)) {
      throw new InputError(
        `name: there is a runtime "${copy.metadata.name}" already; choose another name`,
      );
    }
    return copy;
  }

  async reorder(
    order: RuntimeOrder,
    options: RuntimeCallOptions,
  ): Promise<void> {
    const { clusters, inReach, resources, callers } = this.#options;
    const cluster = order.cluster ?? clusters.default.name;
    const all = await inReach.find(clusters.get(cluster).name);
    const context = await contextOf(callers, options, 'order');
    const writes: ResourceWrite[] = [];
    for (const [i, { name, namespace = '' }] of order.runtimes.entries()) {
      const ref = { cluster, namespace, name };
      const runtime = demand(all, ref);
      const place = String(i + 1);
      if (runtime.metadata.annotations?.[annotations.order] === place) continue;
      const next = withOrder(runtime, place);
      writes.push(
        all.builtIn.has(runtimeKey(runtime))
          ? await this.#overrideWrite(ref, next, context)
          : replacing(ref, next, context),
      );
    }
    if (writes.length > 0) await resources.writeAll(cluster, writes);
  }

  async #context(
    name: string | undefined,
    namespace?: string,
  ): Promise<RuntimeContext> {
    const { clusters, inReach, resources } = this.#options;
    const cluster = name === undefined ? clusters.default : clusters.get(name);
    const [all, use] = await Promise.all([
      inReach.find(cluster.name, namespace),
      resources.countRuntimeUse(cluster.name),
    ]);
    return {
      cluster: cluster.name,
      isDefaultCluster: cluster.isDefault,
      all,
      use,
    };
  }

  /** Of a built-in runtime only that it is off, and its place, are kept. */
  async #overrideWrite(
    ref: ResourceRef,
    runtime: ServingRuntime,
    context: WriteContext,
  ): Promise<ResourceWrite> {
    const kind = 'ClusterServingRuntime';
    const order = runtime.metadata.annotations?.[annotations.order];
    const object = overrideOf(runtime, {
      disabled: runtime.spec.disabled ?? false,
      ...(order !== undefined && { order: Number(order) }),
    });
    const stored = await this.#options.resources.get(kind, ref);
    if (!stored) return { what: 'create', kind, object, context };
    return replacing(
      ref,
      {
        ...object,
        metadata: {
          ...object.metadata,
          resourceVersion: stored.object.metadata.resourceVersion,
        },
      },
      context,
    );
  }
}

/** @throws NotFoundError */
function demand(all: ReachableRuntimes, ref: ResourceRef): ServingRuntime {
  const runtime = named(all, ref);
  if (runtime) return runtime;
  throw noRuntime(ref);
}

/** What everybody is told who may not know more. */
export function noRuntime(ref: ResourceRef): NotFoundError {
  return new NotFoundError(`there is no ${describeRef(kindOf(ref), ref)}`);
}

/** A runtime without a namespace is the whole cluster's. */
export function kindOf(
  ref: Pick<ResourceRef, 'namespace'>,
): ServingRuntime['kind'] {
  return ref.namespace === '' ? 'ClusterServingRuntime' : 'ServingRuntime';
}

function named(
  { runtimes }: ReachableRuntimes,
  ref: ResourceRef,
): ServingRuntime | undefined {
  const { name, namespace } = ref;
  const key = runtimeKey({ kind: kindOf(ref), metadata: { name, namespace } });
  return runtimes.find(runtime => runtimeKey(runtime) === key);
}

function withOrder(runtime: ServingRuntime, place: string): ServingRuntime {
  const { metadata } = runtime;
  return {
    ...runtime,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, [annotations.order]: place },
    },
  };
}

function replacing(
  ref: ResourceRef,
  object: ServingRuntime,
  context: WriteContext,
): ResourceWrite {
  return {
    what: 'replace',
    kind: object.kind,
    ref,
    expectedResourceVersion: object.metadata.resourceVersion ?? '',
    object,
    context,
  };
}

async function contextOf(
  callers: Callers,
  { credentials }: RuntimeCallOptions,
  action: string,
): Promise<WriteContext> {
  return {
    actor: callers.actor(credentials),
    onBehalfOf: await callers.person(credentials),
    action,
  };
}

function userOf(
  { ref, object, observed }: StoredResource<'InferenceService'>,
  runtime: RuntimeView,
): RuntimeUser {
  const running = observed?.runtime;
  const isOnIt =
    running?.kind === runtime.kind && running.name === runtime.name;
  return {
    ref,
    title: object.metadata.annotations?.[annotations.displayName] || ref.name,
    version: isOnIt ? running.version : undefined,
    outdated: isOnIt && running.version !== runtime.version,
  };
}
