/** What Node says of a certificate that nobody vouches for. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const NO_WAY: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/**
 * Why an API server could not be called, in words that say what to do. Node's own name no address, and advise what helps a
 * program on a terminal; what is not known here stays as it is.
 *
 * @param host - of the API server, with its port
 */
export function connectionFailure(error: Error, host: string): Error {
  const code = 'code' in error ? String(error.code) : '';
  const what = inWords(code, host);
  return what ? new Error(`${what} (${code})`, { cause: error }) : error;
}

function inWords(code: string, host: string): string | undefined {
  const server = `the API server ${host}`;
  if (UNSIGNED.has(code))
    return `${server} shows a certificate that the authority in the cluster's configuration did not sign: give caData or caFile of the cluster's own authority`;
  if (NO_WAY.has(code))
    return `no way leads to ${server}: ask who runs the network between the portal and the cluster`;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${server} has expired: ask who runs the cluster for a new one`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${server} is for other names: configure the cluster with one of them, or ask for a certificate with this one`;
    case 'ECONNREFUSED':
      return `${server} refuses connections: ask who runs the cluster whether it is up, and whether this is still its address`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name of ${server} leads to no address: look for a mistake in the configuration of the cluster, then at DNS`;
    default:
      return undefined;
  }
}
