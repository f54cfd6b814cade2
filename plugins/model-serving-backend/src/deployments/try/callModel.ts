import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type {
  Endpoint,
  TryRequest,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  StorageError,
  type AddressPolicy,
} from '@greenroom/storage-initializer';
import { guardedRequest, RequestTimeout } from '../../outbound';
import type { Clock } from '../../time';
import { tryTarget } from './tryTarget';

const MAX_BODY_BYTES = 5 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const MAX_HEADERS = 50;

/** Headers that belong to a connection, not to a request, or that would speak for somebody else. */
const OWN_HEADERS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Calls a model at its own preferred endpoint, as a client would, and reports whatever it answered. No redirects, 5 MB
 * each way, 60 s to the first byte.
 *
 * @throws ConflictError while there is no endpoint; InputError for a path, header or body that cannot be sent;
 * ServiceUnavailableError if the endpoint does not answer.
 */
export async function callModel(options: {
  readonly endpoints: readonly Endpoint[];
  readonly request: TryRequest;
  /** Lets the call through where the route needs a token, unless the request brings its own. */
  readonly key?: string;
  readonly policy: AddressPolicy;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal?: AbortSignal;
}): Promise<TryResponse> {
  const { endpoints, request, key, policy, clock, signal } = options;
  const endpoint = endpoints.find(({ preferred }) => preferred) ?? endpoints[0];
  if (!endpoint) {
    throw new ConflictError(
      'the deployment has no endpoint yet: wait until it is ready',
    );
  }
  const url = tryTarget(endpoint, request.path);
  const body = request.method === 'POST' ? request.body ?? '' : undefined;
  if (body !== undefined && Buffer.byteLength(body) > MAX_BODY_BYTES) {
    throw new InputError(
      `body has ${Buffer.byteLength(
        body,
      )} bytes; at most ${MAX_BODY_BYTES} can be tried here: call the endpoint itself`,
    );
  }
  const headers = requestHeaders(request, key);
  const startedAt = clock.now();
  try {
    const response = await guardedRequest({
      url,
      method: request.method,
      headers,
      body,
      // Our own gateway may well be on this machine; it is where the endpoint says, not where a user says
      policy: { ...policy, allowHosts: [...policy.allowHosts, url.host] },
      maxBytes: MAX_BODY_BYTES,
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    return { ...response, latencyMs: clock.now() - startedAt };
  } catch (error) {
    signal?.throwIfAborted();
    throw explained(error, url);
  }
}

function requestHeaders(
  request: TryRequest,
  key: string | undefined,
): Record<string, string> {
  const given = Object.entries(request.headers ?? {});
  if (given.length > MAX_HEADERS) {
    throw new InputError(
      `headers: ${given.length} given; at most ${MAX_HEADERS} are possible`,
    );
  }
  for (const [name, value] of given) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new InputError(`headers: '${name}' is no name of a header`);
    }
    if (OWN_HEADERS.has(name.toLowerCase())) {
      throw new InputError(`headers: '${name}' cannot be set here`);
    }
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      throw new InputError(
        `headers: the value of '${name}' holds characters that a header cannot`,
      );
    }
  }
  return {
    ...(request.method === 'POST' && { 'content-type': 'application/json' }),
    ...(key && { authorization: `Bearer ${key}` }),
    ...Object.fromEntries(
      given.map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
}

function explained(error: unknown, url: URL): Error {
  if (error instanceof StorageError && error.code === 'AddressRefused') {
    return new InputError(error.message);
  }
  if (error instanceof RequestTimeout || error instanceof StorageError) {
    return new ServiceUnavailableError(error.message);
  }
  const code =
    error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new ServiceUnavailableError(
    `the gateway at ${url.host} cannot be reached${code}: it may be starting, or down`,
  );
}
