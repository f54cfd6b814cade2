import { InputError } from '@backstage/errors';
import type { Endpoint } from '@greenroom/backstage-plugin-model-serving-common';

const MAX_PATH_LENGTH = 2048;

/**
 * The URL that a try goes to: the deployment's preferred endpoint and a path below it. Whatever the path is, the result
 * lies below the endpoint.
 *
 * @throws InputError if the path leads elsewhere, or the endpoint cannot be called over HTTP/1.1.
 */
export function tryTarget(endpoint: Endpoint, path: string): URL {
  if (endpoint.protocol.startsWith('grpc')) {
    throw new InputError(
      `the endpoint speaks ${endpoint.protocol}, which cannot be tried here: use grpcurl`,
    );
  }
  const problem = pathProblem(path);
  if (problem) throw new InputError(`path ${problem}`);
  const base = new URL(endpoint.url);
  const target = new URL(endpoint.url.replace(/\/+$/, '') + path);
  const prefix = base.pathname.replace(/\/+$/, '');
  if (
    target.origin !== base.origin ||
    target.username !== '' ||
    !target.pathname.startsWith(`${prefix}/`)
  ) {
    throw new InputError('path leads out of the endpoint');
  }
  return target;
}

function pathProblem(path: unknown): string | undefined {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    return `must start with '/', for example /v2/models/iris/infer`;
  }
  if (path.length > MAX_PATH_LENGTH) {
    return `has ${path.length} characters; at most ${MAX_PATH_LENGTH} are possible`;
  }
  // Everything but printable ASCII would have to be guessed how to encode
  if (!/^[\x21-\x7e]+$/.test(path)) {
    return 'holds a blank or a character that must be percent-encoded';
  }
  if (path.includes('\\') || path.includes('#')) {
    return `must not hold '\\' or '#'`;
  }
  const [pathname] = path.split('?');
  const segments = pathname
    .split('/')
    .map(segment =>
      segment.replaceAll(/%2e/gi, '.').replaceAll(/%(2f|5c)/gi, '/'),
    );
  const leadsUp = segments.some(segment =>
    segment.split('/').some(part => part === '..' || part === '.'),
  );
  return leadsUp ? `must not hold '.' or '..' segments` : undefined;
}
