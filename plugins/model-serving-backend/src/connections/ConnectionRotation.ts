import { InputError } from '@backstage/errors';
import {
  connectionFields,
  stringifyResourceRef,
  type ConnectionTestResult,
  type ConnectionTestStatus,
  type RotationEffect,
  type RotationInput,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Deployments } from '../deployments';
import type { StoredResource, Stores } from '../store';
import type { Clock } from '../time';
import { patchedInput } from './connectionInput';
import { splitConnection } from './connectionObject';
import type { ConnectionProber } from './ConnectionProber';
import type { ConnectionWriter } from './ConnectionWriter';
import { rotationEffect } from './rotationEffects';
import type { ConnectionCallOptions } from './types';

/**
 * What makes a new revision of a component although nothing that runs is another: the annotation of `kubectl rollout
 * restart`, on the pod. The old revision serves until the new one does, and goes on if that does not come up.
 */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

type Stored = StoredResource<'Connection'>;
type User = StoredResource<'InferenceService'>;

/** What a rotation did, before it is put into words. */
export interface RotationOutcome {
  readonly outcome: 'preview' | 'rotated' | 'test-failed';
  readonly stored: Stored;
  readonly test?: ConnectionTestResult;
  readonly effects: readonly RotationEffect[];
}

/** Options of {@link ConnectionRotation}. */
export interface ConnectionRotationOptions {
  readonly stores: Pick<Stores, 'secrets' | 'events'>;
  readonly writer: ConnectionWriter;
  readonly prober: Pick<ConnectionProber, 'test'>;
  /** With permissions: a restart changes deployments. */
  readonly deployments: Pick<Deployments, 'patch'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Exchanges the secret values of connections. */
export class ConnectionRotation {
  readonly #options: ConnectionRotationOptions;

  constructor(options: ConnectionRotationOptions) {
    this.#options = options;
  }

  /**
   * @param request - `users`: every deployment that uses it; `shown`: those that the caller may see
   * @throws InputError for values that are no new secrets
   */
  async rotate(
    request: {
      readonly read: () => Promise<Stored>;
      readonly input: RotationInput;
      readonly dryRun: boolean;
      readonly actor: string;
      readonly users: readonly User[];
      readonly shown: readonly User[];
    },
    options: ConnectionCallOptions,
  ): Promise<RotationOutcome> {
    const { writer } = this.#options;
    const { read, input, dryRun, actor, users, shown } = request;
    const stored = await read();
    const hasValues = demandSecrets(stored, input, dryRun);
    const effects = shown.map(rotationEffect);
    const test =
      hasValues && input.test !== false
        ? await this.#test(stored, input, options)
        : undefined;
    if (test && !test.ok) {
      return { outcome: 'test-failed', stored, test, effects };
    }
    if (dryRun) return { outcome: 'preview', stored, test, effects };
    const written = await writer.change(
      read,
      { values: input.values },
      actor,
      test && this.#status(test),
    );
    await this.#tell(users, stored, actor);
    return {
      outcome: 'rotated',
      stored: written,
      test,
      effects: input.restart ? await this.#restart(effects, options) : effects,
    };
  }

  async #test(
    stored: Stored,
    { values, path }: RotationInput,
    { signal }: ConnectionCallOptions,
  ): Promise<ConnectionTestResult> {
    const { stores, prober } = this.#options;
    const { object, secrets } = splitConnection(
      patchedInput(stored, { values }),
      { object: stored.object, secrets: await stores.secrets.get(stored.uid) },
    );
    return prober.test(
      { type: object.spec.type, values: { ...object.spec.values, ...secrets } },
      { path, signal },
    );
  }

  #status({ ok, message }: ConnectionTestResult): ConnectionTestStatus {
    const at = new Date(this.#options.clock.now()).toISOString();
    return { state: ok ? 'verified' : 'failed', message, at };
  }

  async #tell(
    users: readonly User[],
    { ref }: Stored,
    actor: string,
  ): Promise<void> {
    for (const user of users) {
      await this.#options.stores.events.record(user.uid, {
        type: 'Normal',
        reason: 'ConnectionRotated',
        message: `${actor} exchanged the credentials of the connection ${stringifyResourceRef(
          ref,
        )}. ${rotationEffect(user).message}`,
      });
    }
  }

  /** One after the other; a refusal of one does not keep the others from it. */
  async #restart(
    effects: readonly RotationEffect[],
    { credentials, signal }: ConnectionCallOptions,
  ): Promise<readonly RotationEffect[]> {
    const at = new Date(this.#options.clock.now()).toISOString();
    const patch = {
      spec: { predictor: { annotations: { [RESTARTED_AT]: at } } },
    };
    const done: RotationEffect[] = [];
    for (const effect of effects) {
      if (effect.effect !== 'next-start') {
        done.push(effect);
        continue;
      }
      const { ref } = effect;
      try {
        await this.#options.deployments.patch(ref, patch, {
          credentials,
          signal,
        });
        done.push({
          ref,
          effect: 'restarting',
          message:
            'Its replicas are replaced by new ones that take the new values; the old ones serve until those do.',
        });
      } catch (error) {
        const why = error instanceof Error ? error.message : 'it was refused';
        done.push({
          ref,
          effect: 'not-restarted',
          message: `It was not restarted: ${why}. ${effect.message}`,
        });
      }
    }
    return done;
  }
}

/** Whether there are new values. @throws InputError */
function demandSecrets(
  { object }: Stored,
  { values }: RotationInput,
  dryRun: boolean,
): boolean {
  const { type } = object.spec;
  const secretKeys = connectionFields[type]
    .filter(({ secret }) => secret)
    .map(({ key }) => key);
  const others = Object.keys(values).filter(key => !secretKeys.includes(key));
  if (others.length > 0) {
    throw new InputError(
      others
        .map(key => `values.${key}: is no secret field of a ${type} connection`)
        .join('; '),
    );
  }
  if (secretKeys.length === 0) {
    throw new InputError(`a ${type} connection has nothing to rotate`);
  }
  const hasValues = Object.values(values).some(value => value.trim() !== '');
  if (!hasValues && !dryRun) {
    throw new InputError(
      `values: at least one new value is needed, of ${secretKeys.join(', ')}`,
    );
  }
  return hasValues;
}
