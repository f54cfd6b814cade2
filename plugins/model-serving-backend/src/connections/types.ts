import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  BrowsePage,
  ConnectionTestResult,
  ConnectionView,
  Page,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceCriterion } from '../store';

/** Who calls, and when to give up. */
export interface ConnectionCallOptions {
  readonly credentials: BackstageCredentials;
  readonly signal?: AbortSignal;
}

/** Which connections. */
export interface ConnectionListQuery {
  readonly search?: string;
  readonly types?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  /** 1…200, default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Connections, as the API offers them. Secret values go in and never come out. Inputs are any JSON in the shape of
 * `ConnectionInput`; InputError names the field that is wrong.
 */
export interface Connections {
  /** By title. @param options - `criteria`: only what matches */
  list(
    query: ConnectionListQuery,
    options: ConnectionCallOptions & {
      readonly criteria?: PermissionCriteria<ResourceCriterion>;
    },
  ): Promise<Page<ConnectionView>>;
  get(
    ref: ResourceRef,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView>;
  /** @param request - the same `idempotencyKey` again by the same caller returns the first result */
  create(
    request: { readonly input: unknown; readonly idempotencyKey?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView>;
  /** What {@link Connections.create} would store. */
  dryRun(
    request: { readonly input: unknown },
    options: ConnectionCallOptions,
  ): Promise<ConnectionView>;
  /**
   * Changes title, description, owner and values. An absent or empty secret keeps the stored one; a new one rotates it.
   */
  patch(
    ref: ResourceRef,
    patch: unknown,
    options: ConnectionCallOptions,
  ): Promise<ConnectionView>;
  /** @throws ConflictError naming the deployments that use it */
  delete(ref: ResourceRef, options: ConnectionCallOptions): Promise<void>;
  /** Tries what was not saved. */
  testUnsaved(
    request: { readonly input: unknown; readonly path?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult>;
  /** Tries a stored connection and keeps the result in its status. */
  test(
    ref: ResourceRef,
    request: { readonly path?: string },
    options: ConnectionCallOptions,
  ): Promise<ConnectionTestResult>;
  /** One page of a folder. */
  browse(
    ref: ResourceRef,
    request: { readonly prefix: string; readonly cursor?: string },
    options: ConnectionCallOptions,
  ): Promise<BrowsePage>;
}
