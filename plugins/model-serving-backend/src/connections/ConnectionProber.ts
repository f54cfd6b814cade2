import { InputError } from '@backstage/errors';
import type {
  BrowsePage,
  ConnectionTestResult,
  ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  browseOci,
  browseS3,
  testOciConnection,
  testS3Connection,
  testUriConnection,
  type AddressPolicy,
} from '@greenroom/storage-initializer';
import type { Clock } from '../time';
import { ProbeSlots } from './ProbeSlots';
import { storageFailure } from './storageFailure';

const SLOTS = 10;
const SLOT_WAIT_MS = 5_000;
const TIMEOUT_MS = 10_000;

/** How connections of a type are tried. Source: screens §11. */
const tests = {
  s3: testS3Connection,
  'uri-v1': testUriConnection,
  'oci-v1': testOciConnection,
} satisfies Record<ConnectionType, unknown>;

/** Types with something to list behind them; a URI is one place. */
const browsers: Partial<Record<ConnectionType, typeof browseS3>> = {
  s3: browseS3,
  'oci-v1': browseOci,
};

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

  /** Failures of the other side are results. @throws ProbeBusyError */
  async test(
    connection: OpenConnection,
    options: { readonly path?: string; readonly signal?: AbortSignal },
  ): Promise<ConnectionTestResult> {
    const { type, values } = connection;
    const { path, signal = new AbortController().signal } = options;
    return this.#slots.run(() =>
      tests[type]({
        values,
        path,
        policy: this.#policy,
        timeoutMs: TIMEOUT_MS,
        signal,
      }),
    );
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
    const browse = browsers[type];
    if (!browse) {
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
        browse({ values, prefix, cursor, policy: this.#policy, signal }),
      );
    } catch (error) {
      throw storageFailure(error);
    }
  }
}
