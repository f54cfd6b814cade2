import { InputError } from '@backstage/errors';
import type {
  BrowsePage,
  ConnectionTestResult,
  ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  browseS3,
  testS3Connection,
  type AddressPolicy,
} from '@greenroom/storage-initializer';
import type { Clock } from '../time';
import { ProbeSlots } from './ProbeSlots';
import { storageFailure } from './storageFailure';
import { testUri } from './testUri';

const SLOTS = 10;
const SLOT_WAIT_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** Type and all values of a connection, secret ones too. */
export interface OpenConnection {
  readonly type: ConnectionType;
  readonly values: Readonly<Record<string, string>>;
}

/** Calls the storage behind connections, within the address rules, ten at once, ten seconds each. */
export class ConnectionProber {
  readonly #policy: AddressPolicy;
  readonly #slots: ProbeSlots;

  constructor(options: {
    readonly policy: AddressPolicy;
    readonly clock: Clock;
  }) {
    this.#policy = options.policy;
    this.#slots = new ProbeSlots({
      clock: options.clock,
      slots: SLOTS,
      waitMs: SLOT_WAIT_MS,
    });
  }

  /** Failures of the other side are results. @throws InputError for a type that cannot be tested; ProbeBusyError */
  async test(
    connection: OpenConnection,
    options: { readonly path?: string; readonly signal?: AbortSignal },
  ): Promise<ConnectionTestResult> {
    const { type, values } = connection;
    const { path, signal = new AbortController().signal } = options;
    const shared = { policy: this.#policy, timeoutMs: TIMEOUT_MS, signal };
    switch (type) {
      case 's3':
        return this.#slots.run(() =>
          testS3Connection({ values, path, ...shared }),
        );
      case 'uri-v1':
        return this.#slots.run(() =>
          testUri({ uri: values.URI ?? '', ...shared }),
        );
      default:
        throw new InputError(
          `UNSUPPORTED_TYPE: connections of type ${type} cannot be tested here`,
        );
    }
  }

  /** @throws InputError, ServiceUnavailableError with the other side's reason; ProbeBusyError */
  async browse(
    connection: OpenConnection,
    options: {
      readonly prefix: string;
      readonly cursor?: string;
      readonly signal?: AbortSignal;
    },
  ): Promise<BrowsePage> {
    const { type, values } = connection;
    if (type !== 's3') {
      throw new InputError(
        `UNSUPPORTED_TYPE: connections of type ${type} have no folders to list`,
      );
    }
    const { prefix, cursor } = options;
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = options.signal
      ? AbortSignal.any([options.signal, timeout])
      : timeout;
    try {
      return await this.#slots.run(() =>
        browseS3({ values, prefix, cursor, policy: this.#policy, signal }),
      );
    } catch (error) {
      throw storageFailure(error);
    }
  }
}
