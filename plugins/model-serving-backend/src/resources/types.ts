import type {
  Forgotten,
  HistoryDetail,
  HistoryView,
  ImportedResource,
  KubernetesObject,
  Page,
  ResourceDetail,
  ResourceQuery,
  ResourceRef,
  ResourceView,
  RollbackTarget,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CallOptions } from '../deployments';
import type { ResourceWrite } from '../store';

/** Kinds that are written here; InferenceServices have a service of their own. */
export type WrittenKind = Exclude<ServingKind, 'InferenceService'>;

/** One resource. */
export interface ResourceTarget<K extends ServingKind = ServingKind> {
  readonly kind: K;
  /** `namespace` is empty for what belongs to none. */
  readonly ref: ResourceRef;
}

/** What a write would do, without its place in a text. */
export type PlannedResource = Omit<ImportedResource, 'document'>;

/** A write that was checked, and can be made. */
export interface ResourcePlan {
  readonly planned: PlannedResource;
  /** Absent: there is nothing to write, or it was refused. */
  readonly write?: ResourceWrite;
}

/** How a write is planned. */
export interface PlanOptions extends CallOptions {
  /** Resources that are written before it, in the same transaction. */
  readonly alongside?: readonly KubernetesObject[];
  /** Part of an import: it replaces whatever version is there. */
  readonly isImport?: boolean;
  /** It takes back an earlier spec, and says all that the resource is to be. */
  readonly isRollback?: boolean;
}

/** How a resource is put. */
export interface PutOptions extends CallOptions {
  /** Nothing is replaced: another resource of the name is a conflict. */
  readonly onlyNew?: boolean;
}

/** What is exported: everything that matches, up to a bound. */
export interface ExportQuery {
  readonly cluster: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly kinds?: readonly ServingKind[];
}

/**
 * Resources of KServe's kinds, as the API offers them. Methods fail with NotFoundError for what does not exist; writes
 * with ConflictError where something is in the way, InputError (naming the fields) where the resource is wrong.
 */
export interface Resources {
  /** By kind and title. */
  list(query: ResourceQuery, options: CallOptions): Promise<Page<ResourceView>>;
  get(target: ResourceTarget, options: CallOptions): Promise<ResourceDetail>;
  /** What a write would do; writes nothing. Problems of the resource are in the answer. */
  plan(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PlanOptions,
  ): Promise<ResourcePlan>;
  /** Creates or replaces. `metadata.resourceVersion` makes a stale write a conflict. */
  put(
    target: ResourceTarget<WrittenKind>,
    sent: unknown,
    options: PutOptions,
  ): Promise<PlannedResource>;
  /**
   * At once. @returns that it was only forgotten, for its cluster is not configured any more
   * @throws ConflictError naming what still refers to it
   */
  delete(
    target: ResourceTarget<WrittenKind>,
    options: CallOptions,
  ): Promise<Forgotten | undefined>;
  /** Newest first. */
  history(
    target: ResourceTarget,
    options: CallOptions,
  ): Promise<readonly HistoryView[]>;
  /** One write, compared with another one or with the one before. */
  historyEntry(
    target: ResourceTarget,
    entry: { readonly id: number; readonly against?: number },
    options: CallOptions,
  ): Promise<HistoryDetail>;
  /** What {@link Resources.rollback} would change; writes nothing. */
  planRollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource>;
  /** Writes the spec that an earlier write left behind again. */
  rollback(
    target: ResourceTarget<WrittenKind>,
    to: RollbackTarget,
    options: CallOptions,
  ): Promise<PlannedResource>;
  /** @returns YAML, in the order in which it can be created */
  export(query: ExportQuery, options: CallOptions): Promise<string>;
}
