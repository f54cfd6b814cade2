import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  changedPaths,
  servingKinds,
  trainedModelConditions,
  type Condition,
  type FieldMessage,
  type GraphState,
  type HistoryView,
  type InferenceGraph,
  type Page,
  type ResourceDetail,
  type ResourceQuery,
  type ResourceRef,
  type ResourceView,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers, VisibleKinds } from '../access';
import type { Clusters } from '../clusters/types';
import type { CallOptions } from '../deployments';
import { editConflict, inputErrorOf } from '../errors';
import {
  compileGraph,
  readServices,
  readyCondition,
  serviceFacts,
  servicesOf,
  type GraphDefaults,
} from '../graph';
import { isOverride } from '../runtimes';
import type { Clock } from '../time';
import {
  describeRef,
  writesBetween,
  type ObjectOfKind,
  type ResourceWrite,
  type StoredResource,
  type Stores,
} from '../store';
import {
  intentOf,
  isObject,
  preparedResource,
  versionIn,
  withKeptActs,
} from './preparedResource';
import { ResourceFacts } from './ResourceFacts';
import { resourceView } from './resourceView';
import { siblingsOf, type ResourceValidator } from './ResourceValidator';
import type {
  ExportQuery,
  PlannedResource,
  PlanOptions,
  ResourcePlan,
  ResourceTarget,
  WrittenKind,
} from './types';
import { usersOf } from './usersOf';
import { inOrder, writeYaml } from './writeYaml';

const DEFAULT_LIMIT = 50;
const SHOWN_ROWS = 200;
const EXPORT_PAGE = 200;
/** Resources of one export: as many as an hour of `kubectl apply` takes. */
const MAX_EXPORT = 2000;
/** Users that a refusal names. */
const NAMED_USERS = 10;

/** Options of {@link DefaultResources}. */
export interface DefaultResourcesOptions {
  readonly stores: Pick<Stores, 'resources' | 'history'>;
  readonly clusters: Clusters;
  readonly validator: ResourceValidator;
  readonly callers: Callers;
  /** What graphs are that say nothing themselves. */
  readonly graphs: GraphDefaults;
  readonly clock: Pick<Clock, 'now'>;
}

type Stored = StoredResource<ServingKind>;

/** Resources of KServe's kinds, on the store. Who may do what is decided around it. */
export class DefaultResources {
  readonly #options: DefaultResourcesOptions;

  constructor(options: DefaultResourcesOptions) {
    this.#options = options;
  }

  async list(
    query: ResourceQuery,
    visible: readonly VisibleKinds[],
  ): Promise<Page<ResourceView>> {
    const { limit = DEFAULT_LIMIT, cursor, search, clusters } = query;
    const page = await this.#options.stores.resources.listResources(
      { search, clusters, namespaces: query.namespaces, visible },
      { limit, cursor },
    );
    const items: ResourceView[] = [];
    for (const stored of page.items) items.push(await this.#view(stored));
    return {
      items,
      totalItems: page.totalItems,
      pageInfo: { nextCursor: page.nextCursor },
    };
  }

  /** @param readable - which of the users the caller may see */
  async get(
    target: ResourceTarget,
    readable: (users: readonly Stored[]) => Promise<readonly Stored[]>,
  ): Promise<ResourceDetail> {
    const stored = await this.#read(target);
    const { users, total } = await usersOf(
      target,
      this.#options.stores.resources,
    );
    const view = await this.#view(stored, await this.#conditions(stored));
    return {
      ...view,
      usedBy: (await readable(users)).map(({ kind, ref }) => ({ kind, ref })),
      useCount: total,
    };
  }

  async plan(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PlanOptions,
  ): Promise<ResourcePlan> {
    const { kind, ref } = target;
    const { stores, callers, clusters, validator } = this.#options;
    clusters.get(ref.cluster);
    const stored = await stores.resources.get(kind, ref);
    if (stored && isHidden(stored)) throw overrideOnly(target);
    const prepared = withKeptActs(preparedResource(sent), stored?.object);
    demandIdentity(prepared, target);
    const checked = await validator.check({
      cluster: ref.cluster,
      kind,
      sent: prepared,
      previous: stored?.object,
      alongside: options.alongside,
    });
    const { resource } = checked;
    const before = stored && intentOf(stored.object);
    const changes = before && resource ? changedPaths(before, resource) : [];
    if (!options.isImport) {
      await this.#demandCurrent(target, versionIn(sent), stored, changes);
    }
    const planned: PlannedResource = {
      kind,
      ref,
      action: actionOf(checked.errors, stored, changes),
      changes,
      errors: checked.errors,
      warnings: checked.warnings,
      resource,
      previous: before,
      alternative: checked.alternative,
    };
    const isWritten =
      planned.action === 'create' || planned.action === 'change';
    if (!isWritten || !resource) return { planned };
    const context = {
      actor: callers.actor(options.credentials),
      action: stored ? 'update' : 'create',
      how: options.isImport ? ('import' as const) : ('yaml' as const),
    };
    return {
      planned,
      write: writeOf(kind, resource as ObjectOfKind[WrittenKind], {
        context,
        stored,
        ref,
      }),
    };
  }

  async put(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: CallOptions,
  ): Promise<PlannedResource> {
    const { planned, write } = await this.plan(target, sent, options);
    if (planned.errors.length > 0) throw inputErrorOf(planned.errors);
    if (!write) return planned;
    const [stored] = await this.#options.stores.resources.writeAll(
      target.ref.cluster,
      [write],
    );
    return { ...planned, resource: stored.object };
  }

  async delete(
    target: ResourceTarget<WrittenKind>,
    options: CallOptions,
  ): Promise<void> {
    const { kind, ref } = target;
    const { stores, callers } = this.#options;
    await this.#read(target);
    // A user that comes right after this look finds the resource missing, and its page says so
    const { users, total } = await usersOf(target, stores.resources);
    if (total > 0) throw stillUsed(target, users, total);
    const context = {
      actor: callers.actor(options.credentials),
      action: 'delete',
    };
    await stores.resources.writeAll(ref.cluster, [
      { what: 'delete', kind, ref, context },
    ]);
  }

  async history(target: ResourceTarget): Promise<readonly HistoryView[]> {
    const { uid } = await this.#read(target);
    return this.#options.stores.history.list(uid, SHOWN_ROWS);
  }

  async export(
    query: ExportQuery,
    visible: readonly VisibleKinds[],
  ): Promise<string> {
    const { cluster, namespace, name } = query;
    const { resources } = this.#options.stores;
    const found: Stored[] = [];
    let cursor: string | undefined;
    do {
      const page = await resources.listResources(
        {
          clusters: [cluster],
          namespaces: namespace === undefined ? undefined : [namespace],
          name,
          visible,
        },
        { limit: EXPORT_PAGE, cursor },
      );
      if (page.totalItems > MAX_EXPORT) {
        throw new InputError(
          `${page.totalItems} resources match; at most ${MAX_EXPORT} are exported at once: name a namespace or kinds`,
        );
      }
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const going = found.filter(stored => !stored.deletionRequestedAt);
    return writeYaml(inOrder(going).map(({ object }) => object));
  }

  async #read(target: ResourceTarget): Promise<Stored> {
    const { kind, ref } = target;
    const stored = await this.#options.stores.resources.get(kind, ref);
    if (!stored || isHidden(stored)) {
      throw new NotFoundError(`there is no ${describeRef(kind, ref)}`);
    }
    return stored;
  }

  async #view(
    stored: Stored,
    conditions?: readonly Condition[],
  ): Promise<ResourceView> {
    const { profile } = await this.#options.clusters.settings(
      stored.ref.cluster,
    );
    return resourceView(stored, { profile, conditions });
  }

  async #conditions({ ref, object }: Stored): Promise<readonly Condition[]> {
    if (object.kind === 'InferenceGraph')
      return [readyCondition(await this.#graphState(ref, object))];
    if (object.kind !== 'TrainedModel') return [];
    const facts = new ResourceFacts({
      resources: this.#options.stores.resources,
      cluster: ref.cluster,
    });
    return trainedModelConditions({
      model: object,
      parent: await facts.service(ref.namespace, object.spec.inferenceService),
      siblings: await siblingsOf(object, facts),
    });
  }

  async #graphState(
    ref: ResourceRef,
    object: InferenceGraph,
  ): Promise<GraphState> {
    const { stores, graphs, clock } = this.#options;
    const services = await readServices(
      servicesOf(object),
      ref,
      stores.resources,
    );
    const now = clock.now();
    return compileGraph({
      object,
      defaults: graphs,
      services: name => {
        const service = services.get(name);
        return service && serviceFacts(service, now);
      },
    }).state;
  }

  /** @throws ConflictError with both sides, if the write was made on another version */
  async #demandCurrent(
    { kind, ref }: ResourceTarget,
    expected: string | undefined,
    stored: Stored | undefined,
    yours: readonly string[],
  ): Promise<void> {
    if (expected === undefined) return;
    const described = describeRef(kind, ref);
    if (!stored) {
      throw new ConflictError(
        `${described} does not exist any more: leave out metadata.resourceVersion to create it again`,
      );
    }
    const now = stored.object.metadata.resourceVersion ?? '';
    if (now === expected) return;
    const writes = writesBetween(expected, now);
    throw editConflict({
      described,
      since: writes
        ? await this.#options.stores.history.list(
            stored.uid,
            writes,
            'accepted',
          )
        : [],
      yours,
    });
  }
}

function actionOf(
  errors: readonly FieldMessage[],
  stored: Stored | undefined,
  changes: readonly string[],
): PlannedResource['action'] {
  if (errors.length > 0) return 'refused';
  if (!stored) return 'create';
  return changes.length > 0 ? 'change' : 'unchanged';
}

function writeOf<K extends WrittenKind>(
  kind: K,
  object: ObjectOfKind[K],
  options: {
    readonly context: ResourceWrite['context'];
    readonly stored: Stored | undefined;
    readonly ref: ResourceTarget['ref'];
  },
): ResourceWrite<K> {
  const { context, stored, ref } = options;
  if (!stored) return { what: 'create', kind, object, context };
  return {
    what: 'replace',
    kind,
    ref,
    expectedResourceVersion: stored.object.metadata.resourceVersion ?? '',
    object,
    context,
  };
}

/** The path names the resource; what is sent must be it. @throws InputError */
function demandIdentity(
  sent: Record<string, unknown>,
  { kind, ref }: ResourceTarget,
): void {
  const metadata = isObject(sent.metadata) ? sent.metadata : {};
  const { namespaced } = servingKinds[kind];
  const said: [string, unknown, string][] = [
    ['kind', sent.kind, kind],
    ['metadata.name', metadata.name, ref.name],
    ...(namespaced
      ? [
          ['metadata.namespace', metadata.namespace, ref.namespace] as [
            string,
            unknown,
            string,
          ],
        ]
      : []),
  ];
  for (const [path, value, expected] of said) {
    if (value === expected) continue;
    throw new InputError(
      `${path} is ${JSON.stringify(
        value,
      )}, but the address names "${expected}"`,
    );
  }
}

/** What only switches a built-in runtime is no resource of its own. */
function isHidden({ object }: Stored): boolean {
  return object.kind === 'ClusterServingRuntime' && isOverride(object);
}

function overrideOnly({ kind, ref }: ResourceTarget): ConflictError {
  return new ConflictError(
    `${describeRef(
      kind,
      ref,
    )} is a runtime that the cluster brings along: it can be switched, ordered and duplicated, but not edited`,
  );
}

function stillUsed(
  { kind, ref }: ResourceTarget,
  users: readonly Stored[],
  total: number,
): ConflictError {
  const [first] = users;
  if (kind.startsWith('LocalModel') && first) {
    const name = [ref.namespace, ref.name].filter(Boolean).join('/');
    const user = ref.namespace
      ? `${first.ref.namespace}/${first.ref.name}`
      : first.ref.name;
    return new ConflictError(
      `${kind} ${name} is being used by ${first.kind} ${user}${
        total > 1 ? ` and ${total - 1} more` : ''
      }`,
    );
  }
  const named = users
    .slice(0, NAMED_USERS)
    .map(user => describeRef(user.kind, user.ref));
  const more = total - named.length;
  return new ConflictError(
    `${describeRef(kind, ref)} is used by ${named.join(', ')}${
      more > 0 ? ` and ${more} more` : ''
    }: move them to something else or delete them first`,
  );
}
