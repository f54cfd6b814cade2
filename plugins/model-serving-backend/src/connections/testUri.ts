import type { ConnectionTestResult } from '@greenroom/backstage-plugin-model-serving-common';
import {
  StorageError,
  type AddressPolicy,
} from '@greenroom/storage-initializer';
import { guardedRequest, RequestTimeout } from '../outbound';

type Steps = ConnectionTestResult['steps'];

/**
 * Tries a URI connection: one HEAD request. An answer of 2xx or 3xx is good; a redirect is not followed, since it may
 * lead where the address rules forbid to go.
 */
export async function testUri(options: {
  readonly uri: string;
  readonly policy: AddressPolicy;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}): Promise<ConnectionTestResult> {
  const { uri, policy, timeoutMs, signal } = options;
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return failed(
      [],
      'address',
      'only http:// and https:// addresses can be tested',
      'INVALID_REQUEST',
    );
  }
  const { host } = url;
  const address: Steps[number] = {
    name: 'address',
    ok: true,
    message: `${host} may be connected to.`,
  };
  const connect: Steps[number] = {
    name: 'connect',
    ok: true,
    message: `${host} answers.`,
  };
  try {
    const { status } = await guardedRequest({
      url,
      method: 'HEAD',
      policy,
      maxBytes: 0,
      timeoutMs,
      signal,
    });
    if (status === 401 || status === 403) {
      return failed(
        [address, connect],
        'authenticate',
        `${host} refuses access (HTTP ${status})`,
      );
    }
    if (status < 200 || status >= 400) {
      return failed(
        [address, connect],
        'path',
        `${host} does not have it (HTTP ${status})`,
      );
    }
    const message = `${host} has it (HTTP ${status}).`;
    return {
      ok: true,
      steps: [address, connect, { name: 'path', ok: true, message }],
      message,
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StorageError) {
      return failed(
        [],
        'address',
        error.message,
        error.code === 'AddressRefused' ? 'INVALID_REQUEST' : undefined,
      );
    }
    if (error instanceof RequestTimeout) {
      return failed([address], 'connect', error.message, 'CONNECTION_TIMEOUT');
    }
    return failed(
      [address],
      'connect',
      `${host} cannot be reached: ${reasonOf(error)}`,
    );
  }
}

function failed(
  passed: Steps,
  name: Steps[number]['name'],
  message: string,
  code = 'CONNECTION_FAILED',
): ConnectionTestResult {
  return {
    ok: false,
    steps: [...passed, { name, ok: false, message }],
    message,
    code,
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the connection failed';
}
