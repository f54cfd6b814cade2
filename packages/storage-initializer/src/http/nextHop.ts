import { parseHttpUrl } from '../address/parseHttpUrl';
import { StorageError } from '../StorageError';

/** As browsers and curl allow, rounded down: a chain that long is a mistake. */
const maxRedirects = 10;

/**
 * Where a redirect leads, if it may be followed. Whether the address is allowed is for the connection to say.
 * @param hops - redirects that were followed before
 * @throws StorageError StorageUnreachable for too many, none of use, and from https to http; InvalidUri for other schemes
 */
export function nextHop(from: URL, location: string, hops: number): URL {
  if (hops >= maxRedirects) {
    throw new StorageError(
      'StorageUnreachable',
      `${from.host} redirects more than ${maxRedirects} times. Name the file's own address.`,
    );
  }
  if (!URL.canParse(location, from)) {
    throw new StorageError(
      'StorageUnreachable',
      `${from.host} redirects to something that is no address. Name the file's own address.`,
    );
  }
  const url = parseHttpUrl(new URL(location, from));
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    throw new StorageError(
      'StorageUnreachable',
      `${from.host} redirects from https to http at ${url.host}, which is not followed: anybody between could change the model. Name an https:// address that answers itself.`,
    );
  }
  return url;
}
