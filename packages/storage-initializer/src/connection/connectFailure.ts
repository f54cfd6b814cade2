import { systemCode } from '../systemError';

const byCode: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'refused the connection. Check that it runs and that the port is right.',
  EHOSTUNREACH:
    'cannot be reached through the network. Check the address, routes and firewalls.',
  ENETUNREACH:
    'cannot be reached through the network. Check the address, routes and firewalls.',
  ETIMEDOUT: 'did not answer in time. Check the address and firewalls.',
  ECONNRESET: 'cut the connection off. Check its log and the network.',
  EPIPE: 'cut the connection off. Check its log and the network.',
  EPROTO:
    'does not speak TLS. Check whether the address should begin with http://.',
};

/**
 * Why no answer came from a host, in one sentence or two that begin with it. Of the cause only its code is repeated: its
 * text may hold a header.
 */
export function connectFailure(error: unknown, host: string): string {
  const code = systemCode(error);
  if (Object.hasOwn(byCode, code)) return `${host} ${byCode[code]}`;
  if (/^(CERT_|UNABLE_TO_|DEPTH_|SELF_SIGNED|ERR_TLS_|HOSTNAME_)/.test(code)) {
    return `${host} has a certificate that is not trusted (${code}). Have its certificate authority trusted.`;
  }
  if (/^(HPE_|ERR_SSL_)/.test(code)) {
    return `What answers at ${host} does not speak the protocol (${code}). Check scheme and port.`;
  }
  return `${host} could not be reached${
    code && ` (${code})`
  }. Check the address.`;
}
