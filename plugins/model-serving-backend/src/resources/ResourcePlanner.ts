import { ConflictError, InputError } from '@backstage/errors';
import {
  changedPaths,
  servingKinds,
  type FieldMessage,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../access';
import type { Clusters } from '../clusters/types';
import { editConflict } from '../errors';
import {
  describeRef,
  writesBetween,
  type ObjectOfKind,
  type ResourceWrite,
  type StoredResource,
  type Stores,
} from '../store';
import { isHidden } from './isHidden';
import {
  intentOf,
  isObject,
  preparedResource,
  versionIn,
  withKeptActs,
  withOwner,
} from './preparedResource';
import type { ResourceValidator } from './ResourceValidator';
import type {
  PlannedResource,
  PlanOptions,
  ResourcePlan,
  ResourceTarget,
  WrittenKind,
} from './types';

/** Options of {@link ResourcePlanner}. */
export interface ResourcePlannerOptions {
  readonly stores: Pick<Stores, 'resources' | 'history'>;
  readonly clusters: Clusters;
  readonly validator: ResourceValidator;
  readonly callers: Callers;
}

type Stored = StoredResource<ServingKind>;

/** Decides what a resource that was sent would change, and by what write. */
export class ResourcePlanner {
  readonly #options: ResourcePlannerOptions;

  constructor(options: ResourcePlannerOptions) {
    this.#options = options;
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
    const prepared = await this.#prepared(kind, sent, stored, options);
    demandIdentity(prepared, target);
    const onBehalfOf = await callers.person(options.credentials);
    const checked = await validator.check({
      cluster: ref.cluster,
      kind,
      sent: prepared,
      previous: stored?.object,
      alongside: options.alongside,
      onBehalfOf,
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
      onBehalfOf,
      action: actionName(stored, options),
      how: options.isImport ? ('import' as const) : options.how ?? 'yaml',
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

  /** What is sent, with what it leaves to the portal: acts on what is there, and whose a new graph is. */
  async #prepared(
    kind: WrittenKind,
    sent: unknown,
    stored: Stored | undefined,
    { credentials, isImport, isRollback }: PlanOptions,
  ): Promise<Record<string, unknown>> {
    const resource = preparedResource(sent);
    if (isRollback) return resource;
    if (stored) return withKeptActs(resource, stored.object);
    // What is imported says itself whose it is; runtimes and caches may well be nobody's
    const isOwned = kind === 'InferenceGraph' && !isImport;
    return isOwned
      ? withOwner(
          resource,
          await this.#options.callers.defaultOwner(credentials),
        )
      : resource;
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

/** For the history. */
function actionName(
  stored: Stored | undefined,
  { isRollback }: PlanOptions,
): string {
  if (isRollback) return 'rollback';
  return stored ? 'update' : 'create';
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

function overrideOnly({ kind, ref }: ResourceTarget): ConflictError {
  return new ConflictError(
    `${describeRef(
      kind,
      ref,
    )} is a runtime that the cluster brings along: it can be switched, ordered and duplicated, but not edited`,
  );
}
