import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  Page,
  ResourceRef,
  RuntimeDetail,
  RuntimeDuplication,
  RuntimeOrder,
  RuntimeView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Which runtimes. */
export interface RuntimeListQuery {
  /** Absent: the default cluster. */
  readonly cluster?: string;
  /** Runtimes of this project and of the cluster; absent: of all projects. */
  readonly namespace?: string;
  /** Only those that serve this format, in any letter case. */
  readonly format?: string;
}

/** Who calls. */
export interface RuntimeCallOptions {
  readonly credentials: BackstageCredentials;
}

/**
 * Runtimes, as the API offers them. The namespace of a runtime of the whole cluster is `''`. Methods fail with
 * NotFoundError for what does not exist, InputError where a runtime would be wrong, ConflictError where somebody else
 * wrote at the same time.
 */
export interface Runtimes {
  /** In the admin's order, then by title. */
  list(
    query: RuntimeListQuery,
    options: RuntimeCallOptions,
  ): Promise<Page<RuntimeView>>;
  get(ref: ResourceRef, options: RuntimeCallOptions): Promise<RuntimeDetail>;
  /** One that is off keeps serving what runs on it and takes nothing new. Repeatable. */
  setEnabled(
    ref: ResourceRef,
    enabled: boolean,
    options: RuntimeCallOptions,
  ): Promise<RuntimeDetail>;
  /** The copy is switched off: it would compete with its original until somebody changed it. */
  duplicate(
    ref: ResourceRef,
    duplication: RuntimeDuplication,
    options: RuntimeCallOptions,
  ): Promise<RuntimeDetail>;
  /** All or nothing. */
  reorder(
    order: RuntimeOrder,
    options: RuntimeCallOptions,
  ): Promise<Page<RuntimeView>>;
}
