import { StorageError } from '../StorageError';
import { systemCode } from '../systemError';

/**
 * Why no answer came, or why it ended early.
 */
export type TransportReason =
  | 'host-not-found'
  | 'refused'
  | 'unroutable'
  | 'tls'
  | 'timeout'
  | 'cut'
  | 'not-http';

const byCode: Readonly<Record<string, TransportReason>> = {
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'host-not-found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unroutable',
  ENETUNREACH: 'unroutable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ECONNABORTED: 'cut',
  ERR_STREAM_PREMATURE_CLOSE: 'cut',
  EPROTO: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
};

/**
 * The reason of an error of Node or the system; undefined if it is none of a connection.
 */
export function transportReason(error: unknown): TransportReason | undefined {
  const code = systemCode(error);
  if (byCode[code]) return byCode[code];
  if (/^(CERT_|UNABLE_TO_|ERR_SSL_|ERR_TLS_|HOSTNAME_MISMATCH)/.test(code)) {
    return 'tls';
  }
  return code.startsWith('HPE_') ? 'not-http' : undefined;
}

const texts: Readonly<
  Record<
    TransportReason,
    (host: string, what: string, detail: string) => string
  >
> = {
  'host-not-found': host =>
    `Host ${host} was not found. Check its spelling, and that the name resolves where models are fetched.`,
  refused: host =>
    `${host} refused the connection. Check that the storage runs and that the port is right.`,
  unroutable: host =>
    `There is no way to ${host} in the network. Check the address, routes and firewalls.`,
  tls: (host, _, detail) =>
    `No secure connection to ${host}${detail}: its certificate is not trusted or it does not speak TLS. Check https:// in the address, or have its certificate authority trusted.`,
  timeout: host =>
    `${host} did not answer in time. Check the address, firewalls and the load of the storage.`,
  cut: (host, what) =>
    `The connection to ${host} was cut off at ${what}. Check the storage and the network if it happens again.`,
  'not-http': host =>
    `What answers at ${host} does not speak HTTP. Check the address and its port.`,
};

/** Failures that do not pass by themselves. */
const lasting: readonly TransportReason[] = ['tls', 'not-http'];

/**
 * A failed connection as people should read it.
 * @param place - `host` is `name` or `name:port`; `what` was asked for there
 */
export function transportError(
  reason: TransportReason,
  place: { readonly host: string; readonly what: string },
  error: unknown,
): StorageError {
  const code = systemCode(error);
  const detail = code ? ` (${code})` : '';
  return new StorageError(
    'StorageUnreachable',
    texts[reason](place.host, place.what, detail),
    { retryable: !lasting.includes(reason) },
  );
}
