import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  BrowsePage,
  ConnectionTestResult,
  ConnectionUser,
  ConnectionView,
  Page,
  ResourceRef,
  RotationInput,
  RotationResult,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Visibility } from '../access';
import type { ResourceCriterion } from '../store';

/** Who calls, and when to give up. */
export interface ConnectionCallOptions {
  readonly credentials: BackstageCredentials;
  readonly signal?: AbortSignal;
  /** Which of the deployments that use a connection are named; the others are counted. Default: all. */
  readonly users?: Visibility;
}

/** Which connections. */
export interface ConnectionListQuery {
  readonly search?: string;
  readonly types?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  /** Only what deployments of this namespace and owner reach, shared ones too. */
  readonly usableBy?: ConnectionUser;
  /** 1…200, default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Connections, as the API offers them. Secret values go in and never come out. Inputs are any JSON in the shape of
 * `ConnectionInput`; InputError names the field that is wrong.
 */
export interface Connections {
  /** By title. @param options - `criteria`: only what matches, of the caller's own or shared */
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
  /**
   * Exchanges secret values, tested before unless told otherwise, and says what that means for each deployment that uses
   * them. Values that do not pass their test change nothing.
   */
  rotate(
    ref: ResourceRef,
    request: { readonly input: RotationInput; readonly dryRun: boolean },
    options: ConnectionCallOptions,
  ): Promise<RotationResult>;
  /**
   * Whom it is shared with from now on: any JSON in the shape of `ConnectionSharing`.
   * @throws ConflictError naming the deployments that use what is taken away
   */
  share(
    ref: ResourceRef,
    sharing: unknown,
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
