import { StorageError } from '../StorageError';

/**
 * Reads an address to connect to.
 * @throws StorageError InvalidUri for what is no URL, other schemes than http and https, and credentials in the URL
 */
export function parseHttpUrl(input: string | URL): URL {
  let url: URL;
  try {
    url = new URL(input);
  } catch {
    // Not repeated: what is no URL may still hold a password.
    throw new StorageError(
      'InvalidUri',
      'The address is not a URL. Write it in full, for example https://s3.example.com.',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new StorageError(
      'InvalidUri',
      `"${url.protocol}" is not supported in an address. Use http:// or https://.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new StorageError(
      'InvalidUri',
      `The address of ${url.host} holds a user name or password. Put credentials into the connection's own fields.`,
    );
  }
  return url;
}
