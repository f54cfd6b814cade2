import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  changedPaths,
  mergePatch,
  type DryRunResult,
  type FieldMessage,
  type InferenceService,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import type { Callers } from '../access';
import {
  describeRef,
  writesBetween,
  type StoredResource,
  type Stores,
} from '../store';
import type { DeploymentValidator } from './DeploymentValidator';
import { editConflict, inputErrorOf } from '../errors';
import { refusalReason } from '../history';
import { preparedService } from './preparedService';
import type { CallOptions } from './types';

/** Tries of a write that names no version, when others write at the same time. */
const WRITE_TRIES = 5;

type Stored = StoredResource<'InferenceService'>;

/** A change that was stored. */
export interface Written {
  readonly stored: Stored;
  /** Of validation: what is stored, but not as its author may think. */
  readonly warnings: readonly FieldMessage[];
}

/** A change of a deployment that exists. */
export interface DeploymentChange {
  /** For history: `update`, `scale`, … */
  readonly action: string;
  readonly call: CallOptions;
  readonly change: (service: InferenceService) => InferenceService;
}

/** Changes deployments: reads, changes, validates and writes, with optimistic concurrency. */
export class DeploymentWriter {
  readonly #stores: Pick<Stores, 'resources' | 'history'>;
  readonly #callers: Callers;
  readonly #validator: DeploymentValidator;

  constructor(
    options: Pick<Stores, 'resources' | 'history'> & {
      readonly callers: Callers;
      readonly validator: DeploymentValidator;
    },
  ) {
    this.#stores = options;
    this.#callers = options.callers;
    this.#validator = options.validator;
  }

  /** @throws NotFoundError */
  async read(ref: ResourceRef): Promise<Stored> {
    const stored = await this.#stores.resources.get('InferenceService', ref);
    if (!stored) throw noDeployment(ref);
    return stored;
  }

  /** A change that fits every version: when somebody else writes in between, it is made again on theirs. */
  async write(ref: ResourceRef, change: DeploymentChange): Promise<Written> {
    for (let tries = 1; ; tries++) {
      const stored = await this.read(ref);
      try {
        return await this.#writeOn(stored, change);
      } catch (error) {
        const isLast = tries === WRITE_TRIES || stored.deletionRequestedAt;
        if (error instanceof ConflictError && !isLast) continue;
        await this.#recordRefusal(stored, change, error);
        throw error;
      }
    }
  }

  /** A merge patch; one that names a version only fits that. */
  async patch(
    ref: ResourceRef,
    patch: unknown,
    call: CallOptions,
  ): Promise<Written> {
    const change = {
      action: 'update',
      call,
      change: (service: InferenceService) =>
        patched({ object: service }, patch),
    };
    return this.writeOn(ref, change, versionIn(patch));
  }

  /** A change that only fits the version that it was made for; without one it fits every version. */
  async writeOn(
    ref: ResourceRef,
    change: DeploymentChange,
    expected: string | undefined,
  ): Promise<Written> {
    if (expected === undefined) return this.write(ref, change);
    const stored = await this.read(ref);
    const next = change.change(stored.object);
    try {
      if (stored.object.metadata.resourceVersion !== expected) {
        throw await this.#conflict(stored, expected, next);
      }
      return await this.#writeOn(stored, change);
    } catch (error) {
      await this.#recordRefusal(stored, change, error);
      throw error;
    }
  }

  /** People who look for a change that is not there find who tried it. A failure of ours is not a refusal. */
  async #recordRefusal(
    { uid, ref, object }: Stored,
    { action, call, change }: DeploymentChange,
    error: unknown,
  ): Promise<void> {
    if (!(error instanceof ConflictError || error instanceof InputError)) {
      return;
    }
    // One that cannot even be made on what is stored throws the same refusal again: it has no fields to tell of
    const refused = change(object);
    await this.#stores.history.addRefused({
      uid,
      ref,
      generation: object.metadata.generation ?? 0,
      context: {
        actor: this.#callers.actor(call.credentials),
        action,
        how: call.how,
      },
      changes: changedPaths(preparedService(object), refused),
      reason: refusalReason(error.message, refused),
    });
  }

  async #writeOn(stored: Stored, change: DeploymentChange): Promise<Written> {
    const { ref, object } = stored;
    if (stored.deletionRequestedAt) {
      throw new ConflictError(
        `${describeRef(
          'InferenceService',
          ref,
        )} is being deleted and cannot be changed any more`,
      );
    }
    const next = change.change(object);
    const onBehalfOf = await this.#callers.person(change.call.credentials);
    const isRunSwitch = change.action === 'start' || change.action === 'stop';
    // What is stored may always be stopped, even if rules that came later would not let it in
    const { resource, warnings } = isRunSwitch
      ? { resource: next, warnings: [] }
      : await this.#valid(stored, next, onBehalfOf);
    const written = await this.#stores.resources.update(
      'InferenceService',
      ref,
      object.metadata.resourceVersion ?? '',
      resource,
      {
        actor: this.#callers.actor(change.call.credentials),
        action: change.action,
        how: change.call.how,
        onBehalfOf,
      },
    );
    return { stored: written, warnings };
  }

  async #valid(
    { ref, object }: Stored,
    next: InferenceService,
    onBehalfOf: ActingPerson | undefined,
  ): Promise<Pick<DryRunResult, 'resource' | 'warnings'>> {
    const plan = await this.#validator.check({
      cluster: ref.cluster,
      resource: next,
      previous: object,
      onBehalfOf,
    });
    if (plan.errors.length > 0) throw inputErrorOf(plan.errors);
    return plan;
  }

  async #conflict(
    { ref, uid, object }: Stored,
    expected: string,
    next: InferenceService,
  ): Promise<ConflictError> {
    const now = object.metadata.resourceVersion ?? '';
    const writes = writesBetween(expected, now);
    return editConflict({
      described: describeRef('InferenceService', ref),
      since: writes
        ? await this.#stores.history.list(uid, writes, 'accepted')
        : [],
      yours: changedPaths(preparedService(object), next),
    });
  }
}

/** The resource after a patch, without what only the server writes. @throws InputError */
export function patched(
  stored: Pick<Stored, 'object'>,
  patch: unknown,
): InferenceService {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new InputError(
      'the body must be a JSON merge patch: an object with the fields to change',
    );
  }
  return preparedService(mergePatch(stored.object, patch));
}

/** What everybody is told who may not know more. */
export function noDeployment(ref: ResourceRef): NotFoundError {
  return new NotFoundError(
    `there is no ${describeRef('InferenceService', ref)}`,
  );
}

function versionIn(patch: unknown): string | undefined {
  const { metadata }: { metadata?: { resourceVersion?: unknown } | null } =
    patch ?? {};
  const version = metadata?.resourceVersion;
  if (version === undefined || version === null) return undefined;
  if (typeof version !== 'string') {
    throw new InputError('metadata.resourceVersion must be a text');
  }
  return version;
}
