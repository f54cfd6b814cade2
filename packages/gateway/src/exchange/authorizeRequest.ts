import { Admission, Denial, LiveAccess } from '../authorize';
import type { Exchange } from './exchange';

/**
 * Whether the request of an exchange may use a route with this access; its path is what is left after the route's prefix.
 *
 * @param isAgain - it was let through before, by an earlier snapshot
 */
export function authorize(
  { context, headers, path, reading, request }: Exchange,
  route: string,
  access: LiveAccess,
  isAgain: boolean,
): Admission | Denial {
  return context.gate.admit(route, access, {
    authorization: headers.authorization,
    apiKey: headers.apiKey,
    method: request.method,
    path,
    address: request.remoteAddress,
    isAgain,
    tokens: reading.tokens,
  });
}
